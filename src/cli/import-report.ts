import { EXPIRED, NOT_ALLOWED } from '../peers/jmmc/import-losses.js';
import type { ImportOutcome } from './import-documents.js';
import { describeTime, grouped } from './progress-display.js';

interface Circumstances {
    source: string;
    /** Documents that had been imported before this run. */
    before: number;
    elapsedMs: number;
    /** Documents whose `_id` is neither an ObjectId nor a text. */
    others: number;
    retentionDays: number;
}

/** What is told when an import has come to its end. */
export function describeImport(outcome: ImportOutcome, { source, before, elapsedMs, others, retentionDays }: Circumstances): string {
    const { documents, sessions, pushes, losses } = outcome.progress;
    const fresh = documents - before;
    const inThisRun = before === 0 ? '' : fresh === 0 ? '; none of them is new' : `, ${grouped(fresh)} of them in this run`;
    const leftOut = { ...losses.documents, ...others > 0 && { '_id is neither an ObjectId nor a text': others } };
    return [
        `${source}: ${counted(documents, 'document')} read${inThisRun} (${describeTime(elapsedMs / 1000)}).`,
        `They are ${counted(sessions, 'session')} with ${counted(pushes, 'sample')}.`,
        ...list('Documents left out', leftOut),
        ...list('Elements of m left out', losses.elements),
        ...list('Values left out', losses.values),
        ...outcome.erased > 0 ? [`Not stored: ${counted(outcome.erased, 'record')} of sessions or users that have been deleted here.`] : [],
        ...outcome.conflicts > 0 ? [`Stored before with other content, which stays: ${counted(outcome.conflicts, 'sample')}.`] : [],
        ...outcome.rejected > 0 ? [`Refused by the store: ${counted(outcome.rejected, 'record')} (${outcome.rejectedReason ?? ''}).`] : [],
        ...EXPIRED in losses.documents || EXPIRED in losses.elements ? [
            `What is older than RETENTION_DAYS=${String(retentionDays)} would be removed at once. To keep it, set RETENTION_DAYS to more (0 = for ever) for the`,
            'service and for this, and run this again with --restart.'
        ] : [],
        ...NOT_ALLOWED in losses.documents ? ['CONFERENCE_PATTERN says which names are taken; with another one run this again with --restart.'] : []
    ].join('\n');
}

const counted = (count: number, noun: string): string => `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;

/** The most frequent reasons first. */
function list(what: string, counts: Readonly<Record<string, number>>): string[] {
    const reasons = Object.entries(counts).sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
    return reasons.length === 0 ? [] : [`${what}: ${reasons.map(([reason, count]) => `${reason} (${grouped(count)})`).join(', ')}.`];
}
