import { foldName } from './conference-key.js';

/**
 * Finds the words of lists by a part of them. What begins so is found whenever it was; what has it in its midst is found among the newest.
 * Both are compared as conference names are (conference-key.ts). All calls only read.
 */
export interface SearchReads {
    /** Names of conferences that begin so, folded, in their order: the first `limit`. */
    namesBeginning(begin: string, limit: number): Promise<string[]>;
    /** Names that have it in them among those of the newest `walk` conferences, folded, the newest first, each once: the first `limit`. */
    namesContaining(part: string, walk: number, limit: number): Promise<string[]>;
    /**
     * Facets (facets.ts) of participants whose userId, endpointId or displayName begins so, in their order: the first `limit`. Where so many
     * sessions have one that looking through `walk` of them is not enough, others may be missing.
     */
    participantsBeginning(begin: string, walk: number, limit: number): Promise<string[]>;
    /** The same of what has it in it, among the newest `walk` sessions, the newest first, each once. */
    participantsContaining(part: string, walk: number, limit: number): Promise<string[]>;
}

export const PARTICIPANT = 'participant:';

/** The first text after all that begin so: UTF-8 has no byte above F4. */
export const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;

/** Of a session's facets those of a participant that has this in it. */
export const participantsWith = (facets: readonly string[], part: string): string[] =>
    facets.filter((facet) => facet.startsWith(PARTICIPANT) && facet.includes(foldName(part), PARTICIPANT.length));
