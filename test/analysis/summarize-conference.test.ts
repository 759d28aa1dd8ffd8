import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { ConferenceSummarySchema } from '../../schemas/conference-summary.js';
import type { Issue, IssueCode } from '../../schemas/issue.js';
import { summarizeConference, type SummarizedStay } from '../../src/analysis/summarize-conference.js';

const MINUTE = 60_000;
const issue = (code: IssueCode, from: number, to: number, severity: Issue['severity'] = 'warning'): Issue =>
    ({ code, severity, from: from * MINUTE, to: to * MINUTE, evidence: {}, text: '' });
/** There from one minute to another. */
const stay = (
    participant: string, from: number | null, to: number, rest: Partial<SummarizedStay['summary']> = {}, issues: Issue[] = []
): SummarizedStay => ({
    participant, joinedAt: from === null ? null : from * MINUTE, endedAt: to * MINUTE, issues,
    summary: { verdict: 'good', rating: null, ...rest }
});

t.test('adds up people, time and verdicts', async (t) => {
    const summary = summarizeConference([
        stay('marie', 0, 10), stay('marie', 12, 20, { verdict: 'poor' }), stay('tom', 5, 15, { verdict: 'fair' }),
        stay('ada', null, 1, { verdict: null })
    ]);
    t.match(summary, {
        sessions: 4, peakParticipants: 2, participantMs: 28 * MINUTE, verdicts: { good: 1, fair: 1, poor: 1, unknown: 1 },
        issues: [], rating: null
    });
    t.strictSame([...Value.Errors(ConferenceSummarySchema, summary)], []);
});

t.test('who leaves as another comes was not there with them', async (t) => {
    t.equal(summarizeConference([stay('a', 0, 10), stay('b', 10, 20)]).peakParticipants, 1);
    t.equal(summarizeConference([stay('a', 0, 30), stay('b', 10, 20), stay('c', 15, 30)]).peakParticipants, 3);
    t.equal(summarizeConference([stay('a', 3, 3)]).peakParticipants, 0);
    t.equal(summarizeConference([]).peakParticipants, 0);
});

t.test('two sessions of one participant at once are one participant', async (t) => {
    const summary = summarizeConference([stay('a', 0, 10), stay('a', 5, 15), stay('b', 0, 15)]);
    t.match(summary, { peakParticipants: 2, participantMs: 30 * MINUTE, sessions: 3 });
});

t.test('tells of each issue how many have it, how bad and how long, the most frequent first', async (t) => {
    const summary = summarizeConference([
        stay('a', 0, 60, {}, [issue('freezes', 0, 1), issue('high_rtt', 0, 4), issue('high_rtt', 10, 14)]),
        stay('b', 0, 60, {}, [issue('high_rtt', 0, 2, 'error'), issue('tcp_used', 0, 60)])
    ]);
    t.strictSame(summary.issues, [
        { code: 'high_rtt', severity: 'error', sessions: 2, totalMs: 10 * MINUTE },
        { code: 'tcp_used', severity: 'warning', sessions: 1, totalMs: 60 * MINUTE },
        { code: 'freezes', severity: 'warning', sessions: 1, totalMs: MINUTE }
    ]);
});

t.test('the rating is the mean of those who gave one', async (t) => {
    const { rating } = summarizeConference([stay('a', 0, 1, { rating: 5 }), stay('b', 0, 1, { rating: 2 }), stay('c', 0, 1)]);
    t.strictSame(rating, { mean: 3.5, count: 2 });
});

t.test('the order of sessions makes no difference', async (t) => {
    const stays = [stay('a', 0, 9, {}, [issue('high_rtt', 0, 4)]), stay('b', 3, 5, { verdict: 'poor' }, [issue('freezes', 3, 4)]), stay('c', 4, 12)];
    t.strictSame(summarizeConference([...stays].reverse()), summarizeConference(stays));
});
