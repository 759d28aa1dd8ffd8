import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { RollupLevel } from '../rollups.js';

/** Answers Rollups.mark for whoever has a transaction open: hours whose rows have to be made again. */
export function createHourMarker(db: DatabaseSyncInstance): (hours: readonly number[]) => void {
    const mark = createPeriodMarker(db);
    return (hours) => { for (const hour of new Set(hours)) mark('hour', hour); };
}

export function createPeriodMarker(db: DatabaseSyncInstance): (level: RollupLevel, at: number) => void {
    const mark = db.prepare(`INSERT INTO rollup_periods (level, at, due, not_before, changes, claims) VALUES (?, ?, 1, 0, 1, 0)
        ON CONFLICT (level, at) DO UPDATE SET due = 1, changes = changes + 1`);
    return (level, at) => { mark.run(level, at); };
}
