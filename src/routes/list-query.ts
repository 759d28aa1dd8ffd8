import type { FastifyRequest } from 'fastify';
import { MAX_STRING } from '../../schemas/identifiers.js';
import { decodePosition, type Position } from '../analysis/cursor.js';
import { RequestError } from '../errors.js';

/** What a list can be asked for; each list takes some of these. */
export interface ListQuery {
    conferenceName?: string;
    userId?: string;
    from?: number;
    to?: number;
    after?: Position;
    limit: number;
}

type Name = 'conferenceName' | 'userId' | 'from' | 'to' | 'limit' | 'cursor';

/** Items on a page when the query does not say. */
const DEFAULT_LIMIT = 50;
/** ECMA-262, 21.4.1.1 */
const LAST_MOMENT = 8.64e15;
/** March 1973. Who asks for an earlier one, other than 0, has told seconds for milliseconds, or a year. */
const FIRST_MOMENT = 1e11;

/**
 * Reads the query of a list. Nothing is guessed: a name that the list does not know, or that comes twice, is refused.
 * @param names - what this list takes
 * @param maxLimit - LIST_MAX
 * @throws {RequestError} bad_request, whose path names the first parameter that is wrong
 */
export function readListQuery(query: unknown, names: readonly Name[], maxLimit: number): ListQuery {
    const given = readNames(query, names);
    const read = <T>(name: Name, reader: (text: string) => T) => {
        const text = given.get(name);
        return text === undefined ? undefined : reader(text);
    };
    const conferenceName = read('conferenceName', (text) => readText(text, 'conferenceName', MAX_STRING));
    const userId = read('userId', (text) => readText(text, 'userId', MAX_STRING));
    const from = read('from', (text) => readMoment(text, 'from'));
    const to = read('to', (text) => readMoment(text, 'to'));
    const after = read('cursor', readCursor);
    if (from !== undefined && to !== undefined && from > to) throw refuse('from', 'from is after to.');
    return {
        ...conferenceName !== undefined && { conferenceName },
        ...userId !== undefined && { userId },
        ...from !== undefined && { from },
        ...to !== undefined && { to },
        ...after !== undefined && { after },
        limit: read('limit', (text) => readLimit(text, maxLimit)) ?? Math.min(DEFAULT_LIMIT, maxLimit)
    };
}

/**
 * The values of a query that may have these names only, each once.
 * @throws {RequestError} bad_request
 */
export function readNames<N extends string>(query: unknown, names: readonly N[]): Map<N, string> {
    const given = new Map<N, string>();
    for (const [name, value] of Object.entries(query as Record<string, unknown>)) {
        const known = names.find((candidate) => candidate === name);
        if (known === undefined) throw refuse(name, `${JSON.stringify(name)} cannot be asked for here; ${listNames(names)}.`);
        if (typeof value !== 'string') throw refuse(name, `${name} is there more than once.`);
        given.set(known, value);
    }
    return given;
}

/**
 * The id that a route's address names. For routes with `attachValidation`: the schema's own words are a pattern, which tells a person little.
 * @throws {RequestError} bad_request
 */
export function readId({ params, validationError }: Pick<FastifyRequest, 'params' | 'validationError'>, name: 'sessionId' | 'conferenceId'): string {
    if (validationError !== undefined) throw refuse(name, `What the address names is no ${name}.`);
    return (params as Record<typeof name, string>)[name];
}

const listNames = (names: readonly string[]): string => names.length === 0 ? 'nothing can' : `what can is ${names.join(', ')}`;

/** `parameter`, of the query or the address, is shown as a JSON Pointer (RFC 6901), in which ~ and / are escaped. */
export const refuse = (parameter: string, message: string): RequestError =>
    new RequestError('bad_request', { path: `/${parameter.slice(0, MAX_STRING).replaceAll('~', '~0').replaceAll('/', '~1')}`, message });

function readText(text: string, name: string, maxLength: number): string {
    if (text.length === 0 || text.length > maxLength) throw refuse(name, `${name} must have 1 to ${String(maxLength)} characters.`);
    return text;
}

function readLimit(text: string, maxLimit: number): number {
    const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > maxLimit) throw refuse('limit', `limit must be a whole number from 1 to ${String(maxLimit)}.`);
    return limit;
}

function readCursor(text: string): Position {
    const position = decodePosition(text);
    if (position === undefined) throw refuse('cursor', 'cursor is not one that this list gave.');
    return position;
}

const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

/** Epoch ms, or ISO 8601: a day (its begin, in UTC), or a time that tells its zone; without one it would depend on where the service runs. */
export function readMoment(text: string, name: string): number {
    const moment = /^\d+(\.\d+)?$/.test(text) ? Number(text) : parseIso(text);
    if (moment === 0 || (moment >= FIRST_MOMENT && moment <= LAST_MOMENT)) return moment;
    throw refuse(name, `${name} must be epoch milliseconds (1795228082000) or ISO 8601 with its zone (2026-11-21T02:28:02Z, 2026-11-21).`);
}

function parseIso(text: string): number {
    // in a query an unescaped + is a space
    const iso = text.replace(' ', '+').replace(',', '.').toUpperCase();
    const day = iso.slice(0, 10);
    // Date.parse takes the 30th of February for the 2nd of March
    const isDay = DATE.test(day) && new Date(Date.parse(day) || 0).toISOString().startsWith(day);
    return isDay && (iso === day || DATE_TIME.test(iso)) ? Date.parse(iso) : NaN;
}
