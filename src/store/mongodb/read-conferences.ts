import type { Filter } from 'mongodb';
import { foldName } from '../conference-key.js';
import { LONG_MS, type ConferenceFilter, type ConferencePosition, type ConferenceReads } from '../conferences.js';
import type { Collections, ConferenceFields } from './collections.js';
import { conferenceOfFields } from './conference-documents.js';
import { sessionOfDocument } from './session-documents.js';

const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;
type Condition = Filter<ConferenceFields>;

export const createConferenceReads = (collections: () => Promise<Collections>): ConferenceReads => ({
    async find(conferenceId) {
        const { conferences } = await collections();
        const fields = await conferences.findOne({ _id: conferenceId });
        return fields === null ? null : conferenceOfFields(fields);
    },

    async list(filter) {
        const all = await collections();
        const { conferences } = all;
        const { from, to = Infinity, after, limit, walk } = filter;
        const { walked, passed } = await sortFilter(all, filter);
        const begun = { startedAt: { $gte: from === undefined ? -Infinity : await begunFrom(all, from), $lt: to } };
        const bounds: Condition[] = [begun, ...walked, ...after === undefined ? [] : [isAfter(after)]];
        const last = passed.length === 0 ? undefined : (await conferences.find({ $and: bounds }).sort(NEWEST_FIRST).skip(walk - 1).limit(1)
            .project<{ _id: string; startedAt: number }>({ startedAt: 1 }).toArray())[0];
        const lower: Condition[] = last === undefined ? [] : [{
            $or: [{ startedAt: { $gt: last.startedAt } }, { startedAt: last.startedAt, _id: { $gte: last._id } }]
        }];
        const found = await conferences.find({ $and: [...bounds, ...lower, ...passed] }).sort(NEWEST_FIRST).limit(limit + 1).toArray();
        const page = found.slice(0, limit);
        const end = found.length > limit ? page.at(-1) : last;
        return { items: page.map(conferenceOfFields), after: end === undefined ? null : { startedAt: end.startedAt, conferenceId: end._id } };
    },

    async listBegun(from, to, after, limit) {
        const { conferences } = await collections();
        const within: Condition = { startedAt: { $gte: from, $lt: to } };
        const found = await conferences.find(after === null ? within : { $and: [within, isAfter(after)] }).sort(NEWEST_FIRST).limit(limit).toArray();
        return found.map(conferenceOfFields);
    },

    async listMembers(conferenceIds, limit) {
        const { sessions } = await collections();
        const projection = { 'analysis.histograms': 0, 'analysis.timeline': 0 };
        const found = await sessions.find({ conferenceId: { $in: [...conferenceIds] } }, { projection })
            .sort({ startedAt: 1, _id: 1 }).limit(limit).toArray();
        return found.map(({ analysis, ...fields }) => ({
            conferenceId: fields.conferenceId ?? '',
            session: sessionOfDocument({ ...fields, ...analysis !== undefined && { analysis: { ...analysis, histograms: {} } } })
        }));
    },

    async listMemberIds(conferenceIds, limit) {
        const { sessions } = await collections();
        const found = await sessions.find({ conferenceId: { $in: [...conferenceIds] } }).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        return found.map(({ _id }) => _id);
    },

    async conferenceIdsOf(sessionIds) {
        const { sessions } = await collections();
        const found = await sessions.find({ _id: { $in: [...sessionIds] }, conferenceId: { $exists: true } })
            .project<{ _id: string; conferenceId: string }>({ conferenceId: 1 }).toArray();
        return new Map(found.map(({ _id, conferenceId }) => [_id, conferenceId]));
    }
});

/** What of the filter bounds the part of an index that is walked, and what is asked of each that is found there. */
async function sortFilter({ conferences }: Collections, filter: ConferenceFilter): Promise<Record<'walked' | 'passed', Condition[]>> {
    const { conferenceName, namePrefix, facets: [facet, ...others] = [], minDuration, from, now, walk } = filter;
    const walked: Condition[] = [];
    const passed: Condition[] = others.map((other) => ({ facets: other }));
    if (conferenceName !== undefined) walked.push({ foldedName: foldName(conferenceName) });
    if (facet !== undefined) (conferenceName === undefined ? walked : passed).push({ facets: facet });
    if (namePrefix !== undefined) {
        const begins: Condition = { foldedName: { $gte: foldName(namePrefix), $lt: `${foldName(namePrefix)}\u{10FFFF}` } };
        const isRare = walked.length === 0 && await conferences.countDocuments(begins, { limit: walk + 1 }) <= walk;
        (isRare ? walked : passed).push(begins);
    }
    if (from !== undefined) passed.push({ $or: [{ endedAt: null }, { endedAt: { $gte: from } }] });
    if (minDuration !== undefined) {
        const goesOn: Condition = { endedAt: null, startedAt: { $lte: now - minDuration } };
        passed.push({ $or: [{ endedAt: { $ne: null }, durationMs: { $gte: minDuration } }, goesOn] });
    }
    return { walked, passed };
}

/** Who went on at `from` began at most LONG_MS before, or is one of the few that went on for longer. */
async function begunFrom({ conferences }: Collections, from: number): Promise<number> {
    const [earliest] = await conferences.find({ longUntil: { $gte: from } }).sort({ startedAt: 1 }).limit(1)
        .project<{ startedAt: number }>({ startedAt: 1 }).toArray();
    return Math.min(from - LONG_MS, earliest?.startedAt ?? Infinity);
}

const isAfter = ({ startedAt, conferenceId }: ConferencePosition): Condition => ({
    $or: [{ startedAt: { $lt: startedAt } }, { startedAt, _id: { $lt: conferenceId } }]
});
