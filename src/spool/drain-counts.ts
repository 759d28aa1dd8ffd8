import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { RejectedLine, WriteResult } from '../store/store.js';

/** What happens again and again is told once, and once more only after it has not happened for so long, ms. */
const QUIET_MS = 60_000;
/** Reasons in one log line. */
const TOLD_REASONS = 5;

/** Records since the start, and damaged lines; `erased` came for sessions that have been deleted. */
export interface DrainCounts { stored: number; duplicates: number; conflicts: number; erased: number; rejected: number; damaged: number }

/** Counts what became of records, and logs what should not be. */
export function createDrainCounts(log: Log, setTimer: SetTimer) {
    const counts: DrainCounts = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: 0, damaged: 0 };
    const going = new Map<string, () => void>();
    let closed = false;

    /** Whether this has not been told yet. */
    function isNew(what: string): boolean {
        const cancel = going.get(what);
        cancel?.();
        if (!closed) going.set(what, setTimer(() => { going.delete(what); }, QUIET_MS));
        return cancel === undefined;
    }

    return {
        counts: counts as Readonly<DrainCounts>,

        /** @param dropped - how many lines rejected earlier had to go for those rejected now */
        add({ stored, duplicates, conflicts, erased, rejected, damaged }: WriteResult, dropped: number): void {
            counts.stored += stored;
            counts.duplicates += duplicates;
            counts.conflicts += conflicts;
            counts.erased += erased;
            counts.rejected += rejected.length;
            counts.damaged += damaged.length;
            if (conflicts > 0 && isNew('conflicts'))
                log.warn({ conflicts }, 'Pushes came with a seq that their session had used for other content: the first stays');
            if (rejected.length > 0 && isNew('rejected'))
                log.error(told(rejected), 'The store refused records: they are kept in the table `rejected` of the spool');
            if (damaged.length > 0 && isNew('damaged'))
                log.error(told(damaged), 'Records in the spool are damaged: they are kept in its table `rejected`');
            if (dropped > 0 && isNew('dropped'))
                log.error({ dropped }, 'More records are refused than REJECTED_MAX_BYTES keeps: the oldest are lost');
        },

        /** Nothing is waited for any more; it goes on counting. */
        close(): void {
            closed = true;
            for (const cancel of going.values()) cancel();
        }
    };
}

const told = (lines: readonly RejectedLine[]) =>
    ({ lines: lines.length, reasons: [...new Set(lines.map(({ reason }) => reason))].slice(0, TOLD_REASONS) });
