import type { RollupRow } from '../../store/rollups.js';
import { createCountTable, createMetricTable } from './cell-table.js';
import { ALL_SESSIONS } from './dimensions.js';
import { createUsage, type Usage } from './usage.js';

/** The row of a day from those of its hours, all of one table and metric; null if there are none. */
export function rollUpDay(
    { table, metric }: Pick<RollupRow, 'table' | 'metric'>, hours: readonly Pick<RollupRow, 'totals' | 'cells'>[]
): RollupRow | null {
    if (hours.length === 0) return null;
    if (table === 'usage') {
        const usage = createUsage();
        for (const { totals } of hours) if (totals !== null) usage.addUsage(totals as unknown as Usage);
        return { table, metric, totals: { ...usage.build() }, cells: null };
    }
    const sum = metric === null ? createCountTable() : createMetricTable();
    for (const { cells } of hours) if (cells !== null) sum.addRow(cells);
    return { table, metric, totals: table === 'conferences' ? addCounts(hours) : sum.describe([ALL_SESSIONS, null]), cells: sum.pack() };
}

function addCounts(hours: readonly Pick<RollupRow, 'totals'>[]): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const { totals } of hours)
        for (const [name, count] of Object.entries(totals ?? {})) sums[name] = (sums[name] ?? 0) + Number(count);
    return Object.fromEntries(Object.entries(sums).sort(([a], [b]) => a < b ? -1 : 1));
}
