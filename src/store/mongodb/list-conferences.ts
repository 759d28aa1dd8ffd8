import type { Document, Filter, Sort } from 'mongodb';
import type { ConferenceSort, Order } from '../../../schemas/conference-sort.js';
import { foldName } from '../conference-key.js';
import { mergeWalks, placeOf, type ConferencePlace, type Walked } from '../conference-order.js';
import { LONG_MS, NEVER, type ConferenceDocument, type ConferenceFilter, type ConferencePage } from '../conferences.js';
import { endOf } from '../search.js';
import type { Collections, ConferenceFields } from './collections.js';
import { conferenceOfFields } from './conference-documents.js';

type Condition = Filter<ConferenceFields>;
type SortedBy = Exclude<ConferenceSort, 'startedAt'>;
type Found = Walked<{ document: ConferenceDocument }>;

const FIELDS = { startedAt: 'startedAt', duration: 'durationMs', participants: 'participants', trouble: 'trouble' } as const;
const AFTER = { desc: '$lt', asc: '$gt' } as const;
const NOT_BEFORE = { desc: '$lte', asc: '$gte' } as const;
const SIGN = { desc: -1, asc: 1 } as const;

/** What of a filter an index finds, and what it says of a conference. */
interface Source { by: 'conferenceName' | 'namePrefix' | 'start' | { facet: string }; condition: Condition }

/** Answers ConferenceReads.list. */
export async function listConferences(all: Pick<Collections, 'conferences'>, filter: ConferenceFilter): Promise<ConferencePage> {
    const { sort = 'startedAt', order = 'desc', limit } = filter;
    const walks = sort === 'startedAt' ? [await listByStart(all, filter, order)] : await listSorted(all, filter, sort, order);
    const { items, after } = mergeWalks(walks, order, limit);
    return { items: items.map(({ document }) => document), after };
}

/** Newest or oldest first: the index that bounds the list gives its order, too. */
async function listByStart(all: Pick<Collections, 'conferences'>, filter: ConferenceFilter, order: Order): Promise<Found> {
    const [source] = sourcesOf(filter).filter(({ by }) => by !== 'namePrefix');
    const prefix = sourcesOf(filter).find(({ by }) => by === 'namePrefix');
    const isPrefixed = source === undefined && prefix !== undefined && await isFew(all, prefix.condition, filter.walk);
    const lead = source ?? (isPrefixed ? prefix : undefined);
    const bounds = [await begunWithin(all, filter), ...lead === undefined ? [] : [lead.condition]];
    const walk: Walk = { field: 'startedAt', bounds, sort: { startedAt: SIGN[order], _id: SIGN[order] } };
    return walkIndex(all, walk, checksOf(filter, lead?.by ?? 'start'), filter);
}

/** Those that the filter leaves, sorted, if they are a few; else all of them in the order of an index. */
async function listSorted(all: Pick<Collections, 'conferences'>, filter: ConferenceFilter, sort: SortedBy, order: Order): Promise<Found[]> {
    const { now, after, walk, limit } = filter;
    const begun = await begunWithin(all, filter);
    for (const { by, condition } of [...sourcesOf(filter), { by: 'start' as const, condition: {} }]) {
        // of names that begin so those of any time are gone through
        if (!await isFew(all, by === 'namePrefix' ? condition : { $and: [condition, begun] }, walk)) continue;
        const value: Document = sort === 'duration' ? { $subtract: [{ $ifNull: ['$endedAt', { $literal: now }] }, '$startedAt'] } : { $ifNull: [`$${FIELDS[sort]}`, 0] };
        const found = await all.conferences.aggregate<ConferenceFields & { sorted?: number }>([
            { $match: { $and: [condition, begun, ...checksOf(filter, by)] } },
            { $addFields: { sorted: value } },
            ...after === undefined ? [] : [{ $match: isAfter('sorted', after, order) }],
            { $sort: { sorted: SIGN[order], startedAt: SIGN[order], _id: SIGN[order] } },
            { $limit: limit + 1 },
            { $project: { sorted: 0 } }
        ]).toArray();
        return [{ found: placed(found, sort, now), end: null }];
    }
    const field = FIELDS[sort];
    const checks = [...checksOf(filter, 'start'), ...filter.to === undefined ? [] : [{ startedAt: { $lt: filter.to } }]];
    const sorted: Walk = { field, bounds: [{ [field]: { $gte: 0 } }], sort: { [field]: SIGN[order], startedAt: SIGN[order], _id: SIGN[order] } };
    if (sort !== 'duration') return [await walkIndex(all, sorted, checks, filter)];
    return Promise.all([sorted, goingOn(filter, order)].map((one) => walkIndex(all, one, checks, filter)));
}

/** An index that is gone through in the order of a list. */
interface Walk {
    field: typeof FIELDS[ConferenceSort] | null;
    bounds: Condition[];
    sort: Sort;
}

/** Those that go on by how long they have lasted: who began first has lasted longest. */
function goingOn({ now, after }: ConferenceFilter, order: Order): Walk {
    const start = order === 'desc' ? 1 : -1;
    // a millisecond more, since a difference may be rounded
    const bound = after !== undefined && { startedAt: order === 'desc' ? { $gte: now - after.value - 1 } : { $lte: now - after.value + 1 } };
    const lasted = { $subtract: [{ $literal: now }, '$startedAt'] };
    const [than, equal] = [(a: unknown, b: unknown) => ({ [AFTER[order]]: [a, b] }), (a: unknown, b: unknown) => ({ $eq: [a, b] })];
    return {
        field: null,
        bounds: [{ longUntil: NEVER, endedAt: null }, ...after === undefined || bound === false ? [] : [bound, { $expr: { $or: [
            than(lasted, after.value),
            { $and: [equal(lasted, after.value), than('$startedAt', after.startedAt)] },
            { $and: [equal(lasted, after.value), equal('$startedAt', after.startedAt), than('$_id', { $literal: after.conferenceId })] }
        ] } }]],
        sort: { startedAt: start, _id: SIGN[order] }
    };
}

/** Goes through at most `walk` of an index, and takes those that pass. */
async function walkIndex(
    { conferences }: Pick<Collections, 'conferences'>, { field, bounds, sort }: Walk, checks: readonly Condition[],
    { after, walk, limit, now, sort: sortedBy = 'startedAt', order = 'desc' }: ConferenceFilter
): Promise<Found> {
    const walked = { $and: [...bounds, ...after === undefined || field === null ? [] : [isAfter(field, after, order)]] };
    const found = placed(await conferences.aggregate<ConferenceFields>([
        { $match: walked }, { $sort: sort },
        ...checks.length === 0 ? [] : [{ $limit: walk }, { $match: { $and: [...checks] } }],
        { $limit: limit + 1 }
    ]).toArray(), sortedBy, now);
    if (found.length > limit || checks.length === 0) return { found, end: null };
    const [last] = await conferences.find(walked).sort(sort).skip(walk - 1).limit(1).toArray();
    return { found, end: last === undefined ? null : placeOf(conferenceOfFields(last), sortedBy, now) };
}

const placed = (found: readonly ConferenceFields[], sort: ConferenceSort, now: number): Found['found'] =>
    found.map(conferenceOfFields).map((document) => ({ document, place: placeOf(document, sort, now) }));

/** What of a filter an index finds, the rarest first. */
function sourcesOf({ conferenceName, namePrefix, facets = [] }: ConferenceFilter): Source[] {
    return [
        ...conferenceName === undefined ? [] : [{ by: 'conferenceName' as const, condition: { foldedName: foldName(conferenceName) } }],
        ...facets.map((facet) => ({ by: { facet }, condition: { facets: facet } })),
        ...namePrefix === undefined ? [] : [{ by: 'namePrefix' as const, condition: begins(namePrefix) }]
    ];
}

const begins = (namePrefix: string): Condition => ({ foldedName: { $gte: foldName(namePrefix), $lt: endOf(foldName(namePrefix)) } });

const isFew = async ({ conferences }: Pick<Collections, 'conferences'>, condition: Condition, walk: number): Promise<boolean> =>
    await conferences.countDocuments(condition, { limit: walk + 1 }) <= walk;

/** What is asked of each conference that is gone through, besides what `by` says. */
function checksOf({ conferenceName, namePrefix, facets = [], minDuration, from, now }: ConferenceFilter, by: Source['by']): Condition[] {
    const checks: Condition[] = facets.filter((facet) => typeof by !== 'object' || facet !== by.facet).map((facet) => ({ facets: facet }));
    if (conferenceName !== undefined && by !== 'conferenceName') checks.push({ foldedName: foldName(conferenceName) });
    if (namePrefix !== undefined && by !== 'namePrefix') checks.push(begins(namePrefix));
    if (from !== undefined) checks.push({ $or: [{ endedAt: null }, { endedAt: { $gte: from } }] });
    if (minDuration !== undefined) {
        const goesOn: Condition = { endedAt: null, startedAt: { $lte: now - minDuration } };
        checks.push({ $or: [{ endedAt: { $ne: null }, durationMs: { $gte: minDuration } }, goesOn] });
    }
    return checks;
}

/** Who went on at `from` began at most LONG_MS before, or is one of the few that went on for longer. */
async function begunWithin({ conferences }: Pick<Collections, 'conferences'>, { from, to = Infinity }: ConferenceFilter): Promise<Condition> {
    if (from === undefined) return { startedAt: { $gte: -Infinity, $lt: to } };
    const [earliest] = await conferences.find({ longUntil: { $gte: from } }).sort({ startedAt: 1 }).limit(1)
        .project<{ startedAt: number }>({ startedAt: 1 }).toArray();
    return { startedAt: { $gte: Math.min(from - LONG_MS, earliest?.startedAt ?? Infinity), $lt: to } };
}

/** One range of `field`, so that the index which gives the order of the answer also bounds it. */
function isAfter(field: string, { value, startedAt, conferenceId }: ConferencePlace, order: Order): Document {
    const than = AFTER[order];
    if (field === 'startedAt') {
        return { $and: [
            { startedAt: { [NOT_BEFORE[order]]: value } },
            { $or: [{ startedAt: { [than]: value } }, { startedAt: value, _id: { [than]: conferenceId } }] }
        ] };
    }
    return {
        $and: [{ [field]: { [NOT_BEFORE[order]]: value } }, { $or: [
            { [field]: { [than]: value } },
            { [field]: value, startedAt: { [than]: startedAt } },
            { [field]: value, startedAt, _id: { [than]: conferenceId } }
        ] }]
    };
}
