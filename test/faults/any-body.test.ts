import fc from 'fast-check';
import { Ajv } from 'ajv';
import t from 'tap';
import { EVENT_TYPES } from '../../schemas/event.js';
import { END_REASONS, PushSchema, type Push } from '../../schemas/push.js';
import { SessionPostSchema } from '../../schemas/session.js';
import { ERRORS } from '../../src/errors.js';
import { BODY_VALIDATION } from '../../src/ingest/find-faults.js';
import { beginSession, buildTestApp, newSession, post, settled } from '../build-test-app.js';

const RUNS = 300;

/** Values that no schema expects: wrong types, odd numbers, odd strings, names that objects have by nature. */
const oddities = fc.oneof(
    fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double(), fc.maxSafeInteger(),
    fc.constantFrom('\u0000', '\ud800', '', '__proto__', 1e308, -0, null),
    fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'toString', 'at', 'patch', 'transport'), fc.jsonValue(), { maxKeys: 3 })
);

type Mutation = { steps: number[]; act: 'set' | 'remove' | 'add'; name: string; value: unknown };
const mutations: fc.Arbitrary<Mutation[]> = fc.array(fc.record({
    steps: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
    act: fc.constantFrom('set', 'remove', 'add'),
    name: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('__proto__', 'constructor', 'a/b', 'a~b', 'keyframe', 'p2p')),
    value: oddities
}), { maxLength: 5 });

/** Walks into a body by the steps and changes what is there. */
function mutate(body: Record<string, unknown>, { steps, act, name, value }: Mutation): void {
    let at: Record<string, unknown> = body;
    for (const [depth, step] of steps.entries()) {
        const names = Object.keys(at);
        const next = names[step % Math.max(1, names.length)];
        if (next === undefined) break;
        const inner = at[next];
        if (depth < steps.length - 1 && typeof inner === 'object' && inner !== null) at = inner as Record<string, unknown>;
        else if (act === 'remove') return void Reflect.deleteProperty(at, next);
        else if (act === 'set') return void Object.defineProperty(at, next, { value, enumerable: true, configurable: true, writable: true });
    }
    if (!Array.isArray(at)) Object.defineProperty(at, name, { value, enumerable: true, configurable: true, writable: true });
}

const times = fc.integer({ min: 0, max: 2e12 });
const addresses = fc.oneof(fc.ipV4(), fc.ipV6());
const patches = fc.record({
    connectionQuality: fc.option(fc.integer({ min: 0, max: 100 })),
    bitrate: fc.option(fc.record({ upload: fc.nat(5000), video: fc.record({ download: fc.nat(5000) }) }, { requiredKeys: [] })),
    transport: fc.option(fc.record({ ip: addresses, localIp: addresses, p2p: fc.boolean() }, { requiredKeys: [] })),
    serverRegion: fc.constantFrom('eu', 'us', null)
}, { requiredKeys: [] });
const pushes = fc.record({
    sentAt: times,
    deltas: fc.array(fc.record({ at: times, keyframe: fc.boolean(), patch: patches }, { requiredKeys: ['at'] }), { maxLength: 6 }),
    events: fc.array(fc.record({ at: times, type: fc.constantFrom(...EVENT_TYPES), data: fc.record({ count: fc.nat(9), region: fc.constant('eu') }) },
        { requiredKeys: ['at', 'type'] }), { maxLength: 4 }),
    end: fc.constantFrom(...END_REASONS)
}, { requiredKeys: [] });

const isOurs = (answer: { statusCode: number; body: string }): boolean => {
    if (answer.statusCode < 400) return true;
    const { code, message, requestId } = JSON.parse(answer.body) as Record<string, unknown>;
    return answer.statusCode < 500 && Object.hasOwn(ERRORS, String(code)) && typeof message === 'string' && typeof requestId === 'string';
};

t.test('no push, however broken, is answered with 5xx, and what is stored is always as the schema says', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    const { sessionId, token, url } = await beginSession(app);
    let seq = 0;
    let accepted = 0;
    await fc.assert(fc.asyncProperty(pushes, mutations, async (push, changes) => {
        const body = { token, seq: seq += 1, ...push };
        for (const change of changes) mutate(body, change);
        const answer = await post(app, url, body);
        if (answer.statusCode < 300) accepted += 1;
        if (changes.length === 0) t.equal(answer.statusCode, 204);
        return isOurs(answer);
    }), { numRuns: RUNS });
    await settled(app);
    const stored = await app.store.pushes.list(sessionId, -1, 10_000);
    const isValid = new Ajv(BODY_VALIDATION).compile<Push>(PushSchema);
    for (const { seq: number, deltas, events, end } of stored)
        t.ok(isValid({ seq: number, deltas, events, ...end !== undefined && { end } }), JSON.stringify(isValid.errors));
    t.ok(stored.length > RUNS / 4 && stored.length <= accepted, 'most can be repaired');
    t.notMatch(JSON.stringify(stored), /"localIp":"(?!\d+\.\d+\.\d+\.0"|[0-9a-f:]*::")/, 'no whole address of a person');
});

t.test('no session post, however broken, is answered with 5xx, and what is stored is always as the schema says', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    const ids: string[] = [];
    const posts = fc.record({
        tenant: fc.option(fc.string({ maxLength: 128 })), meetingId: fc.option(fc.uuid()), joinedAt: fc.option(times), sentAt: times,
        sdk: fc.record({ version: fc.constant('1.0.0') }), device: fc.record({ cores: fc.nat(64), mobile: fc.boolean() }), visitor: fc.boolean(),
        tags: fc.dictionary(fc.constantFrom('site', 'constructor', '__proto__', 'toString'), fc.string({ maxLength: 20 }))
    }, { requiredKeys: [] });
    await fc.assert(fc.asyncProperty(posts, mutations, async (members, changes) => {
        const session = { ...newSession(), ...members };
        ids.push(session.sessionId);
        for (const change of changes) mutate(session as unknown as Record<string, unknown>, change);
        return isOurs(await post(app, '/v1/sessions', session));
    }), { numRuns: RUNS });
    await settled(app);
    const { sessionKey: _, ...properties } = SessionPostSchema.properties;
    const isValid = new Ajv(BODY_VALIDATION).compile({ type: 'object', properties, required: ['sessionId', 'conferenceName', 'startedAt'] });
    const stored = (await Promise.all(ids.map((id) => app.store.sessions.find(id)))).filter((session) => session !== null);
    for (const session of stored) t.ok(isValid(session), JSON.stringify(isValid.errors));
    t.ok(stored.length > RUNS / 4);
});

t.test('no text at all, and no content type, is answered with 5xx', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    const { url } = await beginSession(app);
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.json({ maxDepth: 50 }).map((text) => text.slice(0, -1)));
    const types = fc.constantFrom('text/plain', 'application/json', 'text/plain; charset=latin1', 'application/x-www-form-urlencoded', 'x');
    await fc.assert(fc.asyncProperty(texts, types, fc.constantFrom(url, '/v1/sessions', '/nothing'), async (text, type, to) =>
        isOurs(await post(app, to, text, { 'content-type': type }))), { numRuns: RUNS });
});

t.test('no address is answered with 5xx', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    const segments = fc.oneof(fc.webSegment(), fc.constantFrom('v1', 'sessions', 'conferences', '%00', '%ff', '..', '%2e%2e', '__proto__', ''));
    const paths = fc.array(segments).map((path) => `/${path.join('/')}`);
    const methods = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH');
    await fc.assert(fc.asyncProperty(methods, paths, async (method, url) => {
        const answer = await app.inject({ method: method as 'GET', url });
        return answer.statusCode < 500 && (method === 'HEAD' || isOurs(answer));
    }), { numRuns: RUNS });
});
