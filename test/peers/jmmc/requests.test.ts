import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../../schemas/conference.js';
import type { ConnectionState } from '../../../schemas/connection-state.js';
import type { ListReply } from '../../../schemas/list.js';
import type { Sample, SessionReply } from '../../../schemas/session.js';
import { buildTestApp, READER } from '../../build-test-app.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { ROOT } from '../../support/project.js';

/** What the original script sent, at ms since it began: README.md beside it tells of which call. */
const requests = readFileSync(join(ROOT, 'test/fixtures/jmmc/requests.ndjson'), 'utf8').trim().split('\n')
    .map((line) => JSON.parse(line) as { at: number; body: string });
const T0 = 1_795_228_082_450;
const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const MINUTE = 60_000;

/** Plays a page with the original script, and answers what is read of its session and its conference after it has gone. */
async function play(t: Test, settings: Record<string, string>) {
    let now = T0;
    const app = await buildTestApp(t, settings, { now: () => now });
    let cookie = '';
    for (const { at, body } of requests) {
        now = T0 + at;
        const answer = await app.inject({
            method: 'POST', url: '/push', payload: body, remoteAddress: '203.0.113.9',
            headers: { 'content-type': 'application/json', 'user-agent': CHROME, ...cookie !== '' && { cookie } }
        });
        t.equal(answer.statusCode, 200, answer.body);
        cookie ||= String(answer.headers['set-cookie']).split(';', 1)[0] as string;
    }
    now += 10 * MINUTE;
    const { items: [listed] } = await get<ListReply<SessionReply>>(app, '/v1/sessions?conferenceName=room1234567');
    const path = `/v1/sessions/${String(listed?.sessionId)}`;
    return {
        session: await get<SessionReply>(app, path),
        samples: (await get<{ samples: Sample[] }>(app, `${path}/metrics`)).samples,
        events: (await get<ListReply<object>>(app, `${path}/events`)).items,
        conferences: (await get<ListReply<ConferenceReply>>(app, '/v1/conferences')).items
    };
}

const get = async <T>(app: FastifyInstance, url: string): Promise<T> => (await app.inject({ url, headers: READER })).json<T>();

t.test('a call as the original script told of it, in SQLite', (t) => check(t, {}));

t.test('a call as the original script told of it, in MongoDB', { skip: await skipWithoutMongodb() }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    await check(t, { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() });
});

async function check(t: Test, settings: Record<string, string>): Promise<void> {
    const { session, samples, events, conferences } = await play(t, { ...settings, RETENTION_DAYS: '0' });

    t.match(session, {
        client: 'jmmc', conferenceName: 'room1234567', userId: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e', endpointId: 'e6a8613d',
        browser: { name: 'Chrome', version: '142.0.0.0' }, os: { name: 'Linux' }, address: '203.0.113.0', region: 'eu-north',
        startedAt: T0, joinedAt: T0, endReason: 'silent', pushes: requests.length, samples: requests.length - 1
    });
    t.strictSame(events, [{ at: T0, type: 'joined' }]);
    t.strictSame(samples.map(({ at }) => at - T0), requests.slice(1).map(({ at }) => at), 'a sample for each push, at its arrival');
    // what was sent last of each key, by hand
    t.strictSame(samples.at(-1)?.state, {
        connectionQuality: 100, bandwidth: { upload: 605 },
        bitrate: { audio: { upload: 24, download: 24 }, video: { upload: 195, download: 195.67 } },
        packetLoss: { upload: 0, download: 0 }, codec: { audio: 'opus', video: 'VP8' }, serverRegion: 'eu-north',
        transport: { ip: '127.0.0.0', port: 58476, type: 'udp', localIp: '127.0.0.0', localPort: 58353 }
    } satisfies ConnectionState);
    t.strictSame(samples.map(({ state }) => state.packetLoss?.download), [0, 0, 0, 0, 0, 8.33, 7.67, 7.67, 5.67, 8, 6.33, 0, 0, 0, 0, 0]);
    t.match(session.summary, { verdict: 'poor', inCallMs: 494_945, metrics: { packetLossDownload: { max: 8.33 } } });
    t.ok(session.issues.some(({ code }) => code === 'download_loss'), JSON.stringify(session.issues));
    t.match(conferences, [{ conferenceName: 'room1234567', participants: 1 }]);
}
