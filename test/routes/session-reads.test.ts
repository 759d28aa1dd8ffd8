import { gunzipSync } from 'node:zlib';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { SessionMetricsReplySchema, SessionReplySchema, type SessionReply } from '../../schemas/session.js';
import type {} from '../../src/plugins/session-analysis.js';
import { beginSession, buildTestApp, newSession, post, READER, settled } from '../build-test-app.js';
import { aPost, aPush, batchOf, sessionIdFor } from '../store/sample-records.js';

const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const MARIE = { meetingId: 'b7c1', userId: 'marie', endpointId: 'cf491bb2' };
const get = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ url, headers });
interface Listed { items: SessionReply[]; cursor: string | null }
const listed = async (app: FastifyInstance, query: string) => (await get(app, `/v1/sessions${query}`)).json<Listed>();

t.test('a session is read back as soon as it is posted, with its state, its events and what is told of its page', async (t) => {
    const app = await buildTestApp(t);
    const startedAt = Date.now() - 60_000;
    const session = newSession({ conferenceName: 'Weekly', startedAt, joinedAt: startedAt + 800, ...MARIE });
    const { token } = (await post(app, '/v1/sessions', session, { 'user-agent': USER_AGENT })).json<{ token: string }>();
    const url = `/v1/sessions/${session.sessionId}`;
    const pushed = await post(app, `${url}/metrics`, {
        token, seq: 0, sentAt: Date.now(),
        deltas: [
            { at: startedAt + 10_000, keyframe: true, patch: { connectionQuality: 100, serverRegion: 'eu', bitrate: { upload: 311, download: 0 } } },
            { at: startedAt + 20_000, patch: { connectionQuality: 0, bitrate: { download: null } } },
            { at: startedAt + 30_000 }
        ],
        events: [{ at: startedAt + 15_000, type: 'p2pStatus', data: { p2p: false } }, { at: startedAt + 800, type: 'joined', data: { setupMs: 800 } }]
    });
    t.equal(pushed.statusCode, 204);

    const shown = (await get(app, url)).json<SessionReply>();
    t.ok(Value.Check(SessionReplySchema, shown));
    t.match(shown, {
        sessionId: session.sessionId, conferenceName: 'Weekly', region: 'eu', ...MARIE,
        browser: { name: 'Firefox', version: '140.0' }, os: { name: 'Linux', version: null },
        startedAt, joinedAt: startedAt + 800, endedAt: null, endReason: null, pushes: 1, samples: 3, summary: null, issues: []
    });

    const metrics = (await get(app, `${url}/metrics`)).json<unknown>();
    t.ok(Value.Check(SessionMetricsReplySchema, metrics));
    t.strictSame(metrics, {
        sessionId: session.sessionId,
        samples: [
            { at: startedAt + 10_000, state: { connectionQuality: 100, serverRegion: 'eu', bitrate: { upload: 311, download: 0 } } },
            { at: startedAt + 20_000, state: { connectionQuality: 0, serverRegion: 'eu', bitrate: { upload: 311 } } },
            { at: startedAt + 30_000, state: { connectionQuality: 0, serverRegion: 'eu', bitrate: { upload: 311 } } }
        ],
        gaps: []
    });

    t.strictSame((await get(app, `${url}/events`)).json(), {
        items: [
            { at: startedAt + 800, type: 'joined', data: { setupMs: 800 } }, { at: startedAt + 15_000, type: 'p2pStatus', data: { p2p: false } }
        ],
        cursor: null
    });
});

t.test('a session that has sent nothing yet has no samples, no gaps and no events', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await beginSession(app);
    t.match((await get(app, `/v1/sessions/${sessionId}`)).json(), { pushes: 0, samples: 0, endedAt: null });
    t.strictSame((await get(app, `/v1/sessions/${sessionId}/metrics`)).json(), { sessionId, samples: [], gaps: [] });
    t.strictSame((await get(app, `/v1/sessions/${sessionId}/events`)).json(), { items: [], cursor: null });
});

t.test('sessions are listed newest first, page by page, by room, by user and by time', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 3_600_000;
    const ids: string[] = [];
    for (let index = 0; index < 5; index++) {
        const at = begin + index * 60_000;
        const { sessionId, token, url } = await beginSession(app, {
            conferenceName: index % 2 === 0 ? 'Red' : 'blue', userId: `user ${String(index % 3)}`, startedAt: at
        });
        if (index < 4) await post(app, url, { token, seq: 0, sentAt: Date.now(), events: [{ at: at + 30_000, type: 'left' }], end: 'left' });
        ids.unshift(sessionId);
    }
    const idsOf = ({ items }: Listed) => items.map(({ sessionId }) => sessionId);
    const all = await listed(app, '');
    t.strictSame(idsOf(all), ids);
    t.equal(all.cursor, null);
    t.match(all.items[1], { endReason: 'left', pushes: 1, conferenceId: /^[\w-]{22}$/ });

    const first = await listed(app, '?limit=2');
    const second = await listed(app, `?limit=2&cursor=${String(first.cursor)}`);
    await beginSession(app);
    const third = await listed(app, `?limit=2&cursor=${String(second.cursor)}`);
    t.strictSame([first, second, third].flatMap(idsOf), ids);
    t.equal(third.cursor, null);

    const [newest, ...others] = ids as [string, ...string[]];
    t.strictSame(idsOf(await listed(app, `?conferenceName=RED&to=${String(begin + 3_000_000)}`)), [newest, others[1], others[3]]);
    t.strictSame(idsOf(await listed(app, '?userId=user%201')), [newest, others[2]]);
    t.strictSame(idsOf(await listed(app, '?userId=user%201&conferenceName=blue')), [others[2]]);
    const to = new Date(begin + 130_000).toISOString();
    t.strictSame(idsOf(await listed(app, `?from=${String(begin + 85_000)}&to=${to}`)), [others[1], others[2]], 'who was there within');
    t.strictSame(idsOf(await listed(app, `?from=${String(Date.now())}&conferenceName=red`)), [newest], 'who goes on is there');
});

t.test('sessions are found by their people, machines, places, and by how they were', async (t) => {
    const app = await buildTestApp(t, { DISPLAY_NAMES: 'on' });
    const startedAt = Date.now() - 600_000;
    const firefox = newSession({ ...MARIE, conferenceName: 'Weekly-Standup', displayName: 'Marie C.', startedAt, joinedAt: startedAt + 9 });
    const { token } = (await post(app, '/v1/sessions', firefox, { 'user-agent': USER_AGENT })).json<{ token: string }>();
    await post(app, `/v1/sessions/${firefox.sessionId}/metrics`, {
        token, seq: 0, sentAt: Date.now(), end: 'left', events: [{ at: startedAt + 9, type: 'joined' }, { at: startedAt + 90_000, type: 'left' }],
        deltas: [{ at: startedAt + 60_000, keyframe: true, patch: { serverRegion: 'eu-west', transport: { p2p: false, type: 'udp', rtt: 20 } } }]
    });
    const other = await beginSession(app, { conferenceName: 'weekly', userId: 'jean' });
    await settled(app);
    await app.analyseNow(30_000);
    const idsOf = async (query: string) => (await listed(app, `?${query}`)).items.map(({ sessionId }) => sessionId);
    const shown = (await get(app, `/v1/sessions/${firefox.sessionId}`)).json<SessionReply>();
    t.equal(shown.summary?.verdict, 'good');
    const queries = [
        'participant=MARIE', 'participant=cf491bb2', 'participant=marie%20c.', 'browser=firefox', 'os=linux', 'region=EU-West', 'namePrefix=WEEKLY-',
        'verdict=good', 'minDuration=60',
        'verdict=good&region=eu-west&participant=marie&browser=Firefox&os=Linux&minDuration=60.5&namePrefix=w&userId=marie'
    ];
    for (const query of queries) t.strictSame(await idsOf(query), [firefox.sessionId], query);
    const inVain = [
        'verdict=poor', 'issue=upload_loss', 'connection=relay', 'country=de', 'participant=mari', 'minDuration=601', 'userId=marie&browser=chrome'
    ];
    for (const query of inVain) t.strictSame(await idsOf(query), [], query);
    t.strictSame(await idsOf('namePrefix=week'), [other.sessionId, firefox.sessionId]);
    const refused = [
        ['verdict=bad', '/verdict', /one of good, fair, poor/], ['issue=loss', '/issue', /one of .*upload_loss/],
        ['connection=turn', '/connection', /one of p2p/],
        ['minDuration=30m', '/minDuration', /number of seconds/], ['browser=', '/browser', /1 to 256/], ['Browser=firefox', '/Browser', /browser/]
    ] as const;
    for (const [query, path, message] of refused) {
        const answer = await get(app, `/v1/sessions?${query}`);
        t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path, message }], query);
    }
});

t.test('a page goes through LIST_WALK sessions at most, and then says where it goes on', async (t) => {
    const app = await buildTestApp(t, { LIST_WALK: '100' });
    const begin = Date.now() - 3_600_000;
    const records = Array.from({ length: 150 }, (_, index) => aPost(`s${String(index)}`, {
        startedAt: begin + index, receivedAt: begin + index, joinedAt: index === 20 ? begin + 60_000 : null
    }));
    await app.store.write([batchOf(...records, aPush('s20', 0, { at: begin + 60_020, receivedAt: begin + 60_020, offset: 0 }))]);
    const first = await listed(app, '?minDuration=60');
    t.strictSame(first.items, []);
    const second = await listed(app, `?minDuration=60&cursor=${String(first.cursor)}`);
    t.strictSame([second.items.map(({ sessionId }) => sessionId), second.cursor], [[sessionIdFor('s20')], null]);
});

t.test('a page has at most LIST_MAX sessions', async (t) => {
    const app = await buildTestApp(t, { LIST_MAX: '2' });
    for (let index = 0; index < 3; index++) await beginSession(app);
    t.equal((await listed(app, '')).items.length, 2);
    const answer = await get(app, '/v1/sessions?limit=3');
    t.equal(answer.statusCode, 400);
    t.match(answer.json(), { code: 'bad_request', path: '/limit', message: 'limit must be a whole number from 1 to 2.' });
});

t.test('what is not there is 404, what cannot be is 400, and both say so', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await beginSession(app);
    const unknown = newSession().sessionId;
    for (const rest of ['', '/metrics', '/events']) {
        const answer = await get(app, `/v1/sessions/${unknown}${rest}`);
        t.equal(answer.statusCode, 404, rest);
        t.match(answer.json(), { code: 'not_found', message: 'There is no session with this id.', requestId: /.+/ });
        for (const wrong of ['x', sessionId.toUpperCase(), `${sessionId}0`]) {
            const refused = await get(app, `/v1/sessions/${wrong}${rest}`);
            t.equal(refused.statusCode, 400);
            t.match(refused.json(), { code: 'bad_request', path: '/sessionId', message: 'What the address names is no sessionId.' });
        }
        t.match((await get(app, `/v1/sessions/${sessionId}${rest}?limti=1`)).json(), { code: 'bad_request', path: '/limti' });
    }
    t.match((await get(app, `/v1/sessions/${sessionId}/events?cursor=x`)).json(), { code: 'bad_request', path: '/cursor' });
    t.match((await get(app, '/v1/sessions?cursor=x')).json(), { code: 'bad_request', path: '/cursor' });
});

t.test('nothing is shown without the token, and nothing may be kept by those in between', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await beginSession(app);
    for (const url of ['/v1/sessions', `/v1/sessions/${sessionId}`, `/v1/sessions/${sessionId}/metrics`, `/v1/sessions/${sessionId}/events`]) {
        for (const [headers, status] of [[{}, 401], [{ authorization: 'Bearer wrong' }, 401], [READER, 200]] as const) {
            const answer = await get(app, url, headers);
            t.equal(answer.statusCode, status, url);
            t.equal(answer.headers['cache-control'], 'no-store');
            t.equal(answer.headers['content-type'], 'application/json; charset=utf-8');
        }
    }
});

t.test('a long series is sent in pieces, compressed for those who take it', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, token, url } = await beginSession(app);
    const at = Date.now() - 10_000_000;
    for (let seq = 0; seq < 12; seq++) {
        const deltas = Array.from({ length: 100 }, (_, index) => ({
            at: at + (seq * 100 + index) * 1000, ...seq === 0 && index === 0 && { keyframe: true }, patch: { framerate: index % 30 }
        }));
        t.equal((await post(app, url, { token, seq, sentAt: Date.now(), deltas })).statusCode, 204);
    }
    const plain = await get(app, `/v1/sessions/${sessionId}/metrics`);
    const { samples } = plain.json<{ samples: { at: number; state: { framerate: number } }[] }>();
    t.equal(samples.length, 1200);
    t.strictSame(samples.map(({ at: time, state }) => [time, state.framerate]),
        Array.from({ length: 1200 }, (_, index) => [at + index * 1000, index % 100 % 30]));
    const packed = await get(app, `/v1/sessions/${sessionId}/metrics`, { ...READER, 'accept-encoding': 'gzip, br' });
    t.equal(packed.headers['content-encoding'], 'gzip');
    t.equal(packed.headers.vary, 'accept-encoding');
    t.equal(gunzipSync(packed.rawPayload).toString(), plain.body);
    t.equal((await app.inject({ method: 'HEAD', url: `/v1/sessions/${sessionId}/metrics`, headers: READER })).statusCode, 200);
});

t.test('a store that does not answer is 503, with the reason in the log and not in the answer', async (t) => {
    const app = await buildTestApp(t, { READ_WAIT: '0' });
    const { sessionId } = await beginSession(app);
    await app.drainer.settled(10_000);
    await app.store.close();
    for (const url of ['/v1/sessions', `/v1/sessions/${sessionId}`, `/v1/sessions/${sessionId}/metrics`, `/v1/sessions/${sessionId}/events`, '/v1/conferences']) {
        const answer = await get(app, url);
        t.equal(answer.statusCode, 503, url);
        t.match(answer.json(), { code: 'store_unavailable', message: 'The store does not answer. Ask again later.' });
        t.equal(answer.headers['retry-after'], '5');
    }
});
