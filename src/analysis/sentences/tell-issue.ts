import type { FoundIssue, Issue, IssueCode } from '../../../schemas/issue.js';
import type { Language } from '../../../schemas/language.js';
import { EN } from './en.js';
import { FR } from './fr.js';
import type { Sentences } from './sentences.js';

export const SENTENCES: Readonly<Record<Language, Sentences>> = { en: EN, fr: FR };

/** What is stored, and sent to webhooks, is told in it. */
export const STORED: Language = 'en';

/** Their sentences name what no figure tells. */
const DETAILED: ReadonlySet<IssueCode> = new Set<IssueCode>([
    'join_failed', 'connection_failed', 'no_media_access', 'media_error', 'connection_interrupted', 'region_mismatch', 'worse_after_switch',
    'ice_candidate_error', 'track_ended'
]);

/** Whatever has an issue's members; `to` is null of one that goes on. */
type Tellable = Omit<FoundIssue, 'to'> & { to: number | null };

/** An issue with its sentence. */
export const tellIssue = <I extends Tellable>(issue: I, language: Language): I & Pick<Issue, 'text'> =>
    ({ ...issue, text: sentenceOf(issue, SENTENCES[language]) });

/**
 * Stored issues, which are told in English, in the language that was asked for. One that was stored before details were kept (0.1.0) stays
 * in English if its sentence needs them.
 */
export const tellStoredIssues = <I extends Tellable & Pick<Issue, 'text'>>(issues: readonly I[], language: Language): I[] =>
    language === STORED ? [...issues]
        : issues.map((issue) => issue.details === undefined && DETAILED.has(issue.code) ? issue : tellIssue(issue, language));

function sentenceOf({ code, from, to, evidence, details = {} }: Tellable, sentences: Sentences): string {
    const { more = 0 } = details;
    // of one that stands for others, `times` counts these as well
    const own = more > 0 && evidence['times'] !== undefined ? { ...evidence, times: evidence['times'] - more } : evidence;
    return sentences.issues[code](own, details, (to ?? from) - from) + (more > 0 ? sentences.more(more) : '');
}
