import { Type, type Static } from '@sinclair/typebox';
import { ConnectionStatePatchSchema } from './connection-state.js';
import { CallEventSchema } from './event.js';
import { SessionTokenSchema, TimestampSchema } from './identifiers.js';

/** What one push may hold; a service can set other limits (MAX_DELTAS, MAX_EVENTS). */
export const DEFAULT_PUSH_LIMITS = { maxDeltas: 120, maxEvents: 200 } as const;

/**
 * One stats event of lib-jitsi-meet: without `patch` when nothing changed; a keyframe's patch is the whole state. `since`: from when on its amounts
 * (media-state.ts) are counted, where that is not the sample before, since somebody else told of samples in between.
 */
export const DeltaSchema = Type.Object({
    at: TimestampSchema,
    keyframe: Type.Optional(Type.Boolean({ description: 'the patch is a whole state, to be applied to {}' })),
    patch: Type.Optional(ConnectionStatePatchSchema),
    since: Type.Optional(TimestampSchema)
}, { additionalProperties: false });

/** unobserved: of a session seen from outside, when the one who saw it goes; the participant may be there still. */
export const END_REASONS = ['left', 'closed', 'kicked', 'failed', 'unobserved'] as const;
export const EndReasonSchema = Type.Unsafe<typeof END_REASONS[number]>(Type.String({ enum: [...END_REASONS] }));

/** The body of POST /v1/sessions/:sessionId/metrics, for given limits. */
export const createPushSchema = (limits: { maxDeltas: number; maxEvents: number } = DEFAULT_PUSH_LIMITS) => Type.Object({
    token: Type.Optional(SessionTokenSchema),
    seq: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'counts the pushes of a session from 0' }),
    sentAt: Type.Optional(TimestampSchema),
    deltas: Type.Optional(Type.Array(DeltaSchema, { maxItems: limits.maxDeltas })),
    events: Type.Optional(Type.Array(CallEventSchema, { maxItems: limits.maxEvents })),
    end: Type.Optional(EndReasonSchema)
}, { additionalProperties: false });

export const PushSchema = createPushSchema();

/** One thing that was left out of what was stored, and why. `path` is a JSON Pointer (RFC 6901) into the request's body. */
export const DroppedSchema = Type.Object({ path: Type.String(), reason: Type.String() });

export const PushReplySchema = Type.Object({ dropped: Type.Array(DroppedSchema) });

export type Delta = Static<typeof DeltaSchema>;
export type EndReason = Static<typeof EndReasonSchema>;
export type Push = Static<typeof PushSchema>;
export type Dropped = Static<typeof DroppedSchema>;
