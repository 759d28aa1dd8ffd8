import t from 'tap';
import type { IssueCode, Severity } from '../../../schemas/issue.js';
import { qualitySpans } from '../../../src/analysis/timeline/quality-spans.js';

const issue = (code: IssueCode, severity: Severity, from: number, to: number | null) => ({ code, severity, from, to });
const whole = { from: 0, to: 1000 };
const measured = [{ from: 100, to: 900 }];
const told = (facts: Partial<Parameters<typeof qualitySpans>[0]>) =>
    qualitySpans({ issues: [], timeline: { measured, gaps: [] }, hold: 0, ...facts }, whole).map(({ from, to, verdict }) => [from, to, verdict]);

t.test('it is good where samples tell of it and nothing goes on, and unknown elsewhere', async (t) => {
    t.strictSame(told({}), [[0, 100, 'unknown'], [100, 900, 'good'], [900, 1000, 'unknown']]);
    t.strictSame(told({ timeline: { measured: [], gaps: [] } }), [[0, 1000, 'unknown']]);
    t.strictSame(qualitySpans({ issues: [], timeline: { measured, gaps: [] }, hold: 0 }, { from: 5, to: 5 }), []);
});

t.test('the worst of the issues that go on decides, and those that count for nothing do not', async (t) => {
    const issues = [
        issue('download_loss', 'warning', 200, 600), issue('upload_loss', 'error', 300, 400), issue('relay_used', 'info', 100, 900),
        issue('slow_join', 'warning', 0, 100), issue('machine_suspended', 'error', 650, 700)
    ];
    t.strictSame(told({ issues }), [
        [0, 100, 'unknown'], [100, 200, 'good'], [200, 300, 'fair'], [300, 400, 'poor'], [400, 600, 'fair'], [600, 900, 'good'],
        [900, 1000, 'unknown']
    ]);
});

t.test('an issue counts also where nothing was measured, and one that goes on until the end', async (t) => {
    t.strictSame(told({ issues: [issue('connection_interrupted', 'error', 850, null)] }),
        [[0, 100, 'unknown'], [100, 850, 'good'], [850, 1000, 'poor']]);
    t.strictSame(told({ issues: [issue('multiple_rejoins', 'warning', -500, 50)] }).slice(0, 2), [[0, 50, 'fair'], [50, 100, 'unknown']]);
});

t.test('gaps are unknown, and the last sample holds for a while, but not into a gap', async (t) => {
    const gap = { from: 400, to: 500 };
    const parts = [{ from: 0, to: 400 }, { from: 500, to: 700 }];
    t.strictSame(told({ timeline: { measured: parts, gaps: [gap] }, hold: 50 }),
        [[0, 400, 'good'], [400, 500, 'unknown'], [500, 750, 'good'], [750, 1000, 'unknown']]);
    const toItsEnd = { measured: parts, gaps: [gap, { from: 710, to: 1000 }] };
    t.strictSame(told({ timeline: toItsEnd, hold: 50 }).slice(2), [[500, 710, 'good'], [710, 1000, 'unknown']]);
});
