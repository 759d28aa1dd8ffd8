import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { RtcStats } from '../../../schemas/rtcstats.js';
import type { EncodedObject, EncodedRtcStats } from '../encode-rtcstats.js';
import type { RtcStatsFilter, StoredRtcStats } from '../rtcstats.js';
import { sessionIdBytes } from './session-rows.js';

/** What became of one object: whether it is new. @throws what SQLite says of one that cannot be stored */
export type StoreObject = (session: number, report: Pick<EncodedRtcStats, 'at' | 'receivedAt'>, object: EncodedObject) => boolean;

/** Inside of transactions only. */
export function createObjectWriter(db: DatabaseSyncInstance): StoreObject {
    const insert = db.prepare(`INSERT INTO rtcstats (session, key, at, received_at, type, stats_id, stats) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (session, key) DO NOTHING`);
    return (session, { at, receivedAt }, { key, type, id, stats }) =>
        insert.run(session, keyBytes(key), at, receivedAt, type, id, stats).changes > 0;
}

export interface RtcStatsRow { at: number; received_at: number; key: Uint8Array; stats: string }

/** Rows, for storedRtcStatsOfRow to read. The index has the type, so that rows of others are not read. */
export function createRtcStatsReads(db: DatabaseSyncInstance) {
    const list = db.prepare(`SELECT at, received_at, key, stats FROM rtcstats
        WHERE session = (SELECT id FROM sessions WHERE session_id = :session) AND (at, key) > (:at, :key)
            AND (:type IS NULL OR type = :type) AND (:id IS NULL OR stats_id = :id)
        ORDER BY at, key LIMIT :limit`);
    return {
        listRtcStats: (sessionId: string, { type, id, after, limit }: RtcStatsFilter) =>
            list.all({
                session: sessionIdBytes(sessionId), at: after?.at ?? -Infinity, key: keyBytes(after?.key ?? ''),
                type: type ?? null, id: id ?? null, limit
            }) as unknown as RtcStatsRow[]
    };
}

export const storedRtcStatsOfRow = ({ at, received_at: receivedAt, key, stats }: RtcStatsRow): StoredRtcStats =>
    ({ at, receivedAt, key: Buffer.from(key).toString('hex'), stats: JSON.parse(stats) as RtcStats });

const keyBytes = (key: string): Buffer => Buffer.from(key, 'hex');
