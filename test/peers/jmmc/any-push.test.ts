import { Ajv } from 'ajv';
import fc from 'fast-check';
import t from 'tap';
import { PushSchema, type Push } from '../../../schemas/push.js';
import { SessionPostSchema } from '../../../schemas/session.js';
import { BODY_VALIDATION } from '../../../src/ingest/find-faults.js';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import { buildTestApp, settled } from '../../build-test-app.js';

const RUNS = 500;
const REFUSALS = ['must contains the m variable', 'valition error ', 'm must be an object', 'm must have 2 fields', 'invalid jmmc_objectId'];

const odd = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.constantFrom('\u0000', '\ud800', '', '__proto__', 1e308, -0, '1e400', null));
const mostly = (right: fc.Arbitrary<unknown>) => fc.oneof({ weight: 3, arbitrary: right }, { weight: 1, arbitrary: odd });
const number = mostly(fc.oneof(fc.double({ noNaN: true }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 2 ** 32 }).map(String)));
const text = mostly(fc.string());
const part = (members: Record<string, fc.Arbitrary<unknown>>) =>
    mostly(fc.record({ ...members, constructor: odd, ['__proto__']: odd }, { requiredKeys: [] }));
const metrics = part({
    br: text, os: text, pid: text, cq: number, res: part({ h: number, w: number }), cdc: part({ a: text, v: text }),
    u: part({ bw: number, ab: number, vb: number, pl: number }), d: part({ bw: number, ab: number, vb: number, pl: number }),
    t: part({ ip: number, p: number, tp: mostly(fc.constantFrom('tcp', 'udp')), lip: number, lp: number, rip: number, sr: text }), ts: number
});
const bodies = fc.record({
    uid: mostly(fc.uuid()), conf: mostly(fc.constant('room1234567')), m: metrics, extra: odd, ['__proto__']: odd
}, { requiredKeys: ['uid', 'conf', 'm'] });

t.test('no body, however broken, is answered with 5xx, and what is stored is always as the schema says', async (t) => {
    const app = await buildTestApp(t, { RATE_LIMIT: '0' });
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const push = (body: unknown) => app.inject({ method: 'POST', url: '/push', payload: JSON.stringify(body), headers });
    const first = await push({ uid: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e', conf: 'room1234567', m: { br: 'br' } });
    headers.cookie = String(first.headers['set-cookie']).split(';', 1)[0] as string;
    const objectIds = [first.json<{ jmmc_objectId: string }>().jmmc_objectId];
    let accepted = 0;
    await fc.assert(fc.asyncProperty(bodies, async (body) => {
        const answer = await push(body);
        if (answer.statusCode === 400) return REFUSALS.includes(answer.body);
        accepted += 1;
        if (answer.headers['set-cookie'] !== undefined) objectIds.push(answer.json<{ jmmc_objectId: string }>().jmmc_objectId);
        return answer.statusCode === 200;
    }), { numRuns: RUNS });
    await settled(app);
    t.ok(accepted > RUNS / 4 && objectIds.length > RUNS / 20, `${String(accepted)} accepted, ${String(objectIds.length)} sessions`);

    const { sessionKey: _, ...properties } = SessionPostSchema.properties;
    const isSession = new Ajv(BODY_VALIDATION)
        .compile({ type: 'object', properties, required: ['sessionId', 'conferenceName', 'startedAt', 'joinedAt'] });
    const isValid = new Ajv(BODY_VALIDATION).compile<Push>(PushSchema);
    let stored = 0;
    for (const objectId of objectIds) {
        const sessionId = peerSessionId('jmmc', objectId);
        t.ok(isSession(await app.store.sessions.find(sessionId)), JSON.stringify(isSession.errors));
        for (const { seq, deltas, events } of await app.store.pushes.list(sessionId, -1, 10_000)) {
            stored += 1;
            t.ok(isValid({ seq, deltas, events }), JSON.stringify(isValid.errors));
        }
    }
    t.equal(stored, accepted + 1, 'each was stored');
});
