import { Binary, type AnyBulkWriteOperation } from 'mongodb';
import { dayOf, hourOf, type DuePeriod, type RolledSession, type RollupPeriod, type RollupRow, type Rollups } from '../rollups.js';
import type { SessionDocument } from '../store.js';
import type { Collections, RollupDocument, SessionFields } from './collections.js';
import { markPeriods, periodIdOf } from './mark-periods.js';
import { sessionOfDocument } from './session-documents.js';
import { outcomeOf } from './write-outcome.js';

/** What rollups take from a session; `sentAt` as sessionOfDocument needs it. */
const ROLLED = {
    ...Object.fromEntries([
        'startedAt', 'joinedAt', 'conferenceName', 'tenant', 'foldedName', 'endpointId', 'observedBy', 'browser', 'os', 'country', 'region', 'sentAt'
    ].map((member) => [member, 1] as const)),
    ...Object.fromEntries(['inCallMs', 'connectionKind', 'setupMs', 'mediaErrors', 'mediaErrorNames', 'rating', 'verdict'].map((member) => [`analysis.summary.${member}`, 1])),
    'analysis.issues.code': 1,
    'analysis.histograms': 1
};

/** Store.rollups. `due` is absent when there is nothing to do. */
export const createRollups = (collections: () => Promise<Collections>): Rollups => ({
    mark: async (hours) => markPeriods(await collections(), hours.map((at) => ({ level: 'hour', at }))),

    async claim({ level, from, to, now, leaseMs }) {
        const { rollupPeriods } = await collections();
        const period = await rollupPeriods.findOneAndUpdate(
            { due: true, level, notBefore: { $lte: now }, at: { $gte: from, $lt: to } },
            { $set: { notBefore: now + leaseMs }, $inc: { claims: 1 } },
            { sort: { notBefore: 1, at: 1 }, returnDocument: 'after' });
        return period === null ? null : { level, at: period.at, changes: period.changes, claims: period.claims };
    },

    async due({ level, from, to }) {
        const { rollupPeriods } = await collections();
        const found = await rollupPeriods.find({ due: true, level, at: { $gte: from, $lt: to } }).project<{ at: number }>({ at: 1 }).toArray();
        return found.map(({ at }) => at).sort((a, b) => a - b);
    },

    async sessionsOf(hour, after, limit) {
        const { sessions } = await collections();
        const found = await sessions.find({ hours: hour, ...after === null ? {} : { _id: { $gt: String(after) } } })
            .sort({ _id: 1 }).limit(limit).project<SessionFields>(ROLLED).toArray();
        return {
            sessions: found.map((fields) => rolledSessionOf(sessionOfDocument(fields), fields)).filter(({ startedAt }) => hourOf(startedAt) === hour),
            after: found.length < limit ? null : found.at(-1)?._id ?? null
        };
    },

    async finish(due, rows, restUntil) {
        const into = await collections();
        const { rollupPeriods, rollups } = into;
        const { level, at, claims } = due;
        if (await rollupPeriods.countDocuments({ _id: periodIdOf(due), claims }) === 0) return;
        const writes = rows.map((row): AnyBulkWriteOperation<RollupDocument> => {
            const { _id, ...document } = documentOf(due, row);
            return { replaceOne: { filter: { _id, claims: { $lte: claims } }, replacement: document, upsert: true } };
        });
        // a row that is there by a later claim is a duplicate: it stays
        const { refused, raced } = writes.length === 0 ? { refused: [], raced: [] } : await outcomeOf(rollups.bulkWrite(writes, { ordered: false }));
        if (refused[0] !== undefined) throw new Error(`A row of the rollups was refused: ${refused[0].reason}`);
        if (raced.length > 0) throw new Error(`${String(raced.length)} rows of the rollups met other writers`);
        await rollups.deleteMany({ level, at, claims: { $lt: claims } });
        if (level === 'hour') await markPeriods(into, [{ level: 'day', at: dayOf(at) }]);
        await settle(into, due, restUntil);
    },

    drop: async (due) => settle(await collections(), due, 0),

    async list({ table, metric }, ranges) {
        const { rollups } = await collections();
        if (ranges.length === 0) return [];
        const found = await rollups.find({ table, metric, $or: ranges.map(({ level, from, to }) => ({ level, at: { $gte: from, $lt: to } })) })
            .project<Pick<RollupDocument, 'level' | 'at' | 'totals' | 'cells'>>({ _id: 0, level: 1, at: 1, totals: 1, cells: 1 }).toArray();
        return found.map(({ level, at, totals, cells }) => ({ level, at, totals, cells: cells === null ? null : bytesOf(cells) }));
    },

    async removeBefore(at, limit) {
        const { rollups, rollupPeriods } = await collections();
        const old = await rollups.find({ at: { $lt: at } }).project<{ _id: string }>({ _id: 1 }).limit(limit).toArray();
        const { deletedCount } = await rollups.deleteMany({ _id: { $in: old.map(({ _id }) => _id) } });
        // what is due of a period that is gone would only be made once more
        if (old.length < limit) await rollupPeriods.deleteMany({ at: { $lt: at } });
        return deletedCount;
    }
});

async function settle({ rollupPeriods }: Collections, due: DuePeriod, restUntil: number): Promise<void> {
    const { changes, claims } = due;
    const _id = periodIdOf(due);
    const { matchedCount } = await rollupPeriods.updateOne({ _id, claims, changes }, { $set: { notBefore: restUntil }, $unset: { due: true } });
    if (matchedCount === 0) await rollupPeriods.updateOne({ _id, claims }, { $set: { notBefore: restUntil } });
}

const documentOf = ({ level, at, claims }: DuePeriod, { table, metric, totals, cells }: RollupRow): RollupDocument => ({
    _id: `${periodIdOf({ level, at } satisfies RollupPeriod)}/${table}/${metric ?? ''}`,
    level, at, table, metric, claims, totals, cells: cells === null ? null : new Binary(cells)
});

const bytesOf = ({ buffer, position }: Binary): Uint8Array => buffer.subarray(0, position);

function rolledSessionOf(session: SessionDocument, { foldedName, analysis }: SessionFields): RolledSession {
    const { sessionId, startedAt, conferenceKey, endpointId, observedBy, joinedAt, browser, os, country, region } = session;
    if (analysis === undefined) throw new Error(`Session ${sessionId} has hours but no analysis`);
    return {
        sessionId, startedAt, conferenceKey, conferenceName: String(foldedName), endpointId: endpointId ?? null, observedBy: observedBy ?? null,
        joinedAt: joinedAt ?? null, browser: browser.name, os: os.name, region: region?.value ?? null, country: country ?? null,
        summary: analysis.summary,
        issueCodes: [...new Set(analysis.issues.map(({ code }) => code))],
        histograms: analysis.histograms
    };
}
