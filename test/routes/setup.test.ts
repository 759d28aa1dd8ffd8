import { Value } from '@sinclair/typebox/value';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import { SetupReplySchema, type SetupReply } from '../../schemas/setup.js';
import type { Siblings } from '../../src/workers/siblings.js';
// What the plugin adds to FastifyInstance.
import type {} from '../../src/plugins/arrivals.js';
import { NO_SIBLINGS } from '../../src/workers/siblings.js';
import { beginSession, buildTestApp, newSession, post, READER } from '../build-test-app.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';

const skip = await skipWithoutMongodb();
const ask = async (app: FastifyInstance): Promise<SetupReply> => {
    const response = await app.inject({ url: `${app.config.BASE_PATH}/v1/setup`, headers: READER });
    if (response.statusCode !== 200) throw new Error(response.body);
    return response.json<SetupReply>();
};
const push = { seq: 0, deltas: [{ at: 1_795_228_082_000, keyframe: true, patch: { connectionQuality: 90 } }] };

function arrivalsContract(t: Test, settings: () => Record<string, string>): void {
    t.test('what arrives is told in the order in which a set-up comes to work', async (t) => {
        const app = await buildTestApp(t, settings());
        const before = await ask(app);
        t.ok(Value.Check(SetupReplySchema, before));
        t.match(before, { arrivals: { scripts: 0, sessions: 0, pushes: 0, firstPushAt: null }, latest: null, workers: { count: 1, answering: 1 } });
        t.same(before.troubles, []);

        await app.inject('/client.js');
        t.match((await ask(app)).arrivals, { scripts: 1, lastScriptAt: Number, sessions: 0 });
        const { sessionId, token, url } = await beginSession(app, { conferenceName: 'Weekly' });
        t.match(await ask(app), { arrivals: { sessions: 1, firstSessionAt: Number, pushes: 0 }, latest: null });
        await post(app, url, { token, ...push });
        const { arrivals, latest } = await ask(app);
        t.match(arrivals, { pushes: 1, firstPushAt: Number, lastPushAt: Number });
        t.equal(arrivals.pushesByMinute.reduce((sum, count) => sum + count), 1);
        t.match(latest, { sessionId, conferenceName: 'Weekly', client: 'sdk', lastSeenAt: Number });
        const { conferenceId } = (await app.inject({ url: `/v1/sessions/${sessionId}`, headers: READER })).json<{ conferenceId: string }>();
        t.equal(latest?.conferenceId, conferenceId);

        // who has begun and sent nothing is not who arrived
        await beginSession(app, { conferenceName: 'later' });
        t.equal((await ask(app)).latest?.sessionId, sessionId);
    });
}

t.test('on the embedded store', (t) => {
    arrivalsContract(t, () => ({}));
    t.end();
});

t.test('on MongoDB', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    arrivalsContract(t, () => ({ MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() }));
});

t.test('the settings that a page has to know are told, and no secret', async (t) => {
    const app = await buildTestApp(t, {
        BASE_PATH: '/quality', CORS_ORIGINS: 'https://meet.example.org', CONFERENCE_PATTERN: '^team-', PUSH_INTERVAL: '20', TRUST_PROXY: 'loopback',
        JMMC: 'off', AUDIENCE_PORT: '0'
    });
    t.same((await ask(app)).settings, {
        basePath: '/quality', port: 8080, trustProxy: ['loopback'], corsOrigins: ['https://meet.example.org'], conferencePattern: '^team-',
        pushInterval: 20_000, jmmc: false, audience: true, audiencePort: 0, soraPort: null
    });
    t.equal((await app.inject({ url: '/quality/v1/setup' })).statusCode, 401);
    t.equal((await app.inject({ url: '/quality/v1/setup?since=1', headers: READER })).statusCode, 400);
});

t.test('what is refused is told with what it was about', async (t) => {
    const app = await buildTestApp(t, { BASE_PATH: '/quality', CONFERENCE_PATTERN: '^team-', RATE_LIMIT: '12' });
    const url = '/quality/v1/sessions';
    const told = async () => (await ask(app)).troubles.map(({ code, about, count }) => [code, about, count]);

    const foreign = { origin: 'https://meet.example.org', host: 'quality.example.net' };
    await post(app, url, newSession({ conferenceName: 'team-a' }), foreign);
    await app.inject({ method: 'OPTIONS', url, headers: { ...foreign, 'access-control-request-method': 'POST' } });
    t.same(await told(), [['origin_not_allowed', 'https://meet.example.org', 2]]);

    await post(app, url, newSession({ conferenceName: 'private' }));
    t.same((await told())[0], ['conference_not_allowed', 'private', 1]);
    await post(app, '/v1/sessions', newSession({ conferenceName: 'team-a' }));
    await app.inject('/client.js');
    t.same((await told()).slice(0, 2), [['not_found', '/client.js', 1], ['not_found', '/v1/sessions', 1]], 'a proxy passes on another path');

    const session = newSession({ conferenceName: 'team-a' });
    const { token } = (await post(app, url, session)).json<{ token: string }>();
    const metrics = `${url}/${session.sessionId}/metrics`;
    await post(app, metrics, { ...push, token: 'another' });
    t.same((await told())[0], ['session_token_invalid', '/token', 1]);
    await post(app, metrics, { ...push, token, deltas: [push.deltas[0], { at: 1_795_228_083_000, patch: { jvbRTT: 'slow' } }] });
    t.same((await told())[0], ['parts_dropped', '/deltas/*/patch/jvbRTT', 1]);

    for (let count = 0; count < 12; count++) await post(app, metrics, { ...push, token });
    t.match((await app.arrivals.tell()).troubles[0], { code: 'rate_limited', about: null });
});

t.test('what other clients are refused with in other words, and a proxy that is not believed, are told, too', async (t) => {
    const app = await buildTestApp(t);
    await app.inject({ method: 'POST', url: '/push', payload: { uid: 'x' } });
    t.match((await ask(app)).troubles, [{ code: 'bad_request', about: '/push' }]);
    await post(app, '/v1/sessions', newSession(), { 'x-forwarded-for': '203.0.113.9' });
    t.match((await ask(app)).troubles[0], { code: 'proxy_not_trusted', about: '127.0.0.1', count: 1 });
    const trusting = await buildTestApp(t, { TRUST_PROXY: 'loopback' });
    await post(trusting, '/v1/sessions', newSession(), { 'x-forwarded-for': '203.0.113.9' });
    t.same((await ask(trusting)).troubles, []);
});

t.test('reads, and addresses that nobody sends to, are no trouble of a set-up', async (t) => {
    const app = await buildTestApp(t);
    for (const url of ['/v1/sessions', '/v1/nothing', '/favicon.ico']) await app.inject(url);
    await app.inject({ method: 'POST', url: '/login', headers: { 'content-type': 'application/json' }, payload: '{"token":"wrong"}' });
    t.same((await ask(app)).troubles, []);
});

t.test('several workers answer as one, and it is told when not all of them do', async (t) => {
    const answer = {
        arrivals: {
            scripts: 3, sessions: 2, pushes: 5, lastScriptAt: 10, firstSessionAt: 20, lastSessionAt: 30, firstPushAt: 40, lastPushAt: 50,
            pushesByMinute: [...new Array<number>(14).fill(0), 5]
        },
        troubles: [{ code: 'rate_limited', about: null, count: 7, firstAt: 60, lastAt: 70 }]
    };
    const ask = async (question: string) => ({ answers: question === 'arrivals' ? [answer] : [], unanswered: question === 'arrivals' ? 1 : 0 });
    const siblings = { ...NO_SIBLINGS, number: 1, count: 3, ask: ask as Siblings['ask'] };
    const app = await buildTestApp(t, { RATE_LIMIT: '0' }, { siblings });
    await app.inject('/client.js');
    const setup = (await app.inject({ url: '/v1/setup', headers: READER })).json<SetupReply>();
    t.match(setup, { workers: { count: 3, answering: 2 }, arrivals: { scripts: 4, sessions: 2, pushes: 5, firstPushAt: 40 } });
    t.match(setup.troubles, [{ code: 'rate_limited', count: 7 }]);
});
