import { randomInt } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { encodeRecord } from '../../src/store/encode-records.js';
import type {} from '../../src/plugins/conference-analysis.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { randomCalls, sessionIdsOf } from '../store/random-calls.js';
import { T0 } from '../store/sample-records.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { waitUntil } from '../support/wait-until.js';

const skip = await skipWithoutMongodb();
const SESSIONS = 400;
const HOUR = 3_600_000;
const SESSION_QUERIES = [
    '&userId=user 7', '&participant=USER 7', '&participant=e3&browser=chrome', '&region=EU-WEST&verdict=good', '&verdict=fair', '&issue=abrupt_end',
    '&namePrefix=d&minDuration=60', '&namePrefix=week&region=ap', '&minDuration=150.5', '&os=linux&region=us-east&conferenceName=daily'
];

const CONFERENCE_QUERIES = [
    '&sort=duration', '&sort=duration&order=asc&verdict=fair', '&sort=trouble', '&sort=participants&namePrefix=d', '&order=asc&region=ap',
    `&sort=trouble&minDuration=60&from=${String(T0 + HOUR)}`
];
const SEARCHES = ['daily', 'A', 'user 7', 'e3', 'eek', 'nobody'].map((text) => `/v1/search?limit=10&q=${text}`);

const SUMMARIES = [
    ...['', 'by=browser&', 'by=region&metric=connectionQuality,roundTripTime&', 'by=connection&region=&', 'by=conferenceName&limit=5&', 'by=hour&',
        'by=day&timeZone=Asia/Kolkata&os=linux&browser=chrome&metric=connectionQuality&', 'by=week&timeZone=Europe/Berlin&country=&'
    ].map((query) => `/v1/summary?${query}`),
    ...['', 'by=week&minMinutes=1&timeZone=America/New_York&', 'by=month&minMinutes=3&'].map((query) => `/v1/reports/usage?${query}`)
];

const USERS = ['user 0', 'user 7', 'nobody'].flatMap((userId) => [userId, `${userId}?from=${String(T0 + 2 * HOUR)}&to=${String(T0 + 5 * HOUR)}`]);

const SERIES = 'series?metrics=connectionQuality,bitrateUpload,freezesMs,transport.p2p';
/** Sessions whose series are asked for, alone and with their conference. */
const SERIES_ASKED = 40;
const REPORT_QUERIES = ['limit=3', 'limit=2&type=transport', 'limit=500&id=T01'];

interface Listed { cursor: string | null; items?: { conferenceId?: string }[] }

t.test('every read route answers alike on both stores', { skip, timeout: 240_000 }, async (t) => {
    const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
    t.comment(`SEED=${String(seed)}`);
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    // some sessions have ended by silence at this moment, some have not
    const clock = { now: T0 + 8 * HOUR };
    const now = () => clock.now;
    const settings = { RATE_LIMIT: '0', RETENTION_DAYS: '0', READ_WAIT: '60' };
    const apps = [
        await buildTestApp(t, settings, { now }),
        await buildTestApp(t, { ...settings, MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() }, { now })
    ];
    const records = randomCalls(SESSIONS, seed);
    const reported = new Set(records.flatMap(({ kind, sessionId }) => kind === 'rtcstats' ? [sessionId] : []));
    t.ok(reported.size > 0);
    for (const app of apps) await app.store.write([Buffer.from(records.map(encodeRecord).join(''))]);

    // nothing changes from then on
    await Promise.all(apps.map((app) => app.assembleNow(200_000)));

    let questions = 0;
    let differences = 0;
    const ask = async (url: string): Promise<unknown> => {
        const [expected, found] = await Promise.all(apps.map((app) => answer(app, url)));
        questions += 1;
        if (!isDeepStrictEqual(found, expected)) {
            differences += 1;
            t.strictSame(found, expected, `${url}, SEED=${String(seed)}`);
            if (differences === 5) throw new Error('They differ in too much');
        }
        return expected?.body;
    };

    for (const list of ['sessions', 'conferences']) {
        const queries = ['', '&conferenceName=DAILY', `&from=${String(T0 + 2 * HOUR)}&to=${String(T0 + 3 * HOUR)}`, ...list === 'sessions' ? SESSION_QUERIES : []];
        for (const query of queries) await askPages(ask, `/v1/${list}?limit=60${query}`);
    }
    for (const query of CONFERENCE_QUERIES) await askPages(ask, `/v1/conferences?limit=60${query}`, false);
    for (const url of SEARCHES) await ask(url);
    for (const id of sessionIdsOf(records)) {
        await Promise.all(['', '/metrics', '/events'].map((part) => ask(`/v1/sessions/${id}${part}`)));
        for (const query of reported.has(id) ? REPORT_QUERIES : []) await askPages(ask, `/v1/sessions/${id}/rtcstats?${query}`);
    }
    for (const user of USERS) await ask(`/v1/users/${user}`);
    for (const id of sessionIdsOf(records).slice(0, SERIES_ASKED)) {
        const { conferenceId } = await ask(`/v1/sessions/${id}`) as { conferenceId?: string };
        await ask(`/v1/sessions/${id}/${SERIES}`);
        if (conferenceId !== undefined) await ask(`/v1/conferences/${conferenceId}/${SERIES}&align=join&spread=false`);
    }
    // all has ended, and is counted when no hour rests any more
    clock.now += 4 * HOUR;
    const range = `from=${String(T0 - 26 * HOUR)}&to=${String(T0 + 50 * HOUR)}`;
    for (const app of apps) {
        await waitUntil('all hours are counted', async () => {
            clock.now += 60_000;
            return (await app.inject({ url: `/v1/summary?${range}`, headers: READER })).headers['x-confmeter-pending'] === undefined;
        });
    }
    for (const url of SUMMARIES) await ask(url + range);
    t.equal(differences, 0);
    t.ok(questions > 3 * SESSIONS, `${String(questions)} questions`);
});

async function answer(app: FastifyInstance, url: string): Promise<{ status: number; body: unknown }> {
    const response = await app.inject({ url: encodeURI(url), headers: READER });
    const body = response.json<{ requestId?: string }>();
    delete body.requestId;
    return { status: response.statusCode, body };
}

/** All pages of a list, and of conferences each one, unless they were looked at before. */
async function askPages(ask: (url: string) => Promise<unknown>, url: string, each = true): Promise<void> {
    for (let cursor: string | null = ''; cursor !== null;) {
        const page = await ask(cursor === '' ? url : `${url}&cursor=${cursor}`) as Listed & { code?: string };
        // of a session that nobody has begun
        if (page.code === 'not_found') return;
        if (page.items === undefined) throw new Error(`${url}: no list`);
        for (const { conferenceId } of each && url.includes('conferences') ? page.items : [])
            for (const part of ['', '/timeline']) await ask(`/v1/conferences/${String(conferenceId)}${part}`);
        ({ cursor } = page);
    }
}
