import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { SummaryReply } from '../../schemas/summary-reply.js';
import type { UsageReply } from '../../schemas/usage-reply.js';
import { HOUR_MS, hourOf } from '../../src/store/rollups.js';
// What the plugins add to FastifyInstance.
import type {} from '../../src/plugins/session-analysis.js';
import type { PushRecord, SessionRecord } from '../../src/store/store.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { aPost, aPush, batchOf, T0 } from '../store/sample-records.js';
import { waitUntil } from '../support/wait-until.js';

const HOUR = hourOf(T0);
const MINUTE = 60_000;
const RANGE = `from=${String(HOUR - 48 * HOUR_MS)}&to=${String(HOUR + 2 * HOUR_MS)}`;

/**
 * The service at some hours after T0, which the test can change. Answers count all that has ended: on a slow machine an hour may have been counted
 * in between, and rests, until the clock goes on.
 */
async function setUp(t: Test, settings: Record<string, string> = {}) {
    const clock = { now: T0 + 4 * HOUR_MS };
    const app = await buildTestApp(t, { READ_WAIT: '30', ...settings }, { now: () => clock.now });
    const ask = async <T>(url: string, headers = {}): Promise<T> => {
        const answer = () => app.inject({ url: encodeURI(url), headers: { ...READER, ...headers } });
        let response = await answer();
        await waitUntil('all hours are counted', async () => {
            if (response.headers['x-confmeter-pending'] === undefined) return true;
            clock.now += 1000;
            response = await answer();
            return false;
        });
        if (response.statusCode !== 200) throw new Error(response.body);
        return response.json<T>();
    };
    return { app, clock, summary: (query: string) => ask<SummaryReply>(`/v1/summary?${RANGE}&${query}`), ask };
}

interface ToldCall extends Partial<SessionRecord>, Partial<Pick<PushRecord, 'end' | 'events'>> { minutes?: number; region?: string; rtt?: number }

/** A session that has ended after some minutes, with a round-trip time. */
async function add(
    app: FastifyInstance, name: string, { minutes = 10, region, rtt = 40, end = 'left', events = [], ...post }: ToldCall = {}
): Promise<void> {
    const startedAt = post.startedAt ?? T0;
    const samples = Array.from({ length: minutes * 6 }, (_, index) => startedAt + (index + 1) * 10_000);
    const deltas = samples.map((at) => ({
        at, keyframe: true,
        patch: { connectionQuality: 100, transport: { rtt, p2p: false, type: 'udp' as const, localCandidateType: 'host' as const } }
    }));
    const last = startedAt + minutes * MINUTE;
    await app.store.write([batchOf(
        aPost(name, { joinedAt: startedAt, sentAt: startedAt, receivedAt: startedAt, offset: 0, ...post }),
        aPush(name, 0, { deltas, events, at: last, receivedAt: last, offset: 0, end, ...region === undefined ? {} : { region } })
    )]);
}

const browser = (name: string | null) => ({ browser: { name, version: '1' } });
const counts = ({ items }: SummaryReply) => Object.fromEntries(items.map(({ value, sessions }) => [String(value), sessions]));

t.test('sessions are counted by what is asked for, as soon as they have ended', async (t) => {
    const { app, summary, clock } = await setUp(t);
    t.match(await summary('by=browser'), { items: [], rest: null, total: { sessions: 0, setupMs: null, rating: null }, untold: 0 });
    await add(app, 'a', { ...browser('Chrome'), country: 'DE', region: 'eu', minutes: 30 });
    await add(app, 'b', { ...browser('Chrome'), country: 'FR', region: 'eu' });
    await add(app, 'c', { ...browser('Firefox'), country: 'DE', conferenceName: 'Daily' });
    await add(app, 'd', { ...browser(null), startedAt: T0 - HOUR_MS, joinedAt: null, minutes: 0, end: 'failed' });
    const all = await summary('by=browser');
    t.match(all, { from: HOUR - 48 * HOUR_MS, to: HOUR + 2 * HOUR_MS, by: 'browser', timeZone: 'UTC' });
    t.same(counts(all), { Chrome: 2, Firefox: 1, null: 1 });
    t.match(all.total, { sessions: 4, joined: 3, participantMs: 50 * MINUTE, verdicts: { good: 3 } });
    t.same(all.items[0]?.value, 'Chrome', 'the most frequent first');
    t.same(counts(await summary('by=country')), { DE: 2, FR: 1, null: 1 });
    t.same(counts(await summary('by=region')), { eu: 2, null: 2 });
    t.same(counts(await summary('by=os')), { Linux: 4 });
    t.same(counts(await summary('by=connection')), { bridge: 3, null: 1 });
    t.match(await summary('by=conferenceName'), {
        items: [{ value: 'weekly-standup', sessions: 3, setupMs: null }, { value: 'daily', sessions: 1, participantMs: 10 * MINUTE }],
        total: { sessions: 4 }
    });
    t.match(await summary(''), { by: null, items: [], total: { sessions: 4, joined: 3 } });

    clock.now += HOUR_MS;
    await add(app, 'e', { ...browser('Safari') });
    t.same(counts(await summary('by=browser')), { Chrome: 2, Firefox: 1, Safari: 1, null: 1 }, 'and again when more have');
});

t.test('any dimension can be filtered by others at the same time, without case, and by what is not known', async (t) => {
    const { app, summary } = await setUp(t);
    await add(app, 'a', { ...browser('Chrome'), country: 'DE' });
    await add(app, 'b', { ...browser('Chrome'), country: 'FR', startedAt: T0 - 26 * HOUR_MS });
    await add(app, 'c', { ...browser('Firefox'), country: 'DE' });
    await add(app, 'd', { ...browser('Firefox'), country: null });
    t.same(counts(await summary('by=browser&country=DE')), { Chrome: 1, Firefox: 1 });
    t.same(counts(await summary('by=country&browser=firefox')), { DE: 1, null: 1 });
    t.match(await summary('browser=CHROME'), { items: [], total: { sessions: 2 } });
    t.match(await summary('browser=chrome&country=fr&os=linux&connection=bridge&region='), { total: { sessions: 1 } });
    t.match(await summary('country='), { total: { sessions: 1 } });
    t.match(await summary('browser=Edge'), { total: { sessions: 0 } });
    t.same((await summary('by=day&browser=Chrome')).items.map(({ value, sessions }) => [value, sessions]),
        [['2026-11-19', 0], ['2026-11-20', 1], ['2026-11-21', 1]]);
});

t.test('a metric is answered with its distribution over all sessions that match', async (t) => {
    const { app, summary } = await setUp(t);
    await add(app, 'a', { ...browser('Chrome'), rtt: 100, minutes: 30 });
    await add(app, 'b', { ...browser('Firefox'), rtt: 500, minutes: 10 });
    const { items, total } = await summary('by=browser&metric=roundTripTime,jitterUpload');
    t.match(items, [
        { value: 'Chrome', metrics: { roundTripTime: { mean: 100, p50: 100, measuredMs: 30 * MINUTE }, jitterUpload: null } },
        { value: 'Firefox', metrics: { roundTripTime: { mean: 500, min: 500, max: 500 }, jitterUpload: null } }
    ]);
    t.match(total.metrics.roundTripTime, { mean: 200, p50: 100, p95: 500, beyondMs: 10 * MINUTE });
    t.match((await summary('browser=firefox&os=linux&metric=roundTripTime')).total.metrics, { roundTripTime: { mean: 500 } });
    t.same((await summary('')).total.metrics, {});
});

t.test('conferences of one name have their distributions, too, over hours and days', async (t) => {
    const { summary, app } = await setUp(t);
    await add(app, 'a', { conferenceName: 'Weekly', rtt: 100 });
    await add(app, 'b', { conferenceName: 'daily', rtt: 900 });
    await add(app, 'c', { conferenceName: 'Daily', rtt: 700, startedAt: T0 - 26 * HOUR_MS });
    t.match(await summary('by=conferenceName&metric=roundTripTime'), {
        items: [
            { value: 'daily', metrics: { roundTripTime: { min: 700, max: 900, measuredMs: 20 * MINUTE } } },
            { value: 'weekly', metrics: { roundTripTime: { mean: 100, measuredMs: 10 * MINUTE } } }
        ],
        total: { metrics: { roundTripTime: { measuredMs: 30 * MINUTE } } }
    });
});

t.test('days, weeks and months are those of the time zone, and there without sessions, too', async (t) => {
    const { app, ask } = await setUp(t);
    await add(app, 'a', { startedAt: Date.parse('2026-10-24T21:59:59Z') });
    await add(app, 'b', { startedAt: Date.parse('2026-10-24T22:00:00Z') });
    await add(app, 'c', { startedAt: Date.parse('2026-10-25T22:59:59Z') });
    await add(app, 'd', { startedAt: Date.parse('2026-10-26T23:00:00Z') });
    const by = async (span: string, from: string, to: string) => (await ask<SummaryReply>(`/v1/summary?from=${from}&to=${to}&by=${span}&timeZone=Europe/Berlin`))
        .items.map(({ value, sessions, from, to }) => [value, sessions, ((to ?? 0) - (from ?? 0)) / HOUR_MS]);
    t.same(await by('day', '2026-10-23T22:00:00Z', '2026-10-27T23:00:00Z'),
        [['2026-10-24', 1, 24], ['2026-10-25', 2, 25], ['2026-10-26', 0, 24], ['2026-10-27', 1, 24]]);
    t.same(await by('week', '2026-10-18T22:00:00Z', '2026-11-01T23:00:00Z'), [['2026-W43', 3, 169], ['2026-W44', 1, 168]]);
    t.same(await by('month', '2026-09-30T22:00:00Z', '2026-10-31T23:00:00Z'), [['2026-10', 4, 745]]);
});

t.test('what is too rare to be told apart is in the rest, or told to be in none', async (t) => {
    const { app, summary } = await setUp(t, { ROLLUP_CELLS: '10', ROLLUP_NAMES: '2' });
    for (let index = 0; index < 14; index++)
        await add(app, String(index), { country: `C${String(index)}`, conferenceName: `room ${String(index)}`, minutes: index + 1 });
    const names = await summary('by=conferenceName');
    t.match(names, { items: [{ value: 'room 12' }, { value: 'room 13' }], rest: { sessions: 12 }, total: { sessions: 14 } });
    const countries = await summary('by=country');
    t.equal(countries.total.sessions, 14);
    t.equal(countries.items.length + (countries.rest?.sessions ?? 0), 14);
    t.match(await summary('by=country&os=Linux'), { total: { sessions: 10 }, rest: null, untold: 4 });
    const few = await summary('by=country&limit=3');
    t.equal(few.items.length, 3);
    t.equal(few.rest?.sessions, 11);
    t.equal(few.total.sessions, 14);
});

t.test('the usage report counts what was longer than so many minutes, as JSON and as CSV', async (t) => {
    const { app, ask } = await setUp(t);
    for (const [index, minutes] of [5, 10, 11, 90].entries()) await add(app, String(index), { minutes, startedAt: T0 - index * 24 * HOUR_MS });
    const url = '/v1/reports/usage?from=2026-11-16&to=2026-11-22&minMinutes=10';
    const days = await ask<UsageReply>(url);
    t.same(days.items.map(({ value, sessions, participantMs, longSessions }) => [value, sessions, participantMs / MINUTE, longSessions]), [
        ['2026-11-16', 0, 0, 0], ['2026-11-17', 0, 0, 0], ['2026-11-18', 1, 90, 1], ['2026-11-19', 1, 11, 1], ['2026-11-20', 1, 10, 0],
        ['2026-11-21', 1, 5, 0]
    ]);
    t.match(days.total, {
        sessions: 4, participantMs: 116 * MINUTE, longSessions: 2, conferences: 4, longConferences: 2, largestConference: 1
    });
    t.match(await ask<UsageReply>(`${url}&by=week`), { items: [{ value: '2026-W47', sessions: 4, longSessions: 2 }] });
    const requests = [{ url: `${url}&format=csv&by=month`, headers: READER }, { url: `${url}&by=month`, headers: { ...READER, accept: 'text/csv' } }];
    for (const request of requests) {
        const { headers, body } = await app.inject(request);
        t.match(headers['content-type'], /^text\/csv/);
        const [names = '', row = ''] = body.split('\r\n');
        t.same(names, 'value,from,to,conferences,sessions,participantMinutes,longConferences,longSessions,largestConference');
        t.match(row, /^2026-11,2026-11-16T00:00:00.000Z,2026-11-22T00:00:00.000Z,\d+,4,116,\d+,2,\d+$/);
    }
});

t.test('conferences are counted with how long they took, how many were there and how it was, and meet filters as their list does', async (t) => {
    const { app, summary, ask } = await setUp(t);
    await add(app, 'a', { ...browser('Chrome'), country: 'DE', meetingId: 'one', minutes: 12 });
    await add(app, 'b', { ...browser('Firefox'), country: 'FR', meetingId: 'one' });
    await add(app, 'c', { ...browser('Chrome'), country: 'FR', conferenceName: 'daily', startedAt: T0 - 26 * HOUR_MS, minutes: 90 });
    const conferencesOf = async (query: string) => (await summary(query)).total.conferences.count;
    const { total, bounds, untoldConferences } = await summary('');
    const parts = (counts: readonly number[], begins: readonly number[]) =>
        Object.fromEntries(counts.flatMap((count, index) => count === 0 ? [] : [[begins[index], count]]));
    t.match(total.conferences, { count: 2, verdicts: { good: 2, fair: 0, poor: 0, unknown: 0 } });
    t.same(parts(total.conferences.durations, bounds.durations), { [10 * MINUTE]: 1, [90 * MINUTE]: 1 });
    t.same(parts(total.conferences.peakParticipants, bounds.peakParticipants), { 1: 1, 2: 1 });
    t.equal(untoldConferences, 0);
    for (const filters of ['browser=chrome', 'browser=Firefox&country=DE', 'country=fr', 'browser=Safari', 'connection=bridge&os=Linux']) {
        const { items } = await ask<{ items: unknown[] }>(`/v1/conferences?${RANGE}&${filters}`);
        t.equal(await conferencesOf(filters), items.length, filters);
    }
    t.equal(await conferencesOf('region='), 2, 'of none of their sessions it is known');
    const divided = async (query: string) => (await summary(query)).items.map(({ value, conferences }) => [value, conferences.count]);
    t.same(await divided('by=country'), [['FR', 2], ['DE', 1]], 'one conference may be in several items');
    t.same(await divided('by=day&browser=Firefox'), [['2026-11-19', 0], ['2026-11-20', 0], ['2026-11-21', 1]]);
    t.same(await divided('by=day'), [['2026-11-19', 0], ['2026-11-20', 1], ['2026-11-21', 1]]);
    t.same(await divided('by=conferenceName'), [['weekly-standup', 1], ['daily', 1]]);
});

t.test('how long joining took and why media could not be had are counted', async (t) => {
    const { app, summary } = await setUp(t);
    const failing = (...names: string[]) => names.map((name, index) => ({ at: T0 + index, type: 'mediaError' as const, data: { name } }));
    await add(app, 'a', { events: [
        { at: T0 + 1200, type: 'joined', data: { setupMs: 700 } },
        ...failing('gum.permission_denied', 'NotFoundError', 'surprise', 'NotAllowedError')
    ] });
    const { total: { setupMs, mediaErrors, mediaErrorNames }, bounds } = await summary('');
    t.match(setupMs, { p50: 700, sessions: 1 });
    t.same(setupMs?.histogram.map((sessions, index) => [bounds.setupMs[index], sessions]).filter(([, sessions]) => sessions !== 0), [[500, 1]]);
    t.equal(mediaErrors, 4);
    t.same(mediaErrorNames, [{ name: 'NotAllowedError', times: 2 }, { name: 'NotFoundError', times: 1 }, { name: 'other', times: 1 }]);
});

t.test('one answer can be divided in several ways', async (t) => {
    const { app, summary } = await setUp(t);
    await add(app, 'a', { ...browser('Chrome'), country: 'DE' });
    await add(app, 'b', { ...browser('Firefox'), country: 'DE' });
    const { items, divisions } = await summary('by=day&divisions=browser,country,browser&country=DE&metric=roundTripTime&limit=1');
    t.equal(items.length, 3);
    t.same(Object.keys(divisions ?? {}), ['browser', 'country']);
    for (const by of ['browser', 'country'] as const) {
        const alone = await summary(`by=${by}&country=DE&limit=1`);
        t.same(divisions?.[by], { items: alone.items, rest: alone.rest }, by);
    }
    t.notOk('divisions' in await summary('by=day'));
});

t.test('what cannot be asked for is refused, and named', async (t) => {
    const { app } = await setUp(t, { SUMMARY_MAX: '100' });
    const refusals = {
        '/v1/summary?by=planet': ['/by', /browser, os/], '/v1/summary?metric=loss': ['/metric', /packetLossUpload/],
        '/v1/summary?metric=': ['/metric', /one of/], '/v1/summary?metric=a,b,c,d,e,f': ['/metric', /at most 5/],
        '/v1/summary?timeZone=Mars': ['/timeZone', /IANA/], '/v1/summary?connection=carrier-pigeon': ['/connection', /relay-tcp/],
        '/v1/summary?by=conferenceName&browser=Chrome': ['/browser', /nothing can be filtered/],
        '/v1/summary?by=hour': ['/by', /more than 100 items \(SUMMARY_MAX\)/], '/v1/summary?limit=101': ['/limit', /100/],
        '/v1/summary?from=2026-01-02&to=2026-01-01': ['/from', /not before/], '/v1/summary?from=0': ['/from', /3660 days/],
        '/v1/summary?divisions=browser,day': ['/divisions', /one of browser, os/],
        '/v1/summary?verdict=good': ['/verdict', /cannot be asked/], '/v1/reports/usage?minMinutes=1.5': ['/minMinutes', /whole number/],
        '/v1/reports/usage?minMinutes=1441': ['/minMinutes', /1440/], '/v1/reports/usage?by=hour': ['/by', /day, week, month/],
        '/v1/reports/usage?format=xls': ['/format', /json, csv/]
    };
    for (const [url, [path, message]] of Object.entries(refusals)) {
        const response = await app.inject({ url, headers: READER });
        t.equal(response.statusCode, 400, url);
        t.match(response.json(), { code: 'bad_request', path, message }, url);
    }
    for (const url of ['/v1/summary', '/v1/reports/usage']) t.equal((await app.inject({ url })).statusCode, 401);
});

t.test('an answer tells when hours have changed that are not counted anew yet', async (t) => {
    const { app, summary } = await setUp(t);
    await add(app, 'a');
    await summary('');
    await add(app, 'b');
    await app.analyseNow(30_000);
    const { headers, body } = await app.inject({ url: `/v1/summary?${RANGE}`, headers: READER });
    t.equal(headers['x-confmeter-pending'], '1', 'it was counted this moment: it rests');
    t.match(JSON.parse(body), { total: { sessions: 1 } });
});
