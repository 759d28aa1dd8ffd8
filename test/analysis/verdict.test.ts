import t from 'tap';
import type { Issue, IssueCode, Severity } from '../../schemas/issue.js';
import { changeThresholds, THRESHOLDS } from '../../src/thresholds.js';
import { coveredMs, judge } from '../../src/analysis/verdict.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const issue = (code: IssueCode, severity: Severity, minutes: number, from = 0): Issue =>
    ({ code, severity, from: from * MINUTE, to: (from + minutes) * MINUTE, evidence: {}, text: '' });
const verdictOf = (...issues: Issue[]) => judge(issues, HOUR, THRESHOLDS).verdict;

t.test('nothing wrong is good', async (t) => {
    t.strictSame(judge([], HOUR, THRESHOLDS), { verdict: 'good', reasons: [] });
});

t.test('noticeable trouble for a tenth of the call, or for five minutes, is fair; for less it is good', async (t) => {
    t.equal(verdictOf(issue('upload_loss', 'warning', 4)), 'good');
    t.equal(verdictOf(issue('upload_loss', 'warning', 6)), 'fair');
    t.equal(judge([issue('upload_loss', 'warning', 5)], 8 * HOUR, THRESHOLDS).verdict, 'fair');
});

t.test('hardly bearable trouble is fair however short, and poor when it lasts', async (t) => {
    t.equal(verdictOf(issue('freezes', 'error', 1)), 'fair');
    t.equal(verdictOf(issue('freezes', 'error', 6)), 'poor');
});

t.test('some issues decide without lasting, some never do', async (t) => {
    t.equal(verdictOf(issue('join_failed', 'error', 0)), 'poor');
    t.equal(verdictOf(issue('abrupt_end', 'warning', 0)), 'fair');
    t.equal(verdictOf(issue('tcp_used', 'warning', 60), issue('relay_used', 'info', 60)), 'good');
});

t.test('issues at the same time count once', async (t) => {
    t.equal(coveredMs([issue('high_rtt', 'warning', 4), issue('download_loss', 'warning', 3, 2), issue('freezes', 'warning', 1, 10)]), 6 * MINUTE);
    t.equal(verdictOf(issue('high_rtt', 'warning', 3), issue('download_loss', 'warning', 3)), 'good');
});

t.test('reasons are those that decided, one for each code, the worst and the longest first', async (t) => {
    const { reasons } = judge([
        issue('high_rtt', 'warning', 4), issue('high_rtt', 'warning', 4, 30), issue('freezes', 'warning', 9, 10), issue('upload_loss', 'error', 1),
        issue('tcp_used', 'warning', 60)
    ], HOUR, THRESHOLDS);
    t.strictSame(reasons, [
        { code: 'upload_loss', severity: 'error', totalMs: MINUTE }, { code: 'freezes', severity: 'warning', totalMs: 9 * MINUTE },
        { code: 'high_rtt', severity: 'warning', totalMs: 8 * MINUTE }
    ]);
});

t.test('how much is much can be changed', async (t) => {
    const { thresholds } = changeThresholds(['verdictShare.warning=2', 'verdictTime.warning=off']);
    t.equal(judge([issue('upload_loss', 'warning', 2)], HOUR, thresholds).verdict, 'fair');
    t.equal(judge([issue('upload_loss', 'warning', 6)], 8 * HOUR, thresholds).verdict, 'good');
});
