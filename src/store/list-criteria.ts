import { foldName } from './conference-key.js';
import { facetOfPrefix } from './facets.js';
import type { SessionFilter } from './store.js';

/** Something that sessions are narrowed down by and that an index finds, newest first. */
export interface Criterion { by: 'user' | 'name' | 'facet'; value: string }

/**
 * How far stores look ahead to choose between several criteria. The index leads in which so many sessions reach back the longest: the others
 * are looked up for each session found there.
 */
export const PROBE = 1000;

/** All that must hold. Of a namePrefix only the part that an index finds: the rest of it, and what has no index, is looked up in any case. */
export function criteriaOf({ userId, conferenceName, namePrefix, facets = [] }: SessionFilter): Criterion[] {
    const prefix = namePrefix === undefined ? undefined : facetOfPrefix(namePrefix);
    return [
        ...userId === undefined ? [] : [{ by: 'user' as const, value: userId }],
        ...conferenceName === undefined ? [] : [{ by: 'name' as const, value: foldName(conferenceName) }],
        ...[...facets, ...prefix === undefined ? [] : [prefix]].map((value) => ({ by: 'facet' as const, value }))
    ];
}
