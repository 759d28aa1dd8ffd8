import type { Finding, Scope } from '../../../schemas/explanation.js';
import type { Issue, IssueCode, IssueDetails } from '../../../schemas/issue.js';

type Evidence = Issue['evidence'];

/** Those of which an explanation tells a figure, not only what they are. */
export type FiguredCode =
    | 'upload_loss' | 'download_loss' | 'high_rtt' | 'upload_jitter' | 'download_jitter' | 'high_playout_delay' | 'low_audio_mos'
    | 'bandwidth_limited' | 'resolution_collapse'
    | 'upload_low_frame_rate' | 'download_low_frame_rate' | 'freezes' | 'cpu_limited' | 'connection_interrupted';

/** What sessions can share. */
export type SharedScope = Extract<Scope, 'bridge' | 'region' | 'network' | 'browser'>;
export interface Shared { scope: SharedScope; value: string }

/**
 * All sentences that the service makes, in one language. Issues of an explanation come as one text (`issues`), from `listIssues`; `codes` is
 * what `tellCodes` made. Numbers are written as the language writes them.
 */
export interface Sentences {
    /** Of an issue alone: one sentence. `lastsMs`: from its begin to its end. */
    readonly issues: Readonly<Record<IssueCode, (evidence: Evidence, details: IssueDetails, lastsMs: number) => string>>;
    /** After the sentence of an issue that stands for others as well. */
    readonly more: (count: number) => string;

    /** What it is, in a few words that can stand in a list. */
    readonly about: Readonly<Record<IssueCode, string>>;
    /** The same with its main figure. */
    readonly figures: Readonly<Record<FiguredCode, (evidence: Evidence) => string>>;
    /** What lasted so long, ms. */
    readonly lasting: (told: string, ms: number) => string;
    /** Several of these. */
    readonly inOrder: (told: readonly string[]) => string;
    /** Issues with the number of sessions that have each, and the worst ones. */
    readonly codes: (counts: readonly (readonly [about: string, count: number])[], worst: string) => string;

    readonly nothingKnown: string;
    /** Of all sessions with a verdict; the counts are those of each. */
    readonly verdicts: (known: number, counts: Readonly<Record<'good' | 'fair' | 'poor', number>>) => string;
    readonly hadTrouble: (name: string, direction: Finding['direction'], issues: string) => string;
    readonly observedTrouble: (names: readonly string[], direction: Finding['direction'], issues: string) => string;
    readonly cameWithIt: (issues: string) => string;
    readonly noticed: (names: readonly string[], issues: string) => string;
    readonly wasStraight: string;
    readonly nobodyToCompare: string;
    readonly othersHadNone: (others: number) => string;
    readonly pair: (names: readonly string[], issues: string) => string;
    readonly group: (counts: Pick<Finding['evidence'], 'affected' | 'of' | 'othersAffected' | 'others'>, shared: Shared, codes: string) => string;
    readonly several: (names: readonly string[], others: number, codes: string) => string;
    readonly everyone: (affected: number, of: number, codes: string) => string;
    readonly together: (ms: number) => string;
    readonly nothingShared: string;
    readonly allShare: (shared: readonly Shared[]) => string;
    /** What it most likely means that those with trouble share this, for who is asked to help. */
    readonly meanings: Readonly<Record<SharedScope, string>>;
}

/** Names that are told one by one. */
const NAMED = 3;

/** Marie; Marie and Tom; Marie, Tom, Ada and 4 others. `others`: what is said of those that are not named. */
export function joinNames(names: readonly string[], and: string, others: (count: number) => string): string {
    const more = names.length - NAMED;
    if (more > 0) return `${names.slice(0, NAMED).join(', ')} ${and} ${others(more)}`;
    const last = names.at(-1) ?? '';
    return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} ${and} ${last}`;
}
