import { once } from 'node:events';
import { connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { PushRecord, SessionDocument } from '../../src/store/store.js';
import { beginSession, buildTestApp, newSession, post, settled } from '../build-test-app.js';

/** A push as the SDK sends it, with a keyframe and neighbours. */
const goodPush = (token: string, members: Record<string, unknown> = {}) => ({
    token, seq: 0, sentAt: Date.now(),
    deltas: [
        { at: 1000, keyframe: true, patch: { connectionQuality: 100, bandwidth: { upload: 759, download: 0 }, serverRegion: 'eu' } },
        { at: 2000, patch: { jvbRTT: 41 } },
        { at: 3000 }
    ],
    events: [{ at: 1000, type: 'joined', data: { setupMs: 12 } }, { at: 2000, type: 'p2pStatus', data: { p2p: false } }],
    ...members
});

const storedPushes = async (app: FastifyInstance, sessionId: string): Promise<PushRecord[]> => {
    await settled(app);
    return app.store.pushes.list(sessionId, -1, 100);
};
const storedSession = async (app: FastifyInstance, sessionId: string): Promise<SessionDocument | null> => {
    await settled(app);
    return app.store.sessions.find(sessionId);
};

/** Pushes a body, checks the answer, and answers what was stored. */
async function pushAndRead(t: Test, app: FastifyInstance, members: Record<string, unknown>, dropped: [string, RegExp][]): Promise<PushRecord> {
    const { sessionId, token, url } = await beginSession(app);
    const answer = await post(app, url, goodPush(token, members));
    if (dropped.length === 0) t.equal(answer.statusCode, 204);
    else {
        t.equal(answer.statusCode, 200);
        t.match(answer.json(), { dropped: dropped.map(([path, reason]) => ({ path, reason })) });
        t.equal(answer.json<{ dropped: unknown[] }>().dropped.length, dropped.length);
    }
    const [push] = await storedPushes(app, sessionId);
    if (push === undefined) throw new Error('Nothing was stored.');
    return push;
}

t.test('a good push is stored as it is and answered with nothing', async (t) => {
    const app = await buildTestApp(t);
    const push = await pushAndRead(t, app, {}, []);
    t.match(push, { seq: 0, at: 3000, region: 'eu' });
    t.same(push.deltas, goodPush('').deltas);
    t.same(push.events, goodPush('').events);
});

t.test('a body that is no JSON, or no object, is 400 and stores nothing', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, url } = await beginSession(app);
    for (const body of ['', '{', '{"token":', 'undefined', '\ufeff{}', '{"a":01}', "{'a':1}", '\u0000', '[1,2', '{}{}']) {
        const answer = await post(app, url, body);
        t.same([answer.statusCode, answer.json<{ code: string }>().code], [400, 'bad_json'], JSON.stringify(body));
    }
    for (const body of ['null', '5', '"text"', '[]', 'true']) {
        const answer = await post(app, url, body);
        t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path: '', message: 'The body must be an object.' }], body);
    }
    t.same(await storedPushes(app, sessionId), []);
});

t.test('other content types are 415, JSON and text with any charset are read', async (t) => {
    const app = await buildTestApp(t);
    for (const type of ['application/json', 'application/json; charset=utf-8', 'text/plain', 'text/plain;charset=UTF-8', 'TEXT/PLAIN'])
        t.equal((await post(app, '/v1/sessions', newSession(), { 'content-type': type })).statusCode, 200, type);
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/octet-stream', 'text/html', 'json']) {
        const answer = await post(app, '/v1/sessions', newSession(), { 'content-type': type });
        t.same([answer.statusCode, answer.json<{ code: string }>().code], [415, 'unsupported_media_type'], type);
    }
    const compressed = await post(app, '/v1/sessions', newSession(), { 'content-encoding': 'gzip' });
    t.same([compressed.statusCode, compressed.json<{ code: string }>().code], [415, 'unsupported_media_type']);
});

t.test('a body beyond the limit is 413, one at the limit is not', async (t) => {
    const app = await buildTestApp(t, { BODY_LIMIT: '4096' });
    const body = JSON.stringify(newSession());
    t.equal((await post(app, '/v1/sessions', body.padEnd(4096))).statusCode, 200);
    t.equal((await post(app, '/v1/sessions', body.padEnd(4097))).json<{ code: string }>().code, 'body_too_large');
    t.equal((await post(await buildTestApp(t), '/v1/sessions', body.padEnd(10 * 1024 * 1024))).statusCode, 413);
});

t.test('a wrong value in a patch is null from there on, is named, and its neighbours are kept', async (t) => {
    const app = await buildTestApp(t);
    const wrong: [unknown, RegExp][] = [
        ['5', /must be number/], [-1, />= 0/], [101, /<= 100/], [true, /must be number/], [[], /must be number/], [{}, /must be number/],
        [1e308, /<= 100/]
    ];
    for (const [value, reason] of wrong) {
        const deltas = [{ at: 1000, keyframe: true, patch: { connectionQuality: value, jvbRTT: 0 } }, { at: 2000, patch: { jvbRTT: 5 } }];
        const push = await pushAndRead(t, app, { deltas }, [['/deltas/0/patch/connectionQuality', reason]]);
        t.same(push.deltas, [{ at: 1000, keyframe: true, patch: { connectionQuality: null, jvbRTT: 0 } }, { at: 2000, patch: { jvbRTT: 5 } }]);
        t.equal(push.events.length, 2);
    }
});

t.test('a wrong value deep in a patch costs that leaf, a wrong part costs that part', async (t) => {
    const app = await buildTestApp(t);
    const patch = {
        bitrate: { upload: 1, audio: { upload: 'x', download: 2 }, video: 7 }, transport: { port: 70000, rtt: 3 }, codec: { video: 'x'.repeat(33) }
    };
    const push = await pushAndRead(t, app, { deltas: [{ at: 1, patch }] }, [
        ['/deltas/0/patch/bitrate/audio/upload', /must be number/], ['/deltas/0/patch/bitrate/video', /must be object/],
        ['/deltas/0/patch/transport/port', /<= 65535/], ['/deltas/0/patch/codec/video', /more than 32 characters/]
    ]);
    t.same(push.deltas[0]?.patch, {
        bitrate: { upload: 1, audio: { upload: null, download: 2 }, video: null }, transport: { port: null, rtt: 3 }, codec: { video: null }
    });
});

t.test('zero and null are values, nothing is coerced', async (t) => {
    const app = await buildTestApp(t);
    const patch = { connectionQuality: 0, jvbRTT: null, bandwidth: { upload: 0, download: null }, transport: null };
    t.same((await pushAndRead(t, app, { deltas: [{ at: 0, patch }] }, [])).deltas, [{ at: 0, patch }]);
});

t.test('unknown members are left out, named, and counted by the version of the SDK', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, token, url } = await beginSession(app, { sdk: { version: '9.9.9' } });
    const answer = await post(app, url, {
        ...goodPush(token), extra: 1, deltas: [{ at: 1, more: 2, patch: { jitter: 3, transport: { relay: true, rtt: 4 } } }],
        events: [{ at: 1, type: 'left', who: 5, data: { muted: true, why: 6 } }]
    });
    t.same(answer.json<{ dropped: { path: string }[] }>().dropped.map(({ path }) => path).sort(), [
        '/deltas/0/more', '/deltas/0/patch/jitter', '/deltas/0/patch/transport/relay', '/events/0/data/why', '/events/0/who', '/extra'
    ]);
    const [push] = await storedPushes(app, sessionId);
    t.same(push?.deltas, [{ at: 1, patch: { transport: { rtt: 4 } } }]);
    t.same(push?.events, [{ at: 1, type: 'left', data: { muted: true } }]);
    t.equal(app.telemetry.ingest.unknownMembers.get('9.9.9'), 6);
});

t.test('a delta without a readable time is told with the next one\'s, its changes are not lost', async (t) => {
    const app = await buildTestApp(t);
    const sentAt = Date.now();
    const deltas = [
        { at: 'x', keyframe: true, patch: { jvbRTT: 1 } }, { patch: { jvbRTT: 2 } }, { at: 3000, patch: { jvbRTT: 3 } },
        { at: -1, patch: { jvbRTT: 4 } }
    ];
    const push = await pushAndRead(t, app, { sentAt, deltas }, [['/deltas/0/at', /number/], ['/deltas/1/at', /missing/], ['/deltas/3/at', />= 0/]]);
    t.same(push.deltas, [
        { at: 3000, keyframe: true, patch: { jvbRTT: 1 } }, { at: 3000, patch: { jvbRTT: 2 } }, { at: 3000, patch: { jvbRTT: 3 } },
        { at: sentAt, patch: { jvbRTT: 4 } }
    ]);
});

t.test('a delta or patch of which nothing can be read leaves an unknown state, not an old one', async (t) => {
    const app = await buildTestApp(t);
    const good = { at: 9000, patch: { jvbRTT: 9 } };
    for (const delta of [null, 5, 'x', [], [1]]) {
        const push = await pushAndRead(t, app, { deltas: [delta, good] }, [['/deltas/0', /must be object; the state is unknown/]]);
        t.same(push.deltas, [{ at: 9000, keyframe: true, patch: {} }, good]);
    }
    for (const patch of [null, 5, 'x', []]) {
        const push = await pushAndRead(t, app, { deltas: [{ at: 1, patch }, good] }, [['/deltas/0/patch', /must be object; the state is unknown/]]);
        t.same(push.deltas, [{ at: 1, keyframe: true, patch: {} }, good]);
    }
    for (const deltas of [null, 5, {}, 'x']) {
        const push = await pushAndRead(t, app, { sentAt: 7000, deltas }, [['/deltas', /must be array; the state is unknown/]]);
        t.same(push.deltas, [{ at: 7000, keyframe: true, patch: {} }]);
        t.equal(push.events.length, 2, 'the events are kept');
    }
});

t.test('a keyframe mark that is no boolean counts as one: what is not told is unknown', async (t) => {
    const deltas = [{ at: 1, keyframe: 1, patch: { jvbRTT: 1 } }];
    const push = await pushAndRead(t, await buildTestApp(t), { deltas }, [['/deltas/0/keyframe', /boolean/]]);
    t.same(push.deltas, [{ at: 1, keyframe: true, patch: { jvbRTT: 1 } }]);
});

t.test('an event that cannot be placed goes whole, of another only what is wrong', async (t) => {
    const app = await buildTestApp(t);
    const joined = { at: 1, type: 'joined' };
    const push = await pushAndRead(t, app, {
        events: [{ at: 1, type: 'exploded' }, null, null, joined, { type: 'left' }, { at: 'x', type: 'left' },
            { at: 2, type: 'p2pStatus', data: { p2p: 'yes', on: true } },
            { at: 3, type: 'left', data: 'x' }, { at: 4, type: 'mediaError', data: { message: 'm'.repeat(257), name: 'n' } }]
    }, [
        ['/events/0', /^type must be one of joined, /], ['/events/1', /must be object/], ['/events/2', /must be object/],
        ['/events/4', /^at is missing/],
        ['/events/5', /^at must be number/], ['/events/6/data/p2p', /boolean/], ['/events/7/data', /object/], ['/events/8/data/message', /256/]
    ]);
    t.same(push.events, [
        joined, { at: 2, type: 'p2pStatus', data: { on: true } }, { at: 3, type: 'left' }, { at: 4, type: 'mediaError', data: { name: 'n' } }
    ]);
    t.equal(push.deltas.length, 3);
});

t.test('a wrong sentAt, end or list of events is left out', async (t) => {
    const push = await pushAndRead(t, await buildTestApp(t), { sentAt: 'now', end: 'boom', events: {} },
        [['/sentAt', /number/], ['/events', /array/], ['/end', /one of left, closed, kicked, failed/]]);
    t.match(push, { offset: 0, events: [], end: undefined });
    t.equal(push.deltas.length, 3);
});

t.test('what a push cannot do without is 400 with its path', async (t) => {
    const app = await buildTestApp(t, { MAX_DELTAS: '3', MAX_EVENTS: '2' });
    const { sessionId, token, url } = await beginSession(app);
    const wrong: [Record<string, unknown>, string, RegExp][] = [
        [{ seq: undefined }, '/seq', /missing/], [{ seq: '0' }, '/seq', /integer/], [{ seq: -1 }, '/seq', />= 0/], [{ seq: 1.5 }, '/seq', /integer/],
        [{ seq: null }, '/seq', /integer/], [{ seq: 2 ** 53 }, '/seq', /<= /],
        [{ deltas: [{ at: 1 }, { at: 2 }, { at: 3 }, { at: 4 }] }, '/deltas', /more than 3 items/],
        [{ events: [{ at: 1, type: 'left' }, { at: 2, type: 'left' }, { at: 3, type: 'left' }] }, '/events', /more than 2 items/]
    ];
    for (const [members, path, message] of wrong)
        t.match((await post(app, url, goodPush(token, members))).json(), { code: 'bad_request', path, message, requestId: /.+/ });
    t.match((await post(app, '/v1/sessions/not-an-id/metrics', goodPush(token))).json(), { code: 'bad_request', message: /sessionId/ });
    t.same(await storedPushes(app, sessionId), []);
});

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

t.test('a seq sent again is 204, with the same content or other; the first stays', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, token, url } = await beginSession(app);
    for (const members of [{}, {}, { deltas: [{ at: 5 }] }]) {
        t.equal((await post(app, url, goodPush(token, members))).statusCode, 204);
        await settled(app);
    }
    const pushes = await storedPushes(app, sessionId);
    t.equal(pushes.length, 1);
    t.equal(pushes[0]?.deltas.length, 3);
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

t.test('__proto__ and constructor are names like any other: unknown ones', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, token, url } = await beginSession(app);
    const body = `{"token":"${token}","seq":0,"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"deltas":[{"at":1,"__proto__":{"x":1},
        "patch":{"__proto__":{"jvbRTT":1},"jvbRTT":2,"transport":{"constructor":5}}}],"events":[{"at":1,"type":"left","data":{"__proto__":{"kind":"x"}}}]}`;
    const answer = await post(app, url, body);
    t.same(answer.json<{ dropped: { path: string }[] }>().dropped.map(({ path }) => path).sort(), [
        '/__proto__', '/constructor', '/deltas/0/__proto__', '/deltas/0/patch/__proto__', '/deltas/0/patch/transport/constructor',
        '/events/0/data/__proto__'
    ]);
    t.same((await storedPushes(app, sessionId))[0]?.deltas, [{ at: 1, patch: { jvbRTT: 2, transport: {} } }]);
    t.equal(({} as { polluted?: unknown }).polluted, undefined);
    const session = JSON.stringify({ ...newSession(), tags: { kept: 'x' } }).replace('"kept"', '"__proto__":"bad","constructor":"a tag","kept"');
    const tagged = await post(app, '/v1/sessions', session);
    t.match(tagged.json(), { dropped: [{ path: '/tags/__proto__' }] });
    t.strictSame((await storedSession(app, tagged.json<{ sessionId: string }>().sessionId))?.tags, { constructor: 'a tag', kept: 'x' });
});

t.test('deep nesting costs the member that it is in', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId, token, url } = await beginSession(app);
    const deep = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);
    const body = (value: string) => `{"token":"${token}","seq":0,"deltas":[{"at":1,"patch":{"jvbRTT":${value},"framerate":7}}],"x":${value}}`;
    const answer = await post(app, url, body(deep('[', ']', 50_000)));
    t.match(answer.json(), { dropped: [{ path: '/x' }, { path: '/deltas/0/patch/jvbRTT' }] });
    t.same((await storedPushes(app, sessionId))[0]?.deltas, [{ at: 1, patch: { jvbRTT: null, framerate: 7 } }]);
    const objects = await post(app, url, body(deep('{"a":', '}', 20_000).replace('}', '1}')));
    t.equal(objects.statusCode, 200);
    t.equal((await post(app, url, deep('[', ']', 100_000))).statusCode, 400);
});

t.test('NUL and half surrogate pairs cannot be kept by every store: dropped; all else is stored as sent', async (t) => {
    const app = await buildTestApp(t);
    const strange = '\u0001\u2028\uffff\u{10ffff}é"\\</script>';
    const push = await pushAndRead(t, app, {
        deltas: [{ at: 1, patch: { serverRegion: 'eu\u0000west' } }],
        events: [{ at: 1, type: 'mediaError', data: { name: 'lone \udc00', message: strange } }]
    }, [['/deltas/0/patch/serverRegion', /NUL/], ['/events/0/data/name', /surrogate/]]);
    t.same(push.deltas, [{ at: 1, patch: { serverRegion: null } }]);
    t.same(push.events, [{ at: 1, type: 'mediaError', data: { message: strange } }]);
});

t.test('a body that is all faults has a bounded answer, and the repair is whole', async (t) => {
    const app = await buildTestApp(t);
    const unknown = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`unknown${String(index)}`, 1]));
    const { sessionId, token, url } = await beginSession(app);
    const { dropped } = (await post(app, url, { ...goodPush(token), ...unknown })).json<{ dropped: { path: string; reason: string }[] }>();
    t.equal(dropped.length, 101);
    t.same(dropped.at(-1), { path: '', reason: 'and 4900 more' });
    t.match(await storedPushes(app, sessionId), [{ deltas: goodPush('').deltas }]);
});

t.test('regions that are not authorised are unknown', async (t) => {
    const app = await buildTestApp(t, { AUTHORIZED_REGIONS: 'eu, us' });
    const push = await pushAndRead(t, app, {
        deltas: [{ at: 1, patch: { serverRegion: 'us' } }, { at: 2, patch: { serverRegion: 'mars', jvbRTT: 1 } }],
        events: [{ at: 2, type: 'serverRegionChanged', data: { region: 'mars' } }, { at: 3, type: 'serverRegionChanged', data: { region: 'eu' } }]
    }, [['/deltas/1/patch/serverRegion', /AUTHORIZED_REGIONS/], ['/events/0/data/region', /AUTHORIZED_REGIONS/]]);
    t.same(push.deltas, [{ at: 1, patch: { serverRegion: 'us' } }, { at: 2, patch: { serverRegion: null, jvbRTT: 1 } }]);
    t.same(push.events.map(({ data }) => data), [{}, { region: 'eu' }]);
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

t.test('a sender who goes away in the middle costs nobody anything', async (t) => {
    const app = await buildTestApp(t);
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const socket = connect(Number(new URL(address).port), '127.0.0.1');
    socket.write('POST /v1/sessions HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\n\r\n{"sess');
    socket.end();
    socket.resume();
    await once(socket, 'close');
    t.equal((await post(app, '/v1/sessions', newSession())).statusCode, 200);
});
