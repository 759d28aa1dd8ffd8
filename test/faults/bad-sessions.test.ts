import t from 'tap';
import { beginSession, buildTestApp, newSession, post } from '../build-test-app.js';
import { goodPush, storedPushes, storedSession } from './stored-input.js';

t.test('no, a wrong or another session\'s token is 401, before anything else is looked at', async (t) => {
    const app = await buildTestApp(t);
    const mine = await beginSession(app);
    const theirs = await beginSession(app);
    const { token: elsewhere } = await beginSession(await buildTestApp(t));
    for (const token of [undefined, null, '', 5, {}, 'wrong', theirs.token, elsewhere, `${mine.token}x`, mine.token.toUpperCase(), 'x'.repeat(1000)]) {
        const answer = await post(app, mine.url, { ...goodPush(''), token, seq: 'wrong, too' });
        t.match([answer.statusCode, answer.json()], [401, { code: 'session_token_invalid', path: '/token' }], JSON.stringify(token));
    }
    t.same(await storedPushes(app, mine.sessionId), []);
    t.equal((await post(app, mine.url, goodPush(mine.token))).statusCode, 204);
});

t.test('a session key that does not fit its id is 400', async (t) => {
    const app = await buildTestApp(t);
    const mine = newSession();
    const answer = await post(app, '/v1/sessions', { ...newSession(), sessionId: mine.sessionId });
    t.match([answer.statusCode, answer.json()], [400, { code: 'session_key_mismatch', path: '/sessionId' }]);
    t.equal(await storedSession(app, mine.sessionId), null);
});

t.test('what a session cannot do without is 400 with its path', async (t) => {
    const app = await buildTestApp(t);
    const wrong: [string, unknown][] = [
        ['sessionKey', undefined], ['sessionKey', 'ABC'], ['sessionKey', 5], ['sessionId', 'x'], ['sessionId', null], ['conferenceName', ''],
        ['conferenceName', 'x'.repeat(257)], ['conferenceName', 'a\u0000b'], ['conferenceName', 'a\ud800'], ['conferenceName', null],
        ['conferenceName', ['a']],
        ['startedAt', 'now'], ['startedAt', -5], ['startedAt', 1e300], ['startedAt', undefined]
    ];
    for (const [name, value] of wrong) {
        const answer = await post(app, '/v1/sessions', { ...newSession(), [name]: value });
        t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path: `/${name}` }], `${name}: ${JSON.stringify(value)}`);
    }
});

t.test('what a session can do without is left out and named, the rest is stored', async (t) => {
    const app = await buildTestApp(t, { DISPLAY_NAMES: 'on' });
    const tags = Object.fromEntries(Array.from({ length: 18 }, (_, index) => [`tag${String(index)}`, 'x']));
    const session = {
        ...newSession({ conferenceName: 'Größe 🎉' }), meetingId: 5, userId: 'u'.repeat(256), endpointId: 'cf491bb2', joinedAt: 'soon', sentAt: null,
        sdk: { version: 7, lib: 'abc' }, device: 'big', displayName: 'half\ud83d', visitor: 'no', tenant: null, extra: {},
        tags: { ...tags, tag1: 1, 'not a name': 'x' }
    };
    const answer = await post(app, '/v1/sessions', session);
    t.equal(answer.statusCode, 200);
    t.same(answer.json<{ dropped: { path: string }[] }>().dropped.map(({ path }) => path).sort(), [
        '/device', '/displayName', '/extra', '/joinedAt', '/meetingId', '/sdk/version', '/sentAt',
        '/tags/not a name', '/tags/tag1', '/tags/tag17', '/userId', '/visitor'
    ]);
    const stored = await storedSession(app, session.sessionId);
    t.match(stored, { conferenceName: 'Größe 🎉', endpointId: 'cf491bb2', sdk: { lib: 'abc' }, offset: 0 });
    t.same(Object.keys(stored?.tags ?? {}).length, 16);
    const members = new Map(Object.entries(stored ?? {}));
    for (const name of ['meetingId', 'userId', 'device', 'displayName', 'visitor', 'extra', 'sessionKey'])
        t.equal(members.get(name) ?? null, null, name);
});

t.test('clocks that are off by a day or a year are corrected, never refused', async (t) => {
    const now = 1_795_228_112_450;
    const app = await buildTestApp(t, {}, { now: () => now });
    const DAY = 86_400_000;
    for (const off of [DAY, -DAY, 365 * DAY, -365 * DAY, 6000]) {
        const clock = now + off;
        const { sessionId, token, url } = await beginSession(app, { startedAt: clock - 1000, joinedAt: clock - 500, sentAt: clock });
        t.match(await storedSession(app, sessionId), { startedAt: now - 1000, joinedAt: now - 500, offset: -off, receivedAt: now, sentAt: clock });
        t.equal((await post(app, url, goodPush(token, { sentAt: clock, deltas: [{ at: clock - 10 }], events: [] }))).statusCode, 204);
        t.match(await storedPushes(app, sessionId), [{ deltas: [{ at: clock - 10 }], at: clock - 10, offset: -off, receivedAt: now }],
            'the raw times are kept');
    }
    const { sessionId } = await beginSession(app, { startedAt: now - 1000, sentAt: now - 3000 });
    t.match(await storedSession(app, sessionId), { startedAt: now - 1000, offset: 3000 }, 'a slow request is no wrong clock');
});

t.test('without sentAt the page\'s clock is taken as right, but a session never begins in the future', async (t) => {
    const now = 1_795_228_112_450;
    const app = await buildTestApp(t, {}, { now: () => now });
    const { sessionKey, sessionId, conferenceName } = newSession();
    await post(app, '/v1/sessions', { sessionKey, sessionId, conferenceName, startedAt: now + 86_400_000, joinedAt: null });
    t.match(await storedSession(app, sessionId), { startedAt: now, offset: 0, sentAt: now });
});

t.test('a start told in seconds, or from before any page keeps anything, is the moment when it was told', async (t) => {
    const now = 1_795_228_112_450;
    const day = 86_400_000;
    const app = await buildTestApp(t, {}, { now: () => now });
    for (const [startedAt, stored] of [[now / 1000, now], [0, now], [now - 91 * day, now], [now - 20 * day, now - 20 * day]] as const) {
        const { sessionId } = await beginSession(app, { startedAt, joinedAt: startedAt, sentAt: now });
        t.match(await storedSession(app, sessionId), { startedAt: stored, joinedAt: stored }, String(startedAt));
    }
});

t.test('conferences whose name does not match are refused', async (t) => {
    const app = await buildTestApp(t, { CONFERENCE_PATTERN: '^room-\\d+$' });
    t.equal((await post(app, '/v1/sessions', newSession({ conferenceName: 'room-12' }))).statusCode, 200);
    const session = newSession({ conferenceName: 'other' });
    const answer = await post(app, '/v1/sessions', session);
    t.match([answer.statusCode, answer.json()], [403, { code: 'conference_not_allowed', path: '/conferenceName' }]);
    t.equal(await storedSession(app, session.sessionId), null);
});

t.test('by default no address is stored whole and no display name at all', async (t) => {
    const app = await buildTestApp(t, { TRUST_PROXY: 'loopback' });
    const session = newSession({ displayName: 'Marie' });
    const answer = await post(app, '/v1/sessions', session, { 'x-forwarded-for': '203.0.113.77' });
    const { token } = answer.json<{ token: string }>();
    await post(app, `/v1/sessions/${session.sessionId}/metrics`, goodPush(token, {
        deltas: [{ at: 1, patch: { transport: { ip: '198.51.100.7', localIp: '203.0.113.77', p2p: false } } }]
    }));
    const stored = await storedSession(app, session.sessionId);
    t.equal(stored?.address, '203.0.113.0');
    t.ok(stored?.displayName === undefined || stored.displayName === null);
    const [push] = await storedPushes(app, session.sessionId);
    t.same(push?.deltas[0]?.patch, { transport: { ip: '198.51.100.7', localIp: '203.0.113.0', p2p: false } });
});
