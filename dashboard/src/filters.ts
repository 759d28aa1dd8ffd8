import { useMemo } from 'preact/hooks';
import { formatDuration } from './formats.js';
import { setQuery, useQuery } from './router.js';
import { words } from './words.js';

/** What pages can be narrowed down by, as the query of the page and of the API has it. */
export const FILTERS = [
    'verdict', 'issue', 'participant', 'conferenceName', 'browser', 'os', 'region', 'country', 'connection', 'minDuration'
] as const;
export type FilterName = typeof FILTERS[number];
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

/** Seconds that are offered as `minDuration`. */
const DURATIONS = ['60', '300', '900', '1800', '3600'];

/** What the query of this page asks for, of `names`; the same object until it changes. */
export function useFilters(names: readonly FilterName[] = FILTERS): Filters {
    const query = useQuery();
    const asked = JSON.stringify(names.flatMap((name) => query[name] === undefined || query[name] === '' ? [] : [[name, query[name]]]));
    return useMemo(() => Object.fromEntries(JSON.parse(asked) as [FilterName, string][]), [asked]);
}

/** Narrows the page down, or takes that back; a step of the history. */
export const setFilter = (name: FilterName, value: string | undefined): void => { setQuery({ [name]: value }); };

/** The words for the values of a filter that has no others. */
function namedValues(name: FilterName): Readonly<Record<string, string>> | undefined {
    const { common, issues } = words();
    if (name === 'verdict') return { poor: common.verdicts.poor, fair: common.verdicts.fair, good: common.verdicts.good };
    if (name === 'issue') return issues;
    if (name === 'connection') return common.filters.connections;
    if (name === 'minDuration') return Object.fromEntries(DURATIONS.map((seconds) => [seconds, formatDuration(Number(seconds) * 1000)]));
    return undefined;
}

/** What can be chosen, with its words; undefined where anything can be asked for. */
export function choicesOf(name: FilterName): { value: string; text: string }[] | undefined {
    const values = namedValues(name);
    if (values === undefined) return undefined;
    const choices = Object.entries(values).map(([value, text]) => ({ value, text }));
    return name === 'issue' ? choices.sort((a, b) => a.text.localeCompare(b.text)) : choices;
}

/** A filter's value as people say it. */
export function tellFilter(name: FilterName, value: string): string {
    const values = namedValues(name);
    if (values !== undefined && Object.hasOwn(values, value)) return values[value] ?? value;
    return name === 'minDuration' && /^\d+$/.test(value) ? formatDuration(Number(value) * 1000) : value;
}
