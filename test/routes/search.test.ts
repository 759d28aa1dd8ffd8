import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import type { FastifyInstance } from 'fastify';
import { SearchReplySchema, type SearchReply } from '../../schemas/search.js';
import { beginSession, buildTestApp, READER } from '../build-test-app.js';

const search = async (app: FastifyInstance, q: string, more = '') =>
    (await app.inject({ url: `/v1/search?q=${encodeURIComponent(q)}${more}`, headers: READER })).json<SearchReply>();
/** A list waits until conferences have been put together. */
const assembled = (app: FastifyInstance) => app.inject({ url: '/v1/conferences', headers: READER });

t.test('conferences and participants are found by whatever of them is typed, the best first', async (t) => {
    const app = await buildTestApp(t, { DISPLAY_NAMES: 'on' });
    const begin = Date.now() - 3_600_000;
    const marie = { userId: 'u-marie', displayName: 'Marie Curie' };
    const paul = { userId: 'u-paul', displayName: 'Paul', endpointId: 'aa11bb22' };
    const old = await beginSession(app, { ...marie, conferenceName: 'Weekly', meetingId: 'm1', startedAt: begin });
    const newer = await beginSession(app, { ...marie, conferenceName: 'weekly', meetingId: 'm2', startedAt: begin + 1000 });
    const other = await beginSession(app, { ...paul, conferenceName: 'sales-weekly', startedAt: begin + 2000 });
    await beginSession(app, { conferenceName: 'weekly', tenant: 'acme', userId: 'weekly', startedAt: begin + 500 });
    await assembled(app);

    const weekly = await search(app, ' WEEKLY ');
    t.ok(Value.Check(SearchReplySchema, weekly));
    t.match(weekly.conferences, [
        { conferenceName: 'weekly', tenant: null, startedAt: begin + 1000, matched: 'conferenceName' },
        { conferenceName: 'weekly', tenant: 'acme', startedAt: begin + 500 },
        { conferenceName: 'sales-weekly', startedAt: begin + 2000 }
    ], 'of each room the newest');
    t.match(weekly.participants, [{ userId: 'weekly', matched: 'userId' }]);

    const curie = await search(app, 'curie');
    t.match(curie, { conferences: [], participants: [{ ...marie, sessionId: newer.sessionId, matched: 'displayName' }] });
    t.equal(curie.participants.length, 1, 'each person once');
    t.match((await search(app, 'AA11BB22')).participants, [{ userId: 'u-paul', sessionId: other.sessionId, matched: 'endpointId' }]);
    t.match((await search(app, 'u-')).participants.map(({ userId }) => userId).sort(), ['u-marie', 'u-paul']);

    const { conferenceId } = weekly.conferences[0]!;
    const byId = { conferenceId, matched: 'conferenceId', verdicts: null, endedAt: null };
    t.match(await search(app, conferenceId), { conferences: [byId], participants: [] });
    const bySession = await search(app, old.sessionId.toUpperCase());
    t.match(bySession.participants, [{ sessionId: old.sessionId, userId: 'u-marie', matched: 'sessionId', conferenceName: 'Weekly' }]);
    t.match(bySession.conferences, [{ conferenceId: bySession.participants[0]?.conferenceId, startedAt: begin, matched: 'sessionId' }]);
    t.same(await search(app, 'nothing like it'), { conferences: [], participants: [] });
});

t.test('of each kind there are as many as are asked for', async (t) => {
    const app = await buildTestApp(t);
    for (let index = 0; index < 12; index++) await beginSession(app, { conferenceName: `room ${String(index)}`, userId: `user ${String(index)}` });
    await assembled(app);
    for (const [more, count] of [['', 5], ['&limit=10', 10], ['&limit=1', 1]] as const) {
        t.equal((await search(app, 'room', more)).conferences.length, count);
        t.equal((await search(app, 'ser ', more)).participants.length, count);
    }
});

t.test('a search says what is wrong with it, and shows nothing without the token', async (t) => {
    const app = await buildTestApp(t);
    const wrong = {
        '': '/q', 'q=': '/q', 'q=%20%20': '/q', 'q=%00': '/q', [`q=${'x'.repeat(257)}`]: '/q', 'q=a&limit=11': '/limit', 'q=a&sort=x': '/sort'
    };
    for (const [query, path] of Object.entries(wrong)) {
        const answer = await app.inject({ url: `/v1/search?${query}`, headers: READER });
        t.match([answer.statusCode, answer.json()], [400, { code: 'bad_request', path }], query);
    }
    t.equal((await app.inject({ url: '/v1/search?q=a' })).statusCode, 401);
});
