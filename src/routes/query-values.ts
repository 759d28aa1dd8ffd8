import type { FastifyRequest } from 'fastify';
import { MAX_STRING } from '../../schemas/identifiers.js';
import { LANGUAGES, type Language } from '../../schemas/language.js';
import { RequestError } from '../errors.js';

/** ECMA-262, 21.4.1.1 */
const LAST_MOMENT = 8.64e15;
/** March 1973. Who asks for an earlier one, other than 0, has told seconds for milliseconds, or a year. */
const FIRST_MOMENT = 1e11;
/** Items on a page of a list when the query does not say. */
export const DEFAULT_LIMIT = 50;
/** A year. */
const LONGEST_DURATION_S = 366 * 86_400;

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
export function readId(
    { params, validationError }: Pick<FastifyRequest, 'params' | 'validationError'>, name: 'sessionId' | 'conferenceId' | 'userId'
): string {
    if (validationError !== undefined) throw refuse(name, `What the address names is no ${name}.`);
    return (params as Record<typeof name, string>)[name];
}

const listNames = (names: readonly string[]): string => names.length === 0 ? 'nothing can' : `what can is ${names.join(', ')}`;

/** `parameter`, of the query or the address, is shown as a JSON Pointer (RFC 6901), in which ~ and / are escaped. */
export const refuse = (parameter: string, message: string): RequestError =>
    new RequestError('bad_request', { path: `/${parameter.slice(0, MAX_STRING).replaceAll('~', '~0').replaceAll('/', '~1')}`, message });

export function readText(text: string, name: string): string {
    if (text.length === 0 || text.length > MAX_STRING) throw refuse(name, `${name} must have 1 to ${String(MAX_STRING)} characters.`);
    return text;
}

export function readLimit(text: string, maxLimit: number): number {
    const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (limit < 1 || limit > maxLimit) throw refuse('limit', `limit must be a whole number from 1 to ${String(maxLimit)}.`);
    return limit;
}

/** One of the values that there are, as they are written. */
export function readOneOf<T extends string>(text: string, name: string, values: readonly T[]): T {
    const value = values.find((candidate) => candidate === text);
    if (value === undefined) throw refuse(name, `${name} must be one of ${values.join(', ')}.`);
    return value;
}

/** `language=fr`: the language of the sentences in an answer. */
export const readLanguage = (text: string | undefined): Language => text === undefined ? LANGUAGES[0] : readOneOf(text, 'language', LANGUAGES);

/** Asked in seconds, with or without decimals; answers ms. */
export function readDuration(text: string, name: string): number {
    const seconds = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? Number(text) : NaN;
    if (seconds <= LONGEST_DURATION_S) return seconds * 1000;
    throw refuse(name, `${name} must be a number of seconds, from 0 to ${String(LONGEST_DURATION_S)} (half an hour is 1800).`);
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
