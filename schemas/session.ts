import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { ConnectionStateSchema } from './connection-state.js';
import { CallEventSchema } from './event.js';
import {
    ConferenceIdSchema, ConferenceNameSchema, SessionIdSchema, SessionKeySchema, text, TextSchema, TimestampSchema, UserIdSchema
} from './identifiers.js';
import { IssueSchema } from './issue.js';
import { listReplySchema } from './list.js';
import { DroppedSchema } from './push.js';
import { SessionClientSchema } from './session-client.js';
import { SessionEndReasonSchema } from './session-end.js';
import { SessionSummarySchema } from './summary.js';

const strict = { additionalProperties: false } as const;

/** Optional and nullable, as one JSON type list, so that a validator names the value and not the union. */
const maybe = <T extends TSchema>(schema: T) =>
    Type.Optional(Type.Unsafe<Static<T> | null>({ ...schema, type: [schema.type as string, 'null'] }));
/** In answers: always there, possibly null. */
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const DeviceSchema = Type.Object({
    cores: maybe(Type.Number({ minimum: 0, maximum: 4096, description: 'navigator.hardwareConcurrency' })),
    memory: maybe(Type.Number({ minimum: 0, maximum: 65536, description: 'navigator.deviceMemory, GiB' })),
    mobile: maybe(Type.Boolean())
}, strict);

export const SdkSchema = Type.Object({
    version: maybe(text(32)),
    lib: maybe(text(64, { description: 'JitsiMeetJS.version, the commit of lib-jitsi-meet' }))
}, strict);

export const TagsSchema = Type.Record(Type.String({ pattern: '^(?!__proto__$)[\\w.:-]{1,64}$' }), TextSchema, { ...strict, maxProperties: 16 });

/** The body of POST /v1/sessions. Sent when the page begins to join and again when more is known: the last non-null value wins. */
export const SessionPostSchema = Type.Object({
    sessionKey: SessionKeySchema,
    sessionId: SessionIdSchema,
    conferenceName: ConferenceNameSchema,
    tenant: maybe(text(128)),
    meetingId: maybe(text(128)),
    userId: maybe(UserIdSchema),
    endpointId: maybe(text(128)),
    startedAt: TimestampSchema,
    joinedAt: maybe(TimestampSchema),
    sentAt: Type.Optional(TimestampSchema),
    sdk: maybe(SdkSchema),
    device: maybe(DeviceSchema),
    displayName: maybe(TextSchema),
    mainConference: maybe(text(256, { description: 'of a breakout room: the conference it belongs to' })),
    visitor: maybe(Type.Boolean()),
    tags: maybe(TagsSchema),
    observedBy: maybe({ ...SessionIdSchema, description: 'of a participant without a script: the session that saw it from outside' })
}, strict);

export const SessionPostReplySchema = Type.Object({
    sessionId: SessionIdSchema,
    token: Type.String(),
    pushInterval: Type.Integer({ description: 'ms between two pushes' }),
    dropped: Type.Optional(Type.Array(DroppedSchema))
});

export const NamedVersionSchema = Type.Object({ name: orNull(Type.String()), version: orNull(Type.String()) });

/** What the read API answers for a session. */
export const SessionReplySchema = Type.Object({
    sessionId: SessionIdSchema,
    conferenceId: orNull(ConferenceIdSchema),
    conferenceName: Type.String(),
    tenant: orNull(Type.String()),
    meetingId: orNull(Type.String()),
    userId: orNull(Type.String()),
    endpointId: orNull(Type.String()),
    displayName: orNull(Type.String()),
    browser: NamedVersionSchema,
    os: NamedVersionSchema,
    device: orNull(DeviceSchema),
    client: SessionClientSchema,
    sdk: orNull(SdkSchema),
    region: orNull(Type.String()),
    address: orNull(Type.String()),
    country: orNull(Type.String({ description: 'ISO 3166-1 alpha-2, by MAXMIND_FILE' })),
    mainConference: orNull(Type.String()),
    visitor: orNull(Type.Boolean()),
    tags: orNull(TagsSchema),
    observedBy: orNull(SessionIdSchema),
    startedAt: TimestampSchema,
    joinedAt: orNull(TimestampSchema),
    endedAt: orNull(TimestampSchema),
    endReason: orNull(SessionEndReasonSchema),
    lastSeenAt: TimestampSchema,
    pushes: Type.Integer(),
    samples: Type.Integer(),
    summary: orNull(SessionSummarySchema),
    issues: Type.Array(IssueSchema)
});

export const SampleSchema = Type.Object({ at: TimestampSchema, state: ConnectionStateSchema });
export const GapSchema = Type.Object({ from: TimestampSchema, to: TimestampSchema });

/** GET /v1/sessions/:sessionId/metrics: one whole state per sample, and where nothing is known. */
export const SessionMetricsReplySchema = Type.Object({
    sessionId: SessionIdSchema,
    samples: Type.Array(SampleSchema),
    gaps: Type.Array(GapSchema)
});

/** GET /v1/sessions/:sessionId/events. */
export const SessionEventsReplySchema = listReplySchema(CallEventSchema);

export type SessionPost = Static<typeof SessionPostSchema>;
export type SessionPostReply = Static<typeof SessionPostReplySchema>;
export type SessionReply = Static<typeof SessionReplySchema>;
export type Sample = Static<typeof SampleSchema>;
export type Gap = Static<typeof GapSchema>;
