import { readFileSync } from 'node:fs';
import t from 'tap';
import { EVENT_TYPES } from '../../schemas/event.js';
import { ISSUE_CODES, type IssueCode } from '../../schemas/issue.js';
import { SESSION_METRIC_NAMES, SESSION_METRICS, type SessionMetricName } from '../../schemas/session-metrics.js';
import { SessionSummarySchema } from '../../schemas/summary.js';
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

/** The cells of each row of a table under a heading, without those of its head. */
const cellsUnder = (heading: string): string[][] => {
    const [section = ''] = (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
    const rows = section.split('\n').filter((line) => line.startsWith('| ')).slice(1);
    return rows.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
};
const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

t.test('each issue is found in calls of which docs/issues.md tells, but the one that is of a conference', async (t) => {
    const calls = new Map(['Recorded calls and what is found in them', 'Calls made by hand'].flatMap(cellsUnder)
        .map(([name, , ...found]) => [codesIn(name)[0], found.join(' ')] as const).filter(([, found]) => found !== ''));
    const shown = cellsUnder('What people ask for, and what tells of it')
        .map(([, issues, names]) => ({ issues: codesIn(issues), names: codesIn(names) }));
    t.strictSame(new Set(shown.flatMap(({ issues }) => issues)), new Set(ISSUE_CODES));
    for (const { issues, names } of shown) {
        for (const issue of issues) {
            const found = names.filter((name) => new RegExp(`\\b${issue}\\b`).test(calls.get(name) ?? ''));
            if (issue !== 'multiple_rejoins') t.ok(found.length > 0, `${issue} in ${names.join(', ')}`);
        }
        for (const name of names) t.ok(calls.has(name), name);
    }
});

t.test('what happens before and around the call is named as the API names it', async (t) => {
    const rows = cellsUnder('Before and around the call');
    t.ok(rows.length > 10);
    for (const [what = '', events, members, issues] of rows) {
        for (const event of codesIn(events)) t.ok((EVENT_TYPES as readonly string[]).includes(event), `${what}: ${event}`);
        for (const member of codesIn(members)) t.ok(Object.hasOwn(SessionSummarySchema.properties, member), `${what}: ${member}`);
        for (const issue of codesIn(issues)) t.ok((ISSUE_CODES as readonly string[]).includes(issue), `${what}: ${issue}`);
    }
});
