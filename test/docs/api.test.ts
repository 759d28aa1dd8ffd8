import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type TObject, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { AudienceReplySchema } from '../../schemas/audience.js';
import { ConferenceReplySchema } from '../../schemas/conference.js';
import { CallEventDataSchema, EVENT_TYPES } from '../../schemas/event.js';
import { listReplySchema } from '../../schemas/list.js';
import { StoredRtcStatsSchema } from '../../schemas/rtcstats.js';
import { SESSION_METRICS } from '../../schemas/session-metrics.js';
import { SessionSeriesReplySchema } from '../../schemas/series.js';
import { SearchReplySchema } from '../../schemas/search.js';
import { SessionEventsReplySchema, SessionMetricsReplySchema, SessionPostSchema, SessionReplySchema } from '../../schemas/session.js';
import { SummaryReplySchema } from '../../schemas/summary-reply.js';
import { SetupReplySchema } from '../../schemas/setup.js';
import { ConferenceTimelineReplySchema } from '../../schemas/timeline.js';
import { UsageReplySchema } from '../../schemas/usage-reply.js';
import { UserReplySchema } from '../../schemas/user.js';
import { createPushSchema } from '../../schemas/push.js';
import { ERRORS } from '../../src/errors.js';
import { SESSION_COLUMNS } from '../../src/routes/export-columns.js';
import { listSettings } from '../../src/settings.js';
import { buildTestApp, DASHBOARD_TOKEN } from '../build-test-app.js';
import { skipWithout } from '../support/programs.js';

const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');

/** The cells of the tables below a heading, without backquotes. */
function tableRows(heading: string): string[][] {
    const section = page.split(/^#{2,3} /m).find((text) => text.startsWith(heading)) ?? '';
    const rows = section.split('\n').filter((line) => line.startsWith('| ')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
    return rows.filter(([first]) => !/^(type|code|what|member)$/.test(first ?? '')).map((cells) => cells.map((cell) => cell.replaceAll('`', '')));
}

const names = (cells: string[][]): string[] => cells.flatMap(([first = '']) => first.split(', ')).sort();

t.test('every error code is documented with its status, and no other', async (t) => {
    t.same(tableRows('Errors').map(([code, status]) => `${code ?? ''} ${status ?? ''}`).sort(),
        Object.entries(ERRORS).map(([code, { status }]) => `${code} ${String(status)}`).sort());
});

t.test('every event type is documented with members that its data can have', async (t) => {
    const rows = tableRows('Events');
    t.same(rows.map(([type]) => type), [...EVENT_TYPES]);
    const documented = new Set(rows.flatMap(([, data = '']) => data.split(', ').filter((name) => name !== '')));
    t.same([...documented].sort(), Object.keys(CallEventDataSchema.properties).sort());
});

t.test('every member of what is posted is documented', async (t) => {
    t.same(names(tableRows('POST /v1/sessions\n')), Object.keys(SessionPostSchema.properties).sort());
    t.same(names(tableRows('POST /v1/sessions/:sessionId/metrics')), Object.keys(createPushSchema().properties).sort());
});

t.test('every column of exported sessions is documented, in its order', async (t) => {
    const cells = tableRows('GET /v1/export/sessions').slice(1).flatMap(([cell = '']) => cell.split(', '));
    const columns = cells.filter((name) => name !== '…');
    const metrics = Object.keys(SESSION_COLUMNS).slice(columns.length);
    t.same(columns, Object.keys(SESSION_COLUMNS).slice(0, columns.length));
    t.same([...new Set(metrics.map((name) => name.split('.')[0]))], Object.keys(SESSION_METRICS).slice(1));
});

t.test('every limit names its setting and that setting\'s default', async (t) => {
    const settings = new Map<string, unknown>(listSettings().map(([name, { fallback }]) => [name, fallback]));
    const units: Record<string, number> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
    for (const [what = '', amount = '', name = ''] of tableRows('Limits')) {
        if (name === 'of the format') continue;
        const [, number = '', unit = ''] = /^([\d,]+) ?(\w*)$/.exec(amount) ?? [];
        t.equal(Number(number.replaceAll(',', '')) * (units[unit] ?? 1), settings.get(name), what);
    }
});

t.test('every route is documented', async (t) => {
    // the doors of clients that others wrote have pages of their own
    const app = await buildTestApp(t, { JMMC: 'off' });
    const headings = [...page.matchAll(/^### (.+)$/gm)].flatMap(([, heading = '']) => heading.split(', '));
    const addresses = new Set(headings.filter((text) => text.includes(' /')));
    for (const address of addresses) {
        const [method = '', url = ''] = address.split(' ');
        t.ok(app.hasRoute({ method: method as 'GET', url }), address);
    }
    const tree = app.printRoutes({ commonPrefix: false });
    t.equal(addresses.size, tree.match(/\b(?:GET|POST|DELETE)\b/g)?.length, tree);
});

t.test('every answer that is shown is one that the route can give, with all its members', async (t) => {
    const shown = page.split(/^##+ /m).flatMap((section) => {
        const json = /```json\n([\s\S]*?)```/.exec(section)?.[1];
        return json === undefined ? [] : [[/^GET ([^\s,]+)/.exec(section)?.[1] ?? '', json] as const];
    });
    const schemas: Record<string, TSchema> = {
        '/v1/sessions/:sessionId': SessionReplySchema, '/v1/sessions/:sessionId/metrics': SessionMetricsReplySchema,
        '/v1/sessions/:sessionId/events': SessionEventsReplySchema, '/v1/sessions/:sessionId/rtcstats': listReplySchema(StoredRtcStatsSchema),
        '/v1/sessions/:sessionId/series': SessionSeriesReplySchema,
        '/v1/search': SearchReplySchema,
        '/v1/conferences/:conferenceId': ConferenceReplySchema,
        '/v1/conferences/:conferenceId/timeline': ConferenceTimelineReplySchema, '/v1/users/:userId': UserReplySchema,
        '/v1/summary': SummaryReplySchema, '/v1/reports/usage': UsageReplySchema, '/v1/setup': SetupReplySchema,
        '/audience/:namespace': AudienceReplySchema
    };
    t.same(shown.map(([route]) => route), Object.keys(schemas));
    for (const [route, json] of shown) {
        const answer = JSON.parse(json) as object;
        t.same([...Value.Errors(schemas[route] as TSchema, answer)], [], route);
        t.same(Object.keys(answer).sort(), Object.keys((schemas[route] as TObject).properties).sort(), route);
    }
});

t.test('the examples run from top to bottom', { skip: skipWithout('curl') }, async (t) => {
    const app = await buildTestApp(t);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const examples = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, code = '']) => code);
    const script = ['set -e', 'curl() { command curl -sS --fail-with-body "$@" && echo; }', ...examples].join('\n')
        .replace('BASE=http://localhost:8080', `BASE=${address}`).replace('TOKEN=$(cat data/dashboard-token)', `TOKEN=${DASHBOARD_TOKEN}`);
    const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: t.testdir() });
    for (const shown of ['"pushInterval":30000', 'HTTP/1.1 204', '"conferenceName":"weekly"', '"samples":[{', '"type":"joined"', '"participants":1'])
        t.ok(stdout.includes(shown), shown);
});
