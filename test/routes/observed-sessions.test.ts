import type { FastifyInstance } from 'fastify';
import t from 'tap';
import { Value } from '@sinclair/typebox/value';
import { ConferenceReplySchema, type ConferenceReply } from '../../schemas/conference.js';
import { SessionReplySchema, type SessionPost, type SessionReply } from '../../schemas/session.js';
import { beginSession, buildTestApp, post, READER } from '../build-test-app.js';

const get = async <T>(app: FastifyInstance, url: string) => (await app.inject({ url, headers: READER })).json<T>();
const meeting = { conferenceName: 'weekly', meetingId: 'm1' };

/** A browser, and a participant that it tells of from outside. */
async function observe(app: FastifyInstance, members: Partial<SessionPost> = {}) {
    const observer = await beginSession(app, { ...meeting, userId: 'marie', endpointId: 'aaaaaaaa' });
    const observed = await beginSession(app, { ...meeting, endpointId: 'cccccccc', observedBy: observer.sessionId, ...members });
    return { observer, observed };
}
const conferenceOf = async (app: FastifyInstance) => (await get<{ items: ConferenceReply[] }>(app, '/v1/conferences')).items[0]!;

t.test('who was seen from outside is marked so, and has not the browser, system and address of who saw it', async (t) => {
    const app = await buildTestApp(t);
    const { observer, observed } = await observe(app);
    const session = await get<SessionReply>(app, `/v1/sessions/${observed.sessionId}`);
    t.ok(Value.Check(SessionReplySchema, session));
    const none = { name: null, version: null };
    t.match(session, { observedBy: observer.sessionId, endpointId: 'cccccccc', userId: null, address: null, browser: none, os: none });
    const own = await get<SessionReply>(app, `/v1/sessions/${observer.sessionId}`);
    t.match(own, { observedBy: null, address: '127.0.0.0' });
});

t.test('it is a participant of the conference, once, however many saw it', async (t) => {
    const app = await buildTestApp(t);
    const { observer } = await observe(app);
    t.equal((await conferenceOf(app)).participants, 2);
    await beginSession(app, { ...meeting, endpointId: 'cccccccc', observedBy: observer.sessionId });
    await beginSession(app, { ...meeting, endpointId: 'dddddddd', observedBy: observer.sessionId });
    const conference = await conferenceOf(app);
    t.ok(Value.Check(ConferenceReplySchema, conference));
    t.equal(conference.participants, 3);
    t.strictSame(conference.sessions.map(({ observedBy }) => observedBy), [null, ...Array<string>(3).fill(observer.sessionId)]);
});

t.test('it is nobody new when it has a session of its own', async (t) => {
    const app = await buildTestApp(t);
    await observe(app);
    await beginSession(app, { ...meeting, endpointId: 'cccccccc', userId: 'paul' });
    t.equal((await conferenceOf(app)).participants, 2);
});

t.test('when who saw it goes it has not left', async (t) => {
    const app = await buildTestApp(t);
    const { observed: { url, token, sessionId } } = await observe(app);
    t.equal((await post(app, url, { token, seq: 0, deltas: [], end: 'unobserved' })).statusCode, 204);
    t.match(await get(app, `/v1/sessions/${sessionId}`), { endReason: 'unobserved' });
});

t.test('by whom can only be a sessionId; anything else is left out and named', async (t) => {
    const app = await buildTestApp(t);
    const { sessionId } = await beginSession(app, { ...meeting, observedBy: 'somebody' });
    t.match(await get(app, `/v1/sessions/${sessionId}`), { observedBy: null });
});
