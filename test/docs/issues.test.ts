import { readFileSync } from 'node:fs';
import t from 'tap';
import { ISSUE_CODES, type IssueCode } from '../../schemas/issue.js';
import { SESSION_METRIC_NAMES, SESSION_METRICS, type SessionMetricName } from '../../schemas/session-metrics.js';
import { LIMIT_OF } from '../../src/analysis/accumulate-session.js';
import { ISSUE_KINDS } from '../../src/analysis/issue-catalogue.js';
import { THRESHOLDS, type Threshold } from '../../src/thresholds.js';

const page = readFileSync(new URL('../../../docs/issues.md', import.meta.url), 'utf8');
/** The rows of the table under a heading. */
const rowsUnder = (heading: string): string[] => {
    const [section = ''] = (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
    return section.split('\n').filter((line) => line.startsWith('| `'));
};
const code = (text: string) => `\`${text}\``;
const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;

const metricRow = (name: SessionMetricName) => {
    const { unit, about } = SESSION_METRICS[name];
    const limit = LIMIT_OF[name];
    return row(code(name), unit, about, limit === undefined ? '' : code(limit));
};
const issueRow = (issue: IssueCode) => {
    const { family, weight, about, peermetrics = '' } = ISSUE_KINDS[issue];
    return row(code(issue), family, about, weight, peermetrics);
};
const step = (value: number | null) => value === null ? 'off' : String(value);
const seconds = (ms: number) => String(ms / 1000);
const thresholdRow = ([name, { about, unit, worse, warning, error, after, until, source }]: [string, Threshold]) =>
    row(code(name), about, unit, worse === 'high' ? '≥' : '≤', step(warning), step(error), seconds(after), seconds(until), source);

t.test('docs/issues.md has a row for each metric of a summary', async (t) => {
    t.strictSame(rowsUnder('What a summary measures'), SESSION_METRIC_NAMES.map(metricRow));
});

t.test('docs/issues.md has a row for each issue', async (t) => {
    t.strictSame(rowsUnder('Issues'), ISSUE_CODES.map(issueRow));
});

t.test('docs/issues.md has a row for each threshold, equal to THRESHOLDS', async (t) => {
    t.strictSame(rowsUnder('Thresholds'), Object.entries(THRESHOLDS).map(thresholdRow));
});
