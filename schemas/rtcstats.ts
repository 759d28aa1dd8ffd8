import { Type, type Static } from '@sinclair/typebox';
import { TextSchema } from './identifiers.js';

/**
 * What a browser's `getStats()` says of one thing at one moment: an RTCStats object, of any type, with whatever members it has.
 * https://w3c.github.io/webrtc-pc/#rtcstats-dictionary, https://www.w3.org/TR/webrtc-stats/
 */
export const RtcStatsSchema = Type.Object({
    id: TextSchema,
    timestamp: Type.Number({ description: 'epoch milliseconds, the clock of whoever measured: of remote-… types that is the other side' }),
    type: TextSchema
}, { additionalProperties: true });

export type RtcStats = Static<typeof RtcStatsSchema> & Record<string, unknown>;

/** One of GET /v1/sessions/:sessionId/rtcstats: an object as it was when it first looked like this. */
export const StoredRtcStatsSchema = Type.Object({
    at: Type.Number({ description: 'epoch ms, this server\'s clock: of the report that first had it' }),
    receivedAt: Type.Number({ description: 'epoch ms, this server\'s clock' }),
    type: Type.String(),
    id: Type.String(),
    stats: RtcStatsSchema
});

export type StoredRtcStatsReply = Static<typeof StoredRtcStatsSchema> & { stats: RtcStats };
