import { Type, type Static } from '@sinclair/typebox';
import { text } from './identifiers.js';

/** A namespace in an address, percent-decoded. Which there may be, AUDIENCE_PATTERN says. */
export const NamespaceSchema = Type.String({ minLength: 1 });

/** Whose connection it is: whatever a page chooses. A participant's sessionId, where both are counted, makes them one. */
export const ListenerUuidSchema = text(128, { minLength: 1 });

/** GET /audience/:namespace, when no stream is asked for. */
export const AudienceReplySchema = Type.Object({
    namespace: Type.String(),
    members: Type.Integer({ minimum: 0, description: 'who is there now' })
});

/** One namespace as audience-meter's statistics have it (lib/audience.js, `stats`). */
export const NamespaceStatsSchema = Type.Object({
    created: Type.Integer({ description: 'since when it is there, Unix seconds' }),
    members: Type.Integer({ minimum: 0, description: 'who is there now' }),
    connections: Type.Integer({ minimum: 0, description: 'connections that counted since then' }),
    modified: Type.Integer({ description: 'when a count was told last, Unix seconds; 0 = not yet' })
});

/** GET /audience: every namespace by its name. */
export const AudienceListSchema = Type.Record(Type.String(), NamespaceStatsSchema);

export type AudienceReply = Static<typeof AudienceReplySchema>;
export type NamespaceStats = Static<typeof NamespaceStatsSchema>;
export type AudienceList = Static<typeof AudienceListSchema>;
