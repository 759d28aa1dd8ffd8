import t from 'tap';
import { beginSession, buildTestApp, post, settled } from '../build-test-app.js';
import { goodPush, pushAndRead, storedPushes } from './stored-input.js';

t.test('a good push is stored as it is and answered with nothing', async (t) => {
    const app = await buildTestApp(t);
    const push = await pushAndRead(t, app, {}, []);
    t.match(push, { seq: 0, at: 3000, region: 'eu' });
    t.same(push.deltas, goodPush('').deltas);
    t.same(push.events, goodPush('').events);
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

t.test('regions that are not authorised are unknown', async (t) => {
    const app = await buildTestApp(t, { AUTHORIZED_REGIONS: 'eu, us' });
    const push = await pushAndRead(t, app, {
        deltas: [{ at: 1, patch: { serverRegion: 'us' } }, { at: 2, patch: { serverRegion: 'mars', jvbRTT: 1 } }],
        events: [{ at: 2, type: 'serverRegionChanged', data: { region: 'mars' } }, { at: 3, type: 'serverRegionChanged', data: { region: 'eu' } }]
    }, [['/deltas/1/patch/serverRegion', /AUTHORIZED_REGIONS/], ['/events/0/data/region', /AUTHORIZED_REGIONS/]]);
    t.same(push.deltas, [{ at: 1, patch: { serverRegion: 'us' } }, { at: 2, patch: { serverRegion: null, jvbRTT: 1 } }]);
    t.same(push.events.map(({ data }) => data), [{}, { region: 'eu' }]);
});
