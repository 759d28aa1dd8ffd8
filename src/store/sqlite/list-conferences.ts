import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import type { ConferenceSort, Order } from '../../../schemas/conference-sort.js';
import { foldName } from '../conference-key.js';
import { mergeWalks, type ConferencePlace, type Walked } from '../conference-order.js';
import { LONG_MS, NEVER, type ConferenceFilter } from '../conferences.js';
import { endOf } from '../search.js';

/** A page of conferences as JSON texts, cheaper to receive from another thread than objects. */
export interface ConferenceRows { documents: string[]; after: ConferencePlace | null }

type Parameters = Record<string, string | number>;

/** The part of an index in which all are that a list can show; `by` is what of the filter bounds it. All but `nothing` are bounded by `to`, too. */
interface Source {
    by: 'conferenceName' | 'namePrefix' | 'start' | 'nothing' | { facet: string };
    table: string;
    where: string[];
    parameters: Parameters;
}

/** An index that is gone through in the order of a list. */
interface Walk extends Source {
    /** What the list is sorted by, of `w`. */
    value: string;
    /** Of `w`, and before which the list does not go on. */
    orderBy: string;
}

const BY_START: Source = { by: 'start', table: 'conferences w INDEXED BY conferences_by_start', where: [], parameters: {} };
const BY_NAME = 'conferences w INDEXED BY conferences_by_name';
const AFTER = { desc: '<', asc: '>' } as const;

/** Answers ConferenceReads.list. */
export function createConferenceList(db: DatabaseSyncInstance): (filter: ConferenceFilter) => ConferenceRows {
    // as many as there are combinations of filters in use
    const prepared = new Map<string, StatementSyncInstance>();
    const prepare = (sql: string): StatementSyncInstance => {
        const known = prepared.get(sql) ?? db.prepare(sql);
        prepared.set(sql, known);
        return known;
    };
    const find = db.prepare('SELECT document FROM conferences WHERE conference_id = ?');
    const findLong = db.prepare('SELECT min(started_at) AS at FROM conferences WHERE long_until >= ?');

    /** Who went on at `from` began at most LONG_MS before, or is one of the few that went on for longer. */
    function begunFrom(from: number): number {
        const { at } = findLong.get(from) as { at: number | null };
        return Math.min(from - LONG_MS, at ?? Infinity);
    }

    function boundsOf({ from, to = Infinity }: ConferenceFilter): { begunFrom: number; to: number } {
        return { begunFrom: from === undefined ? -Infinity : begunFrom(from), to };
    }

    /** Whether a source has no more than so many. Of names that begin so those of any time are counted: that is what is gone through. */
    function isFew({ by, table, where, parameters }: Source, bounds: Parameters, walk: number): boolean {
        const conditions = by === 'namePrefix' ? where : [...where, 'w.started_at >= :begunFrom', 'w.started_at < :to'];
        const { count } = prepare(`SELECT count(*) AS count FROM (SELECT 1 FROM ${table} WHERE ${['TRUE', ...conditions].join(' AND ')} LIMIT :most)`)
            .get({ ...parameters, ...by === 'namePrefix' ? {} : bounds, most: walk + 1 }) as { count: number };
        return count <= walk;
    }

    /** Goes through at most `walk` of an index, and takes those that pass. */
    function walkIndex({ table, where, value, orderBy, parameters, by }: Walk, filter: ConferenceFilter, bounds: Parameters): Walked<object> {
        const { limit, walk } = filter;
        const isFaceted = typeof by === 'object';
        const columns = ['w.started_at', 'w.conference_id', ...isFaceted ? [] : ['w.until_at', 'w.folded_name']];
        const walked = `SELECT ${value} AS value, ${columns.join(', ')} FROM ${table} WHERE ${['TRUE', ...where].join(' AND ')} ORDER BY ${orderBy} LIMIT :walk`;
        const checks = checksOf(filter, by, isFaceted ? 'r' : 'w');
        const row = isFaceted && checks.needRow ? 'CROSS JOIN conference_sorts r ON r.conference_id = w.conference_id' : '';
        const places = prepare(`SELECT w.value, w.started_at AS startedAt, w.conference_id AS conferenceId
            FROM (${walked}) w ${row} WHERE ${['TRUE', ...checks.conditions].join(' AND ')} LIMIT :limit`)
            .all({ ...parameters, ...bounds, ...checks.parameters, walk: checks.conditions.length === 0 ? -1 : walk, limit: limit + 1 });
        const end = places.length > limit || checks.conditions.length === 0 ? undefined : prepare(
            `SELECT w.value, w.started_at AS startedAt, w.conference_id AS conferenceId FROM (${walked}) w LIMIT 1 OFFSET :skipped`)
            .get({ ...parameters, ...bounds, walk, skipped: walk - 1 });
        return { found: placed(places), end: end as ConferencePlace | undefined ?? null };
    }

    /** Newest or oldest first: the index that bounds the list gives its order, too. */
    function listByStart(filter: ConferenceFilter, order: Order): Walked<object> {
        const { after, walk } = filter;
        const { begunFrom, to } = boundsOf(filter);
        const sources = sourcesOf(filter);
        const source = sources.find(({ by }) => by !== 'namePrefix') ?? BY_START;
        const prefix = source.by === 'start' ? sources.find((one) => one.by === 'namePrefix' && isFew(one, {}, walk)) : undefined;
        // one bound for both: "began before `to`" is "comes before the conference without an id that began at `to`"
        const [edge, bound] = order === 'desc' ? [to, 'w.started_at >= :bound'] : [begunFrom, 'w.started_at < :bound'];
        const goesOn = after !== undefined && (order === 'desc' ? after.startedAt < edge : after.startedAt >= edge);
        return walkIndex({
            ...prefix ?? source,
            where: [...(prefix ?? source).where, `${bound} AND (w.started_at, w.conference_id) ${AFTER[order]} (:at, :id)`],
            value: 'w.started_at', orderBy: `w.started_at ${order}, w.conference_id ${order}`
        }, filter, {
            bound: order === 'desc' ? begunFrom : to, ...goesOn ? { at: after.startedAt, id: after.conferenceId } : { at: edge, id: '' }
        });
    }

    /** Of a few, all are looked at, and sorted. */
    function sortFew({ by, table, where, parameters }: Source, filter: ConferenceFilter, sort: SortedBy, order: Order): Walked<object> {
        const { now, limit, after } = filter;
        const { conditions, parameters: checked } = checksOf(filter, by, 'r');
        const value = { duration: `iif(r.until_at < ${String(NEVER)}, r.until_at, :now) - r.started_at`, participants: 'r.participants', trouble: 'r.trouble' }[sort];
        const later = after === undefined ? [] : [`(${value}, r.started_at, r.conference_id) ${AFTER[order]} (:value, :at, :id)`];
        const all = [...where, 'w.started_at >= :begunFrom AND w.started_at < :to', ...conditions, ...later].join(' AND ');
        const places = prepare(`SELECT ${value} AS value, r.started_at AS startedAt, r.conference_id AS conferenceId
            FROM ${table} CROSS JOIN conference_sorts r ON r.conference_id = w.conference_id
            WHERE ${all} ORDER BY value ${order}, r.started_at ${order}, r.conference_id ${order} LIMIT :limit`).all({
            ...parameters, ...boundsOf(filter), ...checked, ...placeParameters(after), limit: limit + 1,
            ...sort === 'duration' && { now }
        });
        return { found: placed(places), end: null };
    }

    return (filter) => {
        const { sort = 'startedAt', order = 'desc', limit, walk } = filter;
        const walks = (): Walked<object>[] => {
            if (sort === 'startedAt') return [listByStart(filter, order)];
            const bounds = boundsOf(filter);
            const few = [...sourcesOf(filter), BY_START].find((source) => isFew(source, bounds, walk));
            if (few !== undefined) return [sortFew(few, filter, sort, order)];
            return walksOf(sort, order, filter).map((one) => walkIndex(one, filter, placeParameters(filter.after)));
        };
        const { items, after } = mergeWalks(walks(), order, limit);
        return { documents: items.map(({ place }) => (find.get(place.conferenceId) as { document: string }).document), after };
    };
}

type SortedBy = Exclude<ConferenceSort, 'startedAt'>;

const placed = (rows: readonly unknown[]) => (rows as ConferencePlace[]).map((place) => ({ place }));

const placeParameters = (after: ConferencePlace | undefined): Parameters =>
    after === undefined ? {} : { value: after.value, at: after.startedAt, id: after.conferenceId };

/** What of a filter an index finds, the rarest first. */
function sourcesOf({ conferenceName, namePrefix, facets = [] }: ConferenceFilter): Source[] {
    const prefix = foldName(namePrefix ?? '');
    return [
        ...conferenceName === undefined ? []
            : [{ by: 'conferenceName' as const, table: BY_NAME, where: ['w.folded_name = :name'], parameters: { name: foldName(conferenceName) } }],
        ...facets.map((facet) => ({ by: { facet }, table: 'conference_facets w', where: ['w.facet = :lead'], parameters: { lead: facet } })),
        ...namePrefix === undefined ? [] : [{
            by: 'namePrefix' as const, table: BY_NAME,
            where: ['w.folded_name >= :leadPrefix AND w.folded_name < :leadPrefixEnd'],
            parameters: { leadPrefix: prefix, leadPrefixEnd: endOf(prefix) }
        }]
    ];
}

/** The indexes that have all conferences in this order. */
function walksOf(sort: SortedBy, order: Order, { now, after }: ConferenceFilter): Walk[] {
    const column = { duration: 'w.duration', participants: 'w.participants', trouble: 'w.trouble' }[sort];
    const sorted: Walk = {
        by: 'nothing', table: `conference_sorts w INDEXED BY conferences_by_${sort}`, value: column, parameters: {},
        where: [
            ...sort === 'duration' ? ['w.duration IS NOT NULL'] : [],
            ...after === undefined ? [] : [`(${column}, w.started_at, w.conference_id) ${AFTER[order]} (:value, :at, :id)`]
        ],
        orderBy: `${column} ${order}, w.started_at ${order}, w.conference_id ${order}`
    };
    if (sort !== 'duration') return [sorted];
    // who began first has lasted longest; a millisecond more, since a difference may be rounded
    const [bound, startOrder] = order === 'desc' ? ['w.started_at >= :now - :value - 1', 'asc'] : ['w.started_at <= :now - :value + 1', 'desc'];
    const goingOn: Walk = {
        by: 'nothing', table: 'conference_sorts w INDEXED BY conferences_going_on', value: ':now - w.started_at', parameters: { now },
        where: [
            `w.until_at = ${String(NEVER)}`,
            ...after === undefined ? [] : [bound, `(:now - w.started_at, w.started_at, w.conference_id) ${AFTER[order]} (:value, :at, :id)`]
        ],
        orderBy: `w.started_at ${startOrder}, w.conference_id ${order}`
    };
    return [sorted, goingOn];
}

interface Checks { conditions: string[]; parameters: Parameters; needRow: boolean }

/** What is asked of each conference that is gone through, besides what `by` says. `row` has its columns. */
function checksOf(filter: ConferenceFilter, by: Source['by'], row: 'w' | 'r'): Checks {
    const { conferenceName, namePrefix, facets = [], from, to, minDuration, now } = filter;
    const ofRow: [string, Parameters][] = [];
    if (conferenceName !== undefined && by !== 'conferenceName') ofRow.push([`${row}.folded_name = :name`, { name: foldName(conferenceName) }]);
    if (namePrefix !== undefined && by !== 'namePrefix') {
        const prefix = foldName(namePrefix);
        ofRow.push([`${row}.folded_name >= :prefix AND ${row}.folded_name < :prefixEnd`, { prefix, prefixEnd: endOf(prefix) }]);
    }
    if (from !== undefined) ofRow.push([`${row}.until_at >= :from`, { from }]);
    if (to !== undefined && by === 'nothing') ofRow.push(['w.started_at < :begunBefore', { begunBefore: to }]);
    if (minDuration !== undefined)
        ofRow.push([`iif(${row}.until_at < ${String(NEVER)}, ${row}.until_at, :now) - ${row}.started_at >= :minDuration`, { now, minDuration }]);
    const others = facets.filter((facet) => typeof by !== 'object' || facet !== by.facet);
    const ofFacets = others.map((facet, index): [string, Parameters] => [`EXISTS (SELECT 1 FROM conference_facets f
        WHERE f.facet = :facet${String(index)} AND f.started_at = w.started_at AND f.conference_id = w.conference_id)`, { [`facet${String(index)}`]: facet }]);
    const all = [...ofFacets, ...ofRow];
    const parameters = Object.assign({}, ...all.map(([, values]) => values)) as Parameters;
    return { conditions: all.map(([sql]) => sql), parameters, needRow: ofRow.length > 0 };
}
