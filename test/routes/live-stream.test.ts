import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Value } from '@sinclair/typebox/value';
import t, { type Test } from 'tap';
import { LiveChangeSchema, type LiveChange } from '../../schemas/live.js';
import { GOOD, SECOND } from '../analysis/analyzed-call.js';
import { buildTestApp, DASHBOARD_TOKEN } from '../build-test-app.js';
import { createClock, openPage, type LivePage } from '../live/live-pages.js';
import { waitUntil } from '../support/wait-until.js';

interface Told { event: string; change: LiveChange }

/** A reader that keeps what it hears, and puts it together as docs/live.md says. */
async function openReader(t: Test, app: FastifyInstance, query = '') {
    const { port } = app.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    t.teardown(() => socket.destroy());
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
    socket.write(`GET /v1/live/stream${query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${DASHBOARD_TOKEN}\r\n\r\n`);
    const closed = once(socket, 'close');
    const heard = (): Told[] => text.split('\n\n').slice(0, -1).flatMap((frame) => {
        const [, event = '', data = ''] = /event: (\w+)\ndata: (.*)$/.exec(frame) ?? [];
        return event === '' ? [] : [{ event, change: JSON.parse(data) as LiveChange }];
    });
    const participants = () => {
        const there = new Map<string, LiveChange['participants'][number]>();
        for (const { change } of heard()) {
            for (const participant of change.participants) there.set(participant.sessionId, participant);
            for (const { sessionId } of change.left) there.delete(sessionId);
        }
        return there;
    };
    return { heard, participants, closed, text: () => text };
}

const ids = (pages: readonly LivePage[]) => new Set(pages.map(({ sessionId }) => sessionId));

t.test('a reader hears all that there is, then what changes and nothing else', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const pages = [await openPage(app, clock), await openPage(app, clock), await openPage(app, clock, { conferenceName: 'other' })] as const;
    await app.live.turn();
    const reader = await openReader(t, app);
    await waitUntil('the snapshot is there', () => reader.heard().length > 0);
    const [first] = reader.heard();
    t.equal(first?.event, 'snapshot');
    t.equal(first?.change.conferences.length, 2);
    t.same(new Set(reader.participants().keys()), ids(pages));
    t.match(first?.change.totals, { conferences: 2, participantCount: 3 });

    clock.now += 10 * SECOND;
    await pages[1].push();
    await app.live.turn();
    await waitUntil('the push is told', () => reader.participants().get(pages[1].sessionId)?.state !== null);
    const changes = reader.heard().slice(1);
    const again = new Set(changes.flatMap(({ change }) => change.participants.map(({ sessionId }) => sessionId)));
    t.same(again, ids([pages[1]]), 'nobody else is told again');
    t.same(reader.participants().get(pages[1].sessionId)?.state, GOOD);
    const conferences = new Set(changes.flatMap(({ change }) => change.conferences.map(({ conferenceName }) => conferenceName)));
    t.same(conferences, new Set(['weekly']), 'a verdict has changed');

    await pages[2].push({ deltas: [], end: 'left' });
    await app.live.turn();
    await waitUntil('the end is told', () => reader.heard().some(({ change }) => change.ended.length > 0));
    t.match(reader.heard().at(-1)?.change.left, [{ sessionId: pages[2].sessionId, endReason: 'left' }]);
    for (const { change } of reader.heard()) t.same([...Value.Errors(LiveChangeSchema, change)], []);
    t.match(reader.text(), /^HTTP\/1\.1 200 OK/);

    await app.close();
    await reader.closed;
});

t.test('a reader hears of one conference, or of conferences alone, when it asks for that', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, {}, { now: () => clock.now });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const mine = await openPage(app, clock, { conferenceName: 'Mine' });
    const other = await openPage(app, clock);
    await app.live.turn();
    const [one, heads] = [await openReader(t, app, '?conferenceName=mine'), await openReader(t, app, '?participants=false')];
    await waitUntil('both are told', () => one.heard().length > 0 && heads.heard().length > 0);
    for (const page of [mine, other]) await page.push({ deltas: [], end: 'left' });
    await app.live.turn();
    await waitUntil('both hear the end', () => [one, heads].every(({ heard }) => heard().some(({ change }) => change.ended.length > 0)));
    const names = ({ heard }: typeof one) => new Set(heard().flatMap(({ change }) => change.conferences.map(({ conferenceName }) => conferenceName)));
    t.same(names(one), new Set(['Mine']));
    t.same(new Set(one.heard().flatMap(({ change }) => change.left.map(({ sessionId }) => sessionId))), ids([mine]));
    t.same(names(heads), new Set(['Mine', 'weekly']));
    t.notOk(heads.heard().some(({ change }) => change.participants.length > 0));
});

t.test('a conference that is larger than an event comes in pieces, and all of it comes', async (t) => {
    const clock = createClock();
    const app = await buildTestApp(t, { STREAM_BUFFER: '600000', RATE_LIMIT: '0' }, { now: () => clock.now });
    await app.listen({ port: 0, host: '127.0.0.1' });
    const pages = await Promise.all(Array.from({ length: 300 }, () => openPage(app, clock)));
    clock.now += 10 * SECOND;
    await Promise.all(pages.map((page) => page.push()));
    await app.live.turn();
    const reader = await openReader(t, app);
    await waitUntil('all are told', () => reader.participants().size === pages.length);
    t.ok(reader.heard().length > 2, `${String(reader.heard().length)} events`);
    t.same(reader.heard().slice(0, 2).map(({ event }) => event), ['snapshot', 'change']);
    t.ok([...reader.participants().values()].every(({ state }) => state !== null));
});
