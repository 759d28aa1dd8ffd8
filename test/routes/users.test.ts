import { Value } from '@sinclair/typebox/value';
import type { FastifyInstance } from 'fastify';
import t, { type Test } from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { ErrorReply } from '../../schemas/error-reply.js';
import type { SessionReply } from '../../schemas/session.js';
import { UserReplySchema, type UserReply } from '../../schemas/user.js';
import type { PushRecord, SessionRecord } from '../../src/store/store.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { aPost, aPush, batchOf, sessionIdFor, T0 } from '../store/sample-records.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';

const skip = await skipWithoutMongodb();
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const MARIE = 'marie@example.org/1';
const PATH = `/v1/users/${encodeURIComponent(MARIE)}`;

interface ToldCall extends Partial<SessionRecord> { minutes?: number; region?: string; rtt?: number; end?: PushRecord['end'] | null; p2p?: boolean }

/** A session with a round-trip time for some minutes, ended or not. */
async function add(app: FastifyInstance, name: string, told: ToldCall): Promise<void> {
    const { minutes = 10, region, rtt = 40, end = 'left', p2p = false, ...post } = told;
    const startedAt = post.startedAt ?? T0;
    const deltas = Array.from({ length: minutes * 6 }, (_, index) => ({
        at: startedAt + (index + 1) * 10_000, keyframe: true,
        patch: { connectionQuality: 100, transport: { rtt, p2p, type: 'udp', localCandidateType: 'host' } }
    }));
    const last = startedAt + minutes * MINUTE;
    await app.store.write([batchOf(
        aPost(name, { userId: MARIE, joinedAt: startedAt, sentAt: startedAt, receivedAt: startedAt, offset: 0, ...post }),
        aPush(name, 0, {
            deltas, events: [], at: last, receivedAt: last, offset: 0, ...end !== null && { end }, ...region !== undefined && { region }
        })
    )]);
}

type Open = (t: Test, settings?: Record<string, string>) => Promise<FastifyInstance>;
const now = () => T0 + 4 * HOUR;
const read = async (app: FastifyInstance, query = ''): Promise<UserReply> => {
    const response = await app.inject({ url: PATH + query, headers: READER });
    if (response.statusCode !== 200) throw new Error(response.body);
    return response.json<UserReply>();
};

function usersContract(t: Test, open: Open): void {
    t.test('a user\'s sessions are told together: with what, from where, how it was', async (t) => {
        const app = await open(t, { DISPLAY_NAMES: 'on' });
        const home = { address: '203.0.113.0', country: 'DE', region: 'eu' };
        const laptop = { browser: { name: 'Firefox', version: '140.0' }, os: { name: 'Windows', version: '11' }, device: { cores: 8, memory: null } };
        const phone = { browser: { name: 'Chrome', version: '150' }, os: { name: 'Android', version: '15' }, device: { cores: 6, mobile: true } };
        await add(app, 'a', { ...home, ...laptop, displayName: 'M.', meetingId: 'm1', minutes: 10, rtt: 20 });
        await add(app, 'b', { ...home, ...laptop, displayName: 'Marie', meetingId: 'm1', startedAt: T0 + 20 * MINUTE, minutes: 20, rtt: 400 });
        await add(app, 'c', {
            ...phone, address: '198.51.100.0', country: 'FR', region: 'us', meetingId: 'm2', startedAt: T0 + HOUR, minutes: 5, rtt: 80, p2p: true
        });
        await add(app, 'other', { userId: 'jean', meetingId: 'm1', ...home });

        const user = await read(app);
        t.ok(Value.Check(UserReplySchema, user));
        t.match(user, {
            userId: MARIE, firstSeenAt: T0, lastSeenAt: T0 + HOUR + 5 * MINUTE, displayNames: ['Marie', 'M.'], sessions: 3, isWhole: true, ongoing: 0,
            conferences: 2, participantMs: 35 * MINUTE, verdicts: { good: 2, fair: 1, poor: 0, unknown: 0 }, rating: null
        });
        t.match(user.issues[0], { code: 'high_rtt', sessions: 1 });
        t.match(user.browsers, [
            { name: 'Firefox', version: '140.0', sessions: 2, participantMs: 30 * MINUTE, verdicts: { good: 1, fair: 1 } },
            { name: 'Chrome', version: '150', sessions: 1, participantMs: 5 * MINUTE, lastSeenAt: T0 + HOUR + 5 * MINUTE }
        ]);
        t.match(user.os.map(({ name, version, sessions }) => [name, version, sessions]), [['Windows', '11', 2], ['Android', '15', 1]]);
        t.match(user.devices, [{ cores: 8, memory: null, mobile: null, sessions: 2 }, { cores: 6, memory: null, mobile: true, sessions: 1 }]);
        t.match(user.networks, [
            { address: '203.0.113.0', country: 'DE', regions: ['eu'], connectionKinds: ['bridge'], sessions: 2, verdicts: { fair: 1 } },
            { address: '198.51.100.0', country: 'FR', regions: ['us'], connectionKinds: ['p2p'], sessions: 1 }
        ]);
        t.match(user.metrics, { packetLossUpload: null, roundTripTime: { min: 20, max: 400, measuredMs: 35 * MINUTE } });
        t.equal(user.metrics.roundTripTime?.p50, 400, 'by time, not by sessions');

        t.same(user.history.map(({ sessionId }) => sessionId), ['a', 'b', 'c'].map(sessionIdFor), 'the oldest first');
        t.match(user.history[1], {
            startedAt: T0 + 20 * MINUTE, endedAt: T0 + 40 * MINUTE, verdict: 'fair',
            metrics: { roundTripTime: { p5: 400, p50: 400, p95: 400 }, packetLossUpload: null }
        });
        const { items } = (await app.inject({ url: `/v1/sessions?userId=${encodeURIComponent(MARIE)}`, headers: READER })).json<{ items: SessionReply[] }>();
        t.same(items.map(({ conferenceId }) => conferenceId).reverse(), user.history.map(({ conferenceId }) => conferenceId));
        const conference = await app.inject({ url: `/v1/conferences/${String(user.history[0]?.conferenceId)}`, headers: READER });
        t.equal(conference.json<ConferenceReply>().sessions.length, 3);
    });

    t.test('from and to choose sessions as in lists; who had none then is still known', async (t) => {
        const app = await open(t);
        await add(app, 'a', {});
        await add(app, 'b', { startedAt: T0 + HOUR, end: null, minutes: 179 });
        const sessions = async (query: string) => (await read(app, query)).history.map(({ sessionId }) => sessionId);
        const [a, b] = [sessionIdFor('a'), sessionIdFor('b')];
        t.same(await sessions(`?from=${String(T0 + 5 * MINUTE)}`), [a, b]);
        t.same(await sessions(`?from=${String(T0 + 11 * MINUTE)}`), [b]);
        t.same(await sessions(`?to=${String(T0 + HOUR)}`), [a]);
        t.match(await read(app, `?from=${String(T0 + 20 * MINUTE)}`), { sessions: 1, ongoing: 1, verdicts: { unknown: 1 }, history: [{ endedAt: null, verdict: null }] });
        t.match(await read(app, `?to=${String(T0 - HOUR)}`), { sessions: 0, firstSeenAt: null, lastSeenAt: null, isWhole: true, networks: [], history: [] });
    });

    t.test('of more than USER_SESSIONS_MAX sessions the newest are told of, and that there are more', async (t) => {
        const app = await open(t, { USER_SESSIONS_MAX: '2' });
        const begun = (hours: number) => ({ startedAt: T0 + hours * HOUR });
        await add(app, 'a', begun(0));
        await add(app, 'b', begun(1));
        t.match(await read(app), { sessions: 2, isWhole: true, firstSeenAt: T0 });
        await add(app, 'c', begun(2));
        const { history, ...user } = await read(app);
        t.match(user, { sessions: 2, isWhole: false, firstSeenAt: T0 + HOUR, participantMs: 20 * MINUTE });
        t.same(history.map(({ sessionId }) => sessionId), [sessionIdFor('b'), sessionIdFor('c')]);
    });

    t.test('after deletion nothing is there', async (t) => {
        const app = await open(t);
        await add(app, 'a', {});
        t.equal((await app.inject({ url: PATH, headers: READER })).statusCode, 200);
        t.equal((await app.inject({ method: 'DELETE', url: PATH, headers: READER })).statusCode, 200);
        const gone = await app.inject({ url: PATH, headers: READER });
        t.equal(gone.statusCode, 404);
        t.match(gone.json<ErrorReply>(), { code: 'not_found', message: 'There is no session of this userId.' });
    });
}

t.test('on the embedded store', (t) => {
    usersContract(t, (t, settings) => buildTestApp(t, { RETENTION_DAYS: '0', ...settings }, { now }));
    t.end();
});

t.test('on MongoDB', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    usersContract(t, (t, settings) =>
        buildTestApp(t, { RETENTION_DAYS: '0', MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase(), ...settings }, { now }));
});

t.test('it is for readers, and what it does not know is refused', async (t) => {
    const app = await buildTestApp(t);
    t.equal((await app.inject({ url: PATH })).statusCode, 401);
    for (const [url, path] of [[`${PATH}?limit=3`, '/limit'], [`${PATH}?from=yesterday`, '/from'], ['/v1/users/%00', '/userId']] as const) {
        const refused = await app.inject({ url, headers: READER });
        t.equal(refused.statusCode, 400, url);
        t.match(refused.json<ErrorReply>(), { code: 'bad_request', path });
    }
});
