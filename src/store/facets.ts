import { foldName } from './conference-key.js';
import type { SessionDocument } from './store.js';

/**
 * What lists can be narrowed down to, the rarest first: a store looks for the first one that is asked for in its index, and at the others
 * in what it finds there.
 */
export const FACET_KINDS = ['participant', 'issue', 'verdict', 'connection', 'country', 'region', 'os', 'browser'] as const;
export type FacetKind = typeof FACET_KINDS[number];

/** At most one value of each kind that a list is narrowed down to. */
export type FacetFilter = Readonly<Partial<Record<FacetKind, string>>>;

/** Compared without case, as conference names are. */
const facet = (kind: FacetKind, value: string): string => `${kind}:${foldName(value)}`;

/**
 * The facets of a session as it is stored, each once, in no order that means anything. A participant is found by userId, endpointId and
 * displayName alike. Issues, verdict and connection are known once it has been analysed.
 */
export function facetsOf({ userId, endpointId, displayName, browser, os, region, country, analysis }: SessionDocument): string[] {
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
    return [...new Set(facets)];
}

/** The facets that a filter asks for, the rarest kind first. */
export const facetsAsked = (filter: FacetFilter): string[] => FACET_KINDS.flatMap((kind) => {
    const value = filter[kind];
    return value === undefined ? [] : [facet(kind, value)];
});
