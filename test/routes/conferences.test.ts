import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { ConferenceReplySchema, type ConferenceReply } from '../../schemas/conference.js';
import type { SessionReply } from '../../schemas/session.js';
import { beginSession, buildTestApp, READER } from '../build-test-app.js';

const get = (app: FastifyInstance, url: string, headers: Record<string, string> = READER) => app.inject({ url, headers });
interface Listed { items: ConferenceReply[]; cursor: string | null }
const listed = async (app: FastifyInstance, query = '') => (await get(app, `/v1/conferences${query}`)).json<Listed>();

t.test('two participants of one meeting are one conference, listed and by its id', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 60_000;
    const a = await beginSession(app, { conferenceName: 'Weekly', meetingId: 'm1', userId: 'marie', startedAt: begin });
    const b = await beginSession(app, { conferenceName: 'weekly', meetingId: 'm1', userId: 'paul', startedAt: begin + 1000 });
    await beginSession(app, { conferenceName: 'other', meetingId: 'm1', startedAt: begin - 1000 });

    const { items, cursor } = await listed(app);
    t.equal(cursor, null);
    t.equal(items.length, 2);
    const [conference] = items as [ConferenceReply];
    t.ok(Value.Check(ConferenceReplySchema, conference));
    t.match(conference, { conferenceName: 'Weekly', meetingId: 'm1', tenant: null, startedAt: begin, endedAt: null, participants: 2, summary: null });
    t.strictSame(conference.sessions.map(({ sessionId }) => sessionId), [a.sessionId, b.sessionId]);
    t.strictSame((await get(app, `/v1/conferences/${conference.conferenceId}`)).json(), conference);
    for (const { sessionId } of [a, b]) {
        t.equal((await get(app, `/v1/sessions/${sessionId}`)).json<SessionReply>().conferenceId, conference.conferenceId);
    }
});

t.test('conferences are filtered by name and time and read page by page', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 3_600_000;
    for (let index = 0; index < 3; index++) {
        await beginSession(app, { conferenceName: `room ${String(index)}`, startedAt: begin + index * 1000, joinedAt: begin + index * 1000 });
    }
    const first = await listed(app, '?limit=2');
    const second = await listed(app, `?limit=2&cursor=${encodeURIComponent(String(first.cursor))}`);
    t.strictSame([...first.items, ...second.items].map(({ conferenceName }) => conferenceName), ['room 2', 'room 1', 'room 0']);
    t.equal(second.cursor, null);
    t.strictSame((await listed(app, '?conferenceName=ROOM%201')).items.map(({ startedAt }) => startedAt), [begin + 1000]);
    t.strictSame((await listed(app, `?to=${new Date(begin + 1000).toISOString()}`)).items.map(({ startedAt }) => startedAt), [begin]);
});

t.test('a conference meets each filter when a session of it does', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 60_000;
    await beginSession(app, { conferenceName: 'weekly', meetingId: 'm', userId: 'marie', startedAt: begin });
    await beginSession(app, { conferenceName: 'weekly', meetingId: 'm', displayName: 'Paul', userId: 'paul', startedAt: begin });
    await beginSession(app, { conferenceName: 'other', meetingId: 'm', userId: 'marie', startedAt: begin - 3_600_000 });
    const found = async (query: string) => (await listed(app, query)).items.map(({ conferenceName }) => conferenceName);
    t.strictSame(await found('?participant=MARIE'), ['weekly', 'other']);
    t.strictSame(await found('?participant=paul&namePrefix=week'), ['weekly']);
    t.strictSame(await found('?participant=paul&conferenceName=other'), []);
    t.strictSame(await found('?minDuration=600'), ['other']);
    t.strictSame(await found('?verdict=poor'), []);
    t.equal((await get(app, '/v1/conferences?verdict=bad')).statusCode, 400);
});

t.test('conferences are sorted by what is asked for, page by page', async (t) => {
    const app = await buildTestApp(t);
    const begin = Date.now() - 3_600_000;
    for (const [index, people] of [2, 1, 3].entries()) {
        const conferenceName = `room ${String(index)}`;
        for (let person = 0; person < people; person++)
            await beginSession(app, { conferenceName, meetingId: 'm', userId: `user ${String(person)}`, startedAt: begin + index * 60_000 });
    }
    const pages = async (query: string) => {
        const first = await listed(app, `?limit=2&${query}`);
        const second = await listed(app, `?limit=2&${query}&cursor=${String(first.cursor)}`);
        t.equal(second.cursor, null);
        return [...first.items, ...second.items].map(({ conferenceName }) => conferenceName);
    };
    t.strictSame(await pages('sort=participants'), ['room 2', 'room 0', 'room 1']);
    t.strictSame(await pages('sort=participants&order=asc'), ['room 1', 'room 0', 'room 2']);
    t.strictSame(await pages('sort=duration&order=desc'), ['room 0', 'room 1', 'room 2'], 'those that go on last until now');
    t.strictSame(await pages('sort=startedAt&order=asc'), ['room 0', 'room 1', 'room 2']);
    t.strictSame(await pages('sort=trouble'), ['room 2', 'room 1', 'room 0'], 'what is equal comes newest first');

    const { cursor } = await listed(app, '?limit=1&sort=participants');
    for (const other of ['sort=duration', 'sort=participants&order=asc', 'order=desc']) {
        const answer = await get(app, `/v1/conferences?${other}&cursor=${String(cursor)}`);
        t.match([answer.statusCode, answer.json()], [400, { path: '/cursor' }], `not with ${other}`);
    }
});

t.test('what is not there is 404, what cannot be is 400, and nothing is shown without the token', async (t) => {
    const app = await buildTestApp(t);
    const answers: [string, number, object][] = [
        [`/v1/conferences/${'A'.repeat(22)}`, 404, { code: 'not_found', message: 'There is no conference with this id.' }],
        ['/v1/conferences/x', 400, { code: 'bad_request', path: '/conferenceId', message: 'What the address names is no conferenceId.' }],
        [`/v1/conferences/${'A'.repeat(22)}?x=1`, 400, { code: 'bad_request', path: '/x' }],
        ['/v1/conferences?userId=x', 400, { code: 'bad_request', path: '/userId' }],
        ['/v1/conferences?sort=name', 400, { path: '/sort', message: 'sort must be one of startedAt, duration, participants, trouble.' }],
        ['/v1/conferences?order=up', 400, { code: 'bad_request', path: '/order' }],
        ['/v1/sessions?sort=duration', 400, { code: 'bad_request', path: '/sort' }],
        ['/v1/conferences?cursor=x', 400, { code: 'bad_request', path: '/cursor' }],
        ['/v1/conferences?limit=0', 400, { code: 'bad_request', path: '/limit' }]
    ];
    for (const [url, status, body] of answers) {
        const answer = await get(app, url);
        t.equal(answer.statusCode, status, url);
        t.match(answer.json(), body, url);
        t.equal((await get(app, url, {})).statusCode, 401, url);
    }
});

t.test('a conference is shown with its first CONFERENCE_MAX sessions', async (t) => {
    const app = await buildTestApp(t, { CONFERENCE_MAX: '3' });
    for (let index = 0; index < 5; index++) await beginSession(app, { conferenceName: 'webinar', meetingId: 'm1' });
    const { items } = await listed(app);
    t.strictSame(items.map(({ sessions }) => sessions.length), [3]);
});
