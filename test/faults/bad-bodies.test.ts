import { once } from 'node:events';
import { connect } from 'node:net';
import t from 'tap';
import { beginSession, buildTestApp, newSession, post } from '../build-test-app.js';
import { goodPush, pushAndRead, storedPushes, storedSession } from './stored-input.js';

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
