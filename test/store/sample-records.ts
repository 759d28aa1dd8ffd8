import { createHash } from 'node:crypto';
import { encodeRecord } from '../../src/store/encode-records.js';
import type { RtcStatsRecord } from '../../src/store/rtcstats.js';
import type { PushRecord, SessionDocument, SessionFilter, SessionRecord, Store, StoredRecord } from '../../src/store/store.js';

export const T0 = 1_795_228_082_000;

/** A session's id that a name stands for. */
export function sessionIdFor(name: string): string {
    const digits = createHash('sha256').update(name).digest('hex');
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-9${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

export const aPost = (name: string, changes: Partial<SessionRecord> = {}): SessionRecord => ({
    kind: 'session',
    sessionId: sessionIdFor(name),
    conferenceName: 'weekly-standup',
    tenant: null,
    meetingId: null,
    userId: `user of ${name}`,
    endpointId: 'cf491bb2',
    startedAt: T0,
    joinedAt: null,
    sentAt: T0 + 450,
    receivedAt: T0 + 500,
    offset: 50,
    sdk: { version: '1.0.0', lib: '01daa07c' },
    device: { cores: 8, memory: 8, mobile: false },
    browser: { name: 'Chrome', version: '156' },
    os: { name: 'Linux', version: null },
    address: '192.0.2.0',
    ...changes
});

export const aPush = (name: string, seq: number, changes: Partial<PushRecord> = {}): PushRecord => ({
    kind: 'push',
    sessionId: sessionIdFor(name),
    seq,
    at: T0 + 30_000 * (seq + 1),
    receivedAt: T0 + 30_000 * (seq + 1) + 60,
    offset: 50,
    deltas: [
        { at: T0 + 30_000 * seq + 10_000, keyframe: true, patch: { connectionQuality: 100, bitrate: { upload: 311 } } },
        { at: T0 + 30_000 * seq + 20_000, patch: { bitrate: { upload: 305 } } },
        { at: T0 + 30_000 * (seq + 1) }
    ],
    events: [],
    ...changes
});

/** The getStats() of a connection, as it was at the same moment as the push with this seq: of its objects all but the codec change. */
export const aReport = (name: string, seq: number, changes: Partial<RtcStatsRecord> = {}): RtcStatsRecord => {
    const { sessionId, at, receivedAt } = aPush(name, seq);
    const report: RtcStatsRecord = {
        kind: 'rtcstats',
        sessionId, receivedAt, at,
        stats: [
            { id: 'COT01_96', timestamp: at, type: 'codec', payloadType: 96, mimeType: 'video/VP8', clockRate: 90_000, sdpFmtpLine: null },
            {
                id: 'OT01V', timestamp: at + 0.25, type: 'outbound-rtp', kind: 'video', bytesSent: 1000 * (seq + 1), active: true,
                qualityLimitationDurations: { cpu: 0, none: 10.5 * seq, other: null }
            },
            { id: 'T01', timestamp: at, type: 'transport', dtlsState: 'connected', packetsSent: 10 * seq }
        ],
        ...changes
    };
    return report;
};

/** A batch as the batch writer makes it. */
export const batchOf = (...records: StoredRecord[]): Uint8Array => Buffer.from(records.map(encodeRecord).join(''));

/** The sessions on a page of a list. */
export const listed = async (store: Store, filter: SessionFilter): Promise<SessionDocument[]> => (await store.sessions.list(filter)).items;
