import type { RtcStats } from '../../../schemas/rtcstats.js';
import type { EncodedRtcStats } from '../encode-rtcstats.js';
import type { StoredRtcStats } from '../rtcstats.js';
import type { RtcStatsDocument } from './collections.js';

export const rtcStatsIdOf = (sessionId: string, key: string): string => `${sessionId}:${key}`;

export const rtcStatsDocumentOf = (
    { sessionId, at, receivedAt }: Pick<EncodedRtcStats, 'sessionId' | 'at' | 'receivedAt'>, key: string, stats: RtcStats
): RtcStatsDocument => ({ _id: rtcStatsIdOf(sessionId, key), sessionId, at, receivedAt: new Date(receivedAt), stats });

export const storedRtcStatsOf = ({ _id, sessionId, at, receivedAt, stats }: RtcStatsDocument): StoredRtcStats =>
    ({ at, receivedAt: receivedAt.getTime(), key: _id.slice(sessionId.length + 1), stats });
