import { CONFERENCE_SORTS, ORDERS, type ConferenceSort, type Order } from '../../schemas/conference-sort.js';
import { CONNECTION_KINDS } from '../../schemas/connection-kind.js';
import { ISSUE_CODES } from '../../schemas/issue.js';
import type { Language } from '../../schemas/language.js';
import { VERDICTS } from '../../schemas/summary.js';
import { decodeConferencePosition, decodePosition, type Position } from '../analysis/cursor.js';
import type { ConferenceListFilter } from '../analysis/list-conferences.js';
import type { ConferencePlace } from '../store/conference-order.js';
import { FACET_KINDS, facetsAsked, type FacetKind } from '../store/facets.js';
import { DEFAULT_LIMIT, readDuration, readLanguage, readLimit, readMoment, readNames, readOneOf, readText, refuse } from './query-values.js';

/** What a list can be asked for; each list takes some of these. */
export interface ListQuery<P = Position> {
    conferenceName?: string;
    namePrefix?: string;
    userId?: string;
    /** As facets.ts writes them, the rarest kind first; all must be there. */
    facets?: readonly string[];
    /** ms */
    minDuration?: number;
    /** Epoch ms. */
    from?: number;
    to?: number;
    after?: P;
    limit: number;
    /** Of sentences. */
    language: Language;
}

/** What narrows down a list of conferences, and of sessions alike. */
export const FILTER_NAMES = ['conferenceName', 'namePrefix', ...FACET_KINDS, 'minDuration', 'from', 'to'] as const;
export const SESSION_FILTER_NAMES = ['userId', ...FILTER_NAMES] as const;
type Name = typeof SESSION_FILTER_NAMES[number] | 'sort' | 'order' | 'limit' | 'cursor' | 'language';

/** Of kinds that have no others. */
const FACET_VALUES: Readonly<Partial<Record<FacetKind, readonly string[]>>> = {
    issue: ISSUE_CODES, verdict: VERDICTS, connection: CONNECTION_KINDS
};

/**
 * Reads the query of a list. Nothing is guessed: a name that the list does not know, or that comes twice, is refused.
 * @param names - what this list takes
 * @param maxLimit - LIST_MAX
 * @throws {RequestError} bad_request, whose path names the first parameter that is wrong
 */
export const readListQuery = (query: unknown, names: readonly Name[], maxLimit: number): ListQuery =>
    readList(query, names, maxLimit, decodePosition);

/** The same for a list of conferences, with how it is sorted. A cursor goes on only in the order that it was given for. */
export function readConferenceQuery(query: unknown, maxLimit: number): ConferenceListFilter {
    const names = [...FILTER_NAMES, 'sort', 'order', 'limit', 'cursor', 'language'] as const;
    const { sort, order, after, userId: _, ...filter } = readList(query, names, maxLimit,
        (cursor, { sort = 'startedAt', order = 'desc' }) => decodeConferencePosition(cursor, sort, order));
    const { asOf, ...place } = after ?? {};
    return {
        ...filter,
        ...sort !== undefined && { sort },
        ...order !== undefined && { order },
        ...after !== undefined && { after: place as ConferencePlace },
        ...asOf !== undefined && { asOf }
    };
}

interface Sorting { sort?: ConferenceSort; order?: Order }

function readList<P>(
    query: unknown, names: readonly Name[], maxLimit: number, decode: (cursor: string, sorting: Sorting) => P | undefined
): ListQuery<P> & Sorting {
    const given = readNames(query, names);
    const read = <T>(name: Name, reader: (text: string, name: string) => T) => {
        const text = given.get(name);
        return text === undefined ? undefined : reader(text, name);
    };
    const conferenceName = read('conferenceName', readText);
    const namePrefix = read('namePrefix', readText);
    const userId = read('userId', readText);
    const facets = facetsAsked(Object.fromEntries(FACET_KINDS.flatMap((kind) => {
        const value = read(kind, (text) => readFacet(text, kind));
        return value === undefined ? [] : [[kind, value]];
    })));
    const minDuration = read('minDuration', readDuration);
    const from = read('from', readMoment);
    const to = read('to', readMoment);
    const sort = read('sort', (text) => readOneOf(text, 'sort', CONFERENCE_SORTS));
    const order = read('order', (text) => readOneOf(text, 'order', ORDERS));
    const sorting = { ...sort !== undefined && { sort }, ...order !== undefined && { order } };
    const after = read('cursor', (text) => readCursor(text, (cursor) => decode(cursor, sorting)));
    if (from !== undefined && to !== undefined && from > to) throw refuse('from', 'from is after to.');
    return {
        ...conferenceName !== undefined && { conferenceName },
        ...namePrefix !== undefined && { namePrefix },
        ...userId !== undefined && { userId },
        ...facets.length > 0 && { facets },
        ...minDuration !== undefined && { minDuration },
        ...from !== undefined && { from },
        ...to !== undefined && { to },
        ...after !== undefined && { after },
        language: readLanguage(given.get('language')),
        ...sorting,
        limit: read('limit', (text) => readLimit(text, maxLimit)) ?? Math.min(DEFAULT_LIMIT, maxLimit)
    };
}

function readFacet(text: string, kind: FacetKind): string {
    const values = FACET_VALUES[kind];
    return values === undefined ? readText(text, kind) : readOneOf(text, kind, values);
}

function readCursor<P>(text: string, decode: (cursor: string) => P | undefined): P {
    const position = decode(text);
    if (position === undefined) throw refuse('cursor', 'cursor is not one that this list gave.');
    return position;
}
