import { Type, type Static } from '@sinclair/typebox';
import { STORABLE } from '../identifiers.js';

/** Sora's ids that people choose may have so many bytes in UTF-8. */
export const MAX_ID_BYTES = 255;

/** The schema bounds their characters; bytes are counted by whoever validates. */
const chosenId = (description: string) => Type.String({ minLength: 1, maxLength: MAX_ID_BYTES, pattern: STORABLE, description });
/** Made by Sora: a UUID in base 32. */
const madeId = (description: string) => Type.String({ minLength: 26, maxLength: 26, pattern: STORABLE, description });
const text = (description: string) => Type.String({ minLength: 1, pattern: STORABLE, description });

/**
 * One RTCStats object as the browser gave it: https://www.w3.org/TR/webrtc-stats/. Which members it has is the browser's affair, so none is
 * asked for: what is missing is not known.
 */
const RtcStatsSchema = Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}, { additionalProperties: true }));

const always = {
    type: text('connection.user-agent, connection.rtc'),
    timestamp: Type.String({
        pattern: '^\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)$',
        description: 'when Sora was told, RFC 3339 with microseconds'
    }),
    channel_id: chosenId('what people meet in: our conferenceName'),
    session_id: madeId('from the first connection of a channel to the last: our meetingId'),
    client_id: chosenId('who it is, as the deployment says; else the connection_id: our userId'),
    connection_id: madeId('one connection: our endpointId'),
    stats: Type.Array(RtcStatsSchema, { description: 'what getStats() answered there' })
};
const described = {
    label: text('the Sora server, as its operator calls it'),
    version: text('of Sora'),
    node_name: text('the node of Sora that it is connected to'),
    multistream: Type.Boolean(),
    simulcast: Type.Boolean(),
    spotlight: Type.Boolean(),
    role: Type.String({ minLength: 8, maxLength: 8, pattern: STORABLE, description: 'sendrecv, sendonly, recvonly' })
};

/** The body of POST /collector: what Sora's stats exporter tells of one connection. Members that are not named here are ignored. */
export const SoraExportSchema = Type.Object({ ...always, ...described });

/** The body of Sora's stats webhook, the exporter's successor: the same, as far as is known; what describes the connection may be absent. */
export const SoraWebhookSchema = Type.Object({ ...always, ...Type.Partial(Type.Object(described)).properties });

/** Either of both, valid. */
export type SoraReport = Static<typeof SoraWebhookSchema>;
