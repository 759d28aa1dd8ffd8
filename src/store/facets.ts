import { foldName } from './conference-key.js';
import type { SessionDocument } from './store.js';

/** What lists can be narrowed down to by a word each, the rarest first. */
export const FACET_KINDS = ['participant', 'issue', 'verdict', 'connection', 'country', 'region', 'os', 'browser'] as const;
export type FacetKind = typeof FACET_KINDS[number];

/** At most one value of each kind that a list is narrowed down to. */
export type FacetFilter = Readonly<Partial<Record<FacetKind, string>>>;

/** Compared without case, as conference names are. */
const facet = (kind: FacetKind, value: string): string => `${kind}:${foldName(value)}`;

/** Beginnings of conference names that are facets, by their length in characters: a longer one is looked for by the longest of these in it. */
const NAME_PREFIXES = [16, 8, 4, 2, 1];
const nameFacet = (prefix: readonly string[]): string => `name:${prefix.join('')}`;

/** What a session's facets follow from. */
export type FacetSource =
    Pick<SessionDocument, 'conferenceName' | 'userId' | 'endpointId' | 'displayName' | 'browser' | 'os' | 'region' | 'country' | 'analysis'>;

/**
 * The facets of a session as it is stored, each once, in no order that means anything. A participant is found by userId, endpointId and
 * displayName alike. Issues, verdict and connection are known once it has been analysed.
 */
export function facetsOf({ conferenceName, userId, endpointId, displayName, browser, os, region, country, analysis }: FacetSource): string[] {
    const values: Readonly<Record<FacetKind, readonly (string | null | undefined)[]>> = {
        participant: [userId, endpointId, displayName],
        issue: analysis?.issues.map(({ code }) => code) ?? [],
        verdict: [analysis?.summary.verdict],
        connection: [analysis?.summary.connectionKind],
        country: [country],
        region: [region?.value],
        os: [os.name],
        browser: [browser.name]
    };
    const facets = FACET_KINDS.flatMap((kind) =>
        values[kind].filter((value) => value !== null && value !== undefined).map((value) => facet(kind, value)));
    const name = [...foldName(conferenceName)];
    const names = NAME_PREFIXES.filter((length) => length <= name.length).map((length) => nameFacet(name.slice(0, length)));
    return [...new Set([...facets, ...names])];
}

/** The values of a kind among a conference's or session's facets, folded, in the order in which they are given. */
export const facetValues = (facets: readonly string[], kind: FacetKind): string[] =>
    facets.filter((one) => one.startsWith(`${kind}:`)).map((one) => one.slice(kind.length + 1));

/** The facets that a filter asks for, the rarest kind first. */
export const facetsAsked = (filter: FacetFilter): string[] => FACET_KINDS.flatMap((kind) => {
    const value = filter[kind];
    return value === undefined ? [] : [facet(kind, value)];
});

/** A facet that all conferences have whose names begin so; undefined for the empty prefix. */
export function facetOfPrefix(namePrefix: string): string | undefined {
    const prefix = [...foldName(namePrefix)];
    const length = NAME_PREFIXES.find((candidate) => candidate <= prefix.length);
    return length === undefined ? undefined : nameFacet(prefix.slice(0, length));
}
