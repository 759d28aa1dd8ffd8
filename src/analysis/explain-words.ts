import { SEVERITIES, type FoundIssue, type IssueCode } from '../../schemas/issue.js';
import type { FiguredCode, Sentences } from './sentences/sentences.js';

/** Issues that are told of one participant. */
const TOLD = 3;
/** Kinds of issues that are told of several. */
const KINDS_TOLD = 3;

/** The worst of these, the longest of equals, one of each code, each by its main figure: `9 % lost on the way up for 35 s`. */
export function listIssues(issues: readonly FoundIssue[], sentences: Sentences): string {
    const sorted = [...issues].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.to - b.from - (a.to - a.from));
    const first = sorted.filter(({ code }, place) => sorted.findIndex((other) => other.code === code) === place);
    return sentences.inOrder(first.slice(0, TOLD).map((issue) => describe(issue, sentences)));
}

function describe({ code, evidence, from, to }: FoundIssue, sentences: Sentences): string {
    const told = isFigured(code, sentences) ? sentences.figures[code](evidence) : sentences.about[code];
    return evidence['mean'] === undefined ? told : sentences.lasting(told, to - from);
}

const isFigured = (code: IssueCode, { figures }: Sentences): code is FiguredCode => Object.hasOwn(figures, code);

/** What several had, the most frequent first, with how many sessions have each; and the worst of it. */
export function tellCodes(counts: readonly (readonly [IssueCode, number])[], issues: readonly FoundIssue[], sentences: Sentences): string {
    const told = counts.slice(0, KINDS_TOLD).map(([code, count]) => [sentences.about[code], count] as const);
    return sentences.codes(told, listIssues(issues, sentences));
}
