import type { FastifyInstance } from 'fastify';
import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import { ConferenceReplySchema, type ConferenceReply } from '../../schemas/conference.js';
import type { ErrorReply } from '../../schemas/error-reply.js';
import { LiveReplySchema, type LiveReply } from '../../schemas/live.js';
import type { ConferenceTimelineReply } from '../../schemas/timeline.js';
import { SessionReplySchema, type SessionReply } from '../../schemas/session.js';
import { changed, GOOD, START } from '../analysis/analyzed-call.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { createClock, openPage, playCall, readLive } from '../live/live-pages.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';

const LOSSY = changed(GOOD, { inbound: { audio: { packetLoss: 9.5 } } });
const ENGLISH = /^For \d+ s, 9\.5 % of what was sent/;
const FRENCH = /^Pendant \d+\u00a0s, 9,5\u00a0% de ce qui était envoyé/;

/** A page in trouble, of which something was told that no figure tells. */
async function trouble(app: FastifyInstance, clock: { now: number }) {
    const page = await openPage(app, clock, { userId: 'marie' });
    const events = [{ at: 3, type: 'mediaError' as const, data: { message: 'video', name: 'NotReadableError' } }];
    await playCall(page, clock, { stretches: [{ seconds: 60 }, { seconds: 60, state: LOSSY }], events });
    return page;
}

async function tellsInBoth(t: Test, settings: Record<string, string>): Promise<void> {
    const clock = createClock();
    const app = await buildTestApp(t, settings, { now: () => clock.now });
    const page = await trouble(app, clock);
    const read = async <T>(url: string): Promise<T> => (await app.inject({ url, headers: READER })).json<T>();

    const live = await readLive(app, '?language=fr');
    t.strictSame([...Value.Errors(LiveReplySchema, live)], []);
    const textsNow = ({ conferences: [first] }: LiveReply) => first?.participants?.flatMap(({ issues }) => issues.map(({ text }) => text));
    t.match(textsNow(live), [FRENCH]);
    t.match(textsNow(await readLive(app)), [ENGLISH]);

    await page.push({ deltas: [], end: 'left' });
    const textsOf = ({ issues }: SessionReply) => issues.map(({ text }) => text);
    const path = `/v1/sessions/${page.sessionId}`;
    const session = await read<SessionReply>(`${path}?language=fr`);
    t.strictSame([...Value.Errors(SessionReplySchema, session)], []);
    t.match(textsOf(session), ['La caméra n’a pas pu être ouverte (NotReadableError).', FRENCH]);
    t.match(session.issues[0]?.details, { device: 'camera', name: 'NotReadableError' });
    t.match(textsOf(await read<SessionReply>(path)), ['The camera could not be had (NotReadableError).', ENGLISH]);
    t.match((await read<{ items: SessionReply[] }>('/v1/sessions?language=fr')).items.map(textsOf), [textsOf(session)]);

    const conference = await read<ConferenceReply>(`/v1/conferences/${session.conferenceId}?language=fr`);
    t.strictSame([...Value.Errors(ConferenceReplySchema, conference)], []);
    t.match(conference.explanation?.text, /^Sur 1\u00a0session\u00a0: 1\u00a0mauvaise\. \w+ a eu des difficultés à la réception\u00a0: /);
    t.strictSame((await read<{ items: ConferenceReply[] }>('/v1/conferences?language=fr')).items, [conference]);
    t.match((await read<{ items: ConferenceReply[] }>('/v1/conferences')).items[0]?.explanation?.text, /^Of 1 session, 1 poor\. \w+ had trouble/);

    const timeline = await read<ConferenceTimelineReply>(`/v1/conferences/${session.conferenceId}/timeline?language=fr`);
    t.strictSame(timeline.sessions.map(({ issues }) => issues.map(({ text }) => text)), [textsOf(session)]);

    const exported = async (query: string) => (await app.inject({ url: `/v1/export/sessions?format=ndjson${query}`, headers: READER })).body;
    t.strictSame(textsOf(JSON.parse(await exported('&language=fr')) as SessionReply), textsOf(session));
    t.match(textsOf(JSON.parse(await exported('')) as SessionReply), [/^The camera/, ENGLISH], 'exports are in English if not asked otherwise');
}

t.test('all that tells sentences tells them in the language that is asked for', (t) => tellsInBoth(t, {}));

t.test('on MongoDB as well', { skip: await skipWithoutMongodb() }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    await tellsInBoth(t, { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() });
});

t.test('a language that there is not, and one of what has no sentences, is refused', async (t) => {
    const app = await buildTestApp(t, {}, { now: () => START });
    const id = 'A'.repeat(22);
    const urls = ['/v1/sessions', '/v1/sessions/00000000-0000-8000-8000-000000000001', '/v1/conferences', `/v1/conferences/${id}`, '/v1/live',
        '/v1/live/stream', '/v1/export/sessions'];
    for (const url of urls) {
        const reply = await app.inject({ url: `${url}?language=de`, headers: READER });
        t.match(reply.json<ErrorReply>(), { code: 'bad_request', path: '/language', message: 'language must be one of en, fr.' }, url);
    }
    t.equal((await app.inject({ url: '/v1/export/events?language=fr', headers: READER })).statusCode, 400);
});
