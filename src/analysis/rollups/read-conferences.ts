import type { SummaryDivision } from '../../../schemas/summary-reply.js';
import type { PeriodRange, Rollups, StoredRollupRow } from '../../store/rollups.js';
import type { ByteReader } from './byte-stream.js';
import { selectConferences, type ConferenceSelection, type ConferenceValues } from './conference-cells.js';
import { visitCells } from './packed-cells.js';
import { inPieces, PIECE } from './plan-periods.js';
import type { SummaryFilters } from './select-cells.js';
import { RowCounts, Tally } from './tally.js';

/** Who takes what a cell holds. */
export interface ConferenceTaker {
    /** @param values - what the cell counts for, REST if nobody can tell: it counts once in all, and once in each of these */
    take(row: StoredRollupRow, values: ConferenceValues, tally: Tally): void;
}

/**
 * Goes through the conferences of these periods that a question is about. Answers how many were rolled up there, whether it is about them or
 * not.
 */
export async function readConferences(
    rollups: Pick<Rollups, 'list'>, ranges: readonly PeriodRange[],
    { by, filters }: { by: SummaryDivision | null; filters: SummaryFilters }, { take }: ConferenceTaker
): Promise<number> {
    const select = selectConferences(by, filters);
    let rolled = 0;
    for (const piece of inPieces(ranges, PIECE)) {
        for (const row of await rollups.list({ table: 'conferences', metric: null }, piece)) {
            rolled += Number(row.totals?.conferences ?? 0);
            visitRow(row, select, (values, body, counts) => {
                const tally = new Tally();
                tally.addPacked(body, counts);
                take(row, values, tally);
            });
        }
    }
    return rolled;
}

function visitRow(
    { cells }: StoredRollupRow, select: ConferenceSelection, found: (values: ConferenceValues, body: ByteReader, counts: RowCounts) => void
): void {
    if (cells === null) return;
    let counts = new RowCounts([]);
    let valuesOf: ReturnType<ConferenceSelection> = () => undefined;
    visitCells(cells, {
        begin(texts) {
            counts = new RowCounts(texts);
            valuesOf = select(texts);
        },
        visit(places, body) {
            const values = valuesOf(places);
            if (values !== undefined) found(values, body, counts);
        }
    });
}

/** How many conferences ended that began in these periods, whatever else is known of them. */
export async function countConferences(rollups: Pick<Rollups, 'list'>, ranges: readonly PeriodRange[]): Promise<number> {
    let count = 0;
    for (const piece of inPieces(ranges, PIECE))
        for (const { totals } of await rollups.list({ table: 'usage', metric: null }, piece)) count += Number(totals?.conferences ?? 0);
    return count;
}
