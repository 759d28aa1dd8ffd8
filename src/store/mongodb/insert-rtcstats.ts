import type { RtcStats } from '../../../schemas/rtcstats.js';
import type { EncodedObject, EncodedRtcStats } from '../encode-rtcstats.js';
import { NOT_JSON } from '../sift-lines.js';
import type { Collections } from './collections.js';
import { rtcStatsDocumentOf, rtcStatsIdOf } from './rtcstats-documents.js';
import type { SortedRecords } from './sort-records.js';
import { outcomeOf } from './write-outcome.js';

/** An object on its way, and the report that it is of. */
interface Sent { report: EncodedRtcStats; object: EncodedObject }

/**
 * Inserts the objects that are not there yet and counts what became of each report. Answers the reports that told something new. What is there
 * already, as most of what changes seldom, is looked for first, by index only: that costs less than inserts that fail.
 */
export async function insertRtcStats({ rtcstats }: Collections, { reports, result, rejectObject }: SortedRecords): Promise<EncodedRtcStats[]> {
    if (reports.length === 0) return [];
    const open = firstOfEach(reports);
    for (const { _id } of await rtcstats.find({ _id: { $in: [...open.keys()] } }).project<{ _id: string }>({ _id: 1 }).toArray()) open.delete(_id);

    const refusals = new Map<EncodedRtcStats, number>();
    const stored = await insertAll(rtcstats, [...open.values()], ({ report, object }, reason, why) => {
        refusals.set(report, (refusals.get(report) ?? 0) + 1);
        rejectObject(report, object, reason, why);
    });
    const telling = new Set(stored.map(({ report }) => report));
    result.stored += telling.size;
    const isRefused = (report: EncodedRtcStats) => refusals.has(report) && refusals.get(report) === report.objects.length;
    result.duplicates += reports.filter((report) => !telling.has(report) && !isRefused(report)).length;
    return [...telling];
}

/** By `_id`. */
function firstOfEach(reports: readonly EncodedRtcStats[]): Map<string, Sent> {
    const first = new Map<string, Sent>();
    for (const report of reports) {
        for (const object of report.objects) {
            const id = rtcStatsIdOf(report.sessionId, object.key);
            if (!first.has(id)) first.set(id, { report, object });
        }
    }
    return first;
}

type Refuse = (one: Sent, reason: string, why: 'rejected' | 'damaged') => void;

/** Answers those that are stored now and were not before. */
async function insertAll(rtcstats: Collections['rtcstats'], open: readonly Sent[], refuse: Refuse): Promise<Sent[]> {
    const bulk = rtcstats.initializeUnorderedBulkOp();
    const sent: Sent[] = [];
    for (const one of open) {
        const stats = parse(one.object.stats);
        if (stats === null) {
            refuse(one, NOT_JSON, 'damaged');
            continue;
        }
        try {
            bulk.insert(rtcStatsDocumentOf(one.report, one.object.key, stats));
            sent.push(one);
        } catch (error) {
            refuse(one, (error as Error).message, 'rejected');
        }
    }
    if (sent.length === 0) return [];
    const { duplicates, raced, refused } = await outcomeOf(bulk.execute());
    if (raced.length > 0) throw new Error(`${String(raced.length)} objects of RTCStats met other writers`);
    for (const { index, reason } of refused) refuse(sent[index] as Sent, reason, 'rejected');
    const failed = new Set([...duplicates, ...refused.map(({ index }) => index)]);
    return sent.filter((_, index) => !failed.has(index));
}

/** null if it is damaged. */
function parse(text: string): RtcStats | null {
    try {
        return JSON.parse(text) as RtcStats;
    } catch {
        return null;
    }
}
