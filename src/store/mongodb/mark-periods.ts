import type { RollupPeriod } from '../rollups.js';
import type { Collections } from './collections.js';
import { outcomeOf } from './write-outcome.js';

/** How often it is tried again when other instances mark the same periods for the first time at the same moment. */
const MAX_ATTEMPTS = 10;

export const periodIdOf = ({ level, at }: RollupPeriod): string => `${level}/${String(at)}`;

/** These have to be made again. */
export async function markPeriods({ rollupPeriods }: Pick<Collections, 'rollupPeriods'>, periods: readonly RollupPeriod[]): Promise<void> {
    let open = [...new Map(periods.map((period) => [periodIdOf(period), period])).values()];
    for (let attempt = 0; open.length > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${String(open.length)} periods were made by others ${String(attempt)} times over`);
        const bulk = rollupPeriods.initializeUnorderedBulkOp();
        for (const period of open) {
            bulk.find({ _id: periodIdOf(period) }).upsert().updateOne({
                $set: { due: true }, $inc: { changes: 1 }, $setOnInsert: { level: period.level, at: period.at, notBefore: 0, claims: 0 }
            });
        }
        const { duplicates, raced, refused } = await outcomeOf(bulk.execute());
        if (refused[0] !== undefined) throw new Error(`A period of the rollups was refused: ${refused[0].reason}`);
        open = open.filter((_, index) => duplicates.includes(index) || raced.includes(index));
    }
}
