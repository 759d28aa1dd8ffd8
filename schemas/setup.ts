import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { ConferenceIdSchema, SessionIdSchema, TimestampSchema } from './identifiers.js';
import { SessionClientSchema } from './session-client.js';

const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });
const orNull = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const moment = (description: string) => orNull(Type.Number({ description: `epoch ms; null: ${description}` }));
const port = (description: string) => orNull(Type.Integer({ description }));

/** The minutes of which it is told how many pushes came. */
export const PUSH_MINUTES = 15;

/** What was taken; of the time since the service started. */
const ArrivalsSchema = Type.Object({
    scripts: count('times that the script was asked for, and given'),
    sessions: count('posts of sessions'),
    pushes: count('pushes'),
    lastScriptAt: moment('none'),
    firstSessionAt: moment('none'),
    lastSessionAt: moment('none'),
    firstPushAt: moment('none'),
    lastPushAt: moment('none'),
    pushesByMinute: Type.Array(count('pushes'), { description: `of the last ${String(PUSH_MINUTES)} minutes, the one that goes on last` })
}, strict);

/** Something that keeps data out, or parts of it. */
const TroubleSchema = Type.Object({
    code: Type.String({ description: 'of an error (src/errors.ts), or `parts_dropped`, or `proxy_not_trusted`' }),
    about: orNull(Type.String({ description: 'the origin, conference name, address or member that it was about' })),
    count: count('how often'),
    firstAt: TimestampSchema,
    lastAt: TimestampSchema
}, strict);

/** GET /v1/setup: what a page that explains the setup fills in, and whether it works. */
export const SetupReplySchema = Type.Object({
    version: Type.String({ description: 'of the service, and of the script that it gives out' }),
    startedAt: Type.Number({ description: 'since when is counted, epoch ms' }),
    settings: Type.Object({
        basePath: Type.String({ description: 'BASE_PATH' }),
        port: Type.Integer({ description: 'that the service listens on' }),
        trustProxy: Type.Array(Type.String(), { description: 'TRUST_PROXY' }),
        corsOrigins: Type.Array(Type.String(), { description: 'CORS_ORIGINS' }),
        conferencePattern: orNull(Type.String({ description: 'CONFERENCE_PATTERN' })),
        pushInterval: Type.Integer({ description: 'PUSH_INTERVAL, ms' }),
        jmmc: Type.Boolean({ description: 'JMMC' }),
        audience: Type.Boolean({ description: 'AUDIENCE' }),
        audiencePort: port('AUDIENCE_PORT; null: off'),
        soraPort: port('SORA_PORT; null: off')
    }, strict),
    workers: Type.Object({ count: count('WORKERS'), answering: count('of them, that this answer is of') }, strict),
    arrivals: ArrivalsSchema,
    latest: orNull(Type.Object({
        sessionId: SessionIdSchema,
        conferenceId: ConferenceIdSchema,
        conferenceName: Type.String(),
        client: SessionClientSchema,
        lastSeenAt: TimestampSchema
    }, strict)),
    troubles: Type.Array(TroubleSchema, { description: 'the last one first' })
}, strict);

export type Arrivals = Static<typeof ArrivalsSchema>;
export type Trouble = Static<typeof TroubleSchema>;
export type SetupReply = Static<typeof SetupReplySchema>;
