import type { Collection, Document, Filter } from 'mongodb';
import { foldName } from '../conference-key.js';
import { criteriaOf, PROBE, type Criterion } from '../list-criteria.js';
import { LONGEST_STAY_MS, type SessionFilter, type SessionPage, type SessionPosition } from '../store.js';
import type { SessionFields } from './collections.js';
import { sessionOfDocument } from './session-documents.js';

type Match = Filter<SessionFields>;
type Place = Pick<SessionFields, '_id'> & { startedAt: number };

const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;

/** Below any startedAt: a bound that keeps out the sessions that have had no post. */
export const BEGINNING = -Number.MAX_SAFE_INTEGER;

/** Sessions that have had a post. */
export const POSTED = { startedAt: { $gte: BEGINNING } };

/** Answers SessionReads.list. One index leads: it gives the order, and is gone through from where the page begins; all else is looked up. */
export async function listSessions(sessions: Collection<SessionFields>, filter: SessionFilter): Promise<SessionPage> {
    const { limit, walk } = filter;
    const begun = begunWithin(filter);
    const criteria = criteriaOf(filter);
    const lead = await chooseLead(sessions, criteria, begun);
    const walked = lead === undefined ? begun : { ...matchOf([lead]), ...begun };
    const checks = checksOf(criteria.filter((criterion) => criterion !== lead), filter);
    const found = await sessions.aggregate<SessionFields>([
        { $match: walked }, { $sort: NEWEST_FIRST }, ...walk === undefined ? [] : [{ $limit: walk }],
        ...checks.length === 0 ? [] : [{ $match: { $and: checks } }], { $limit: limit + 1 }
    ]).toArray();
    const items = found.slice(0, limit).map(sessionOfDocument);
    if (found.length <= limit) return { items, after: walk === undefined ? null : await placeAt(sessions, walked, walk - 1) };
    return { items, after: positionOf(found[limit - 1] as Place) };
}

/** The criterion whose sessions are the fewest, as far as one looks. */
async function chooseLead(sessions: Collection<SessionFields>, criteria: readonly Criterion[], begun: Match): Promise<Criterion | undefined> {
    if (criteria.length < 2) return criteria[0];
    const reaches = await Promise.all(criteria.map(async (lead) =>
        (await placeAt(sessions, { ...matchOf([lead]), ...begun }, PROBE))?.startedAt ?? -Infinity));
    return criteria[reaches.indexOf(Math.min(...reaches))];
}

/** The place of the n-th session, from 0, that is gone through; by the index alone. */
async function placeAt(sessions: Collection<SessionFields>, walked: Match, row: number): Promise<SessionPosition | null> {
    const place = await sessions.findOne<Place>(walked, { sort: NEWEST_FIRST, skip: row, projection: { startedAt: true } });
    return place === null ? null : positionOf(place);
}

const positionOf = ({ startedAt, _id }: Place): SessionPosition => ({ startedAt, sessionId: _id });

/** One range, so that the index which gives the order of the answer also bounds it. */
function begunWithin({ from, to, after }: SessionFilter): Match {
    const startedAt = {
        $gte: from === undefined ? BEGINNING : from - LONGEST_STAY_MS,
        ...to === undefined ? {} : { $lt: to },
        ...after === undefined ? {} : { $lte: after.startedAt }
    };
    if (after === undefined) return { startedAt };
    return { startedAt, $or: [{ startedAt: { $lt: after.startedAt } }, { startedAt: after.startedAt, _id: { $lt: after.sessionId } }] };
}

const FIELDS = { user: 'userId', name: 'foldedName' } as const;

function matchOf(criteria: readonly Criterion[]): Match {
    const facets = criteria.filter(({ by }) => by === 'facet').map(({ value }) => value);
    const others = criteria.flatMap(({ by, value }) => by === 'facet' ? [] : [[FIELDS[by], value]]);
    return { ...Object.fromEntries(others) as Match, ...facets.length === 0 ? {} : { facets: facets.length === 1 ? facets[0] : { $all: facets } } };
}

/** What each session that is gone through must be, besides. */
function checksOf(others: readonly Criterion[], { from, minDuration, namePrefix }: SessionFilter): Document[] {
    return [
        ...others.length === 0 ? [] : [matchOf(others)],
        ...from === undefined ? [] : [{ lastSeenAt: { $gte: new Date(from) } }],
        ...minDuration === undefined ? [] : [{ $expr: { $gte: [DURATION, minDuration] } }],
        ...namePrefix === undefined ? [] : [{ $expr: { $eq: [{ $indexOfBytes: ['$foldedName', { $literal: foldName(namePrefix) }] }, 0] } }]
    ];
}

/** ms, of SessionFilter.minDuration. */
const DURATION = {
    $subtract: [
        { $max: ['$startedAt', { $cond: [{ $eq: ['$end.seq', { $ifNull: ['$lastSeq', -1] }] }, '$end.at', '$lastAt'] }] },
        '$startedAt'
    ]
};
