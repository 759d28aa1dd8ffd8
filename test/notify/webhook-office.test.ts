import path from 'node:path';
import t, { type Test } from 'tap';
import type { Transition } from '../../schemas/live-transition.js';
import { endpointOf } from '../../src/notify/webhook-message.js';
import { createWebhookOffice } from '../../src/notify/webhook-office.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { Store } from '../../src/store/store.js';
import { createLogLines } from '../support/log-lines.js';
import { waitUntil } from '../support/wait-until.js';
import { aTransition } from './a-transition.js';
import { createClock } from './create-clock.js';
import { startReceiver, type Receiver } from './start-receiver.js';

const MINUTE = 60_000, HOUR = 60 * MINUTE;
const folder = t.testdir();
let files = 0;
let holders = 0;

type Options = Parameters<typeof createWebhookOffice>[0];

/** An office of this process on a real store; `open` makes another one, as another process would. */
async function setUp(t: Test, receivers: readonly Receiver[], options: Partial<Options> = {}) {
    const store = await openSqliteStore(path.join(folder, `store-${String(++files)}.sqlite`));
    t.teardown(() => store.close());
    const clock = createClock();
    const { log, lines } = createLogLines();
    const open = (changes: Partial<Options> = {}) => {
        const office = createWebhookOffice({
            urls: receivers.map(({ url }) => url), keys: [Buffer.alloc(32, 1)], types: [], timeoutMs: 60_000, retryMs: 24 * HOUR, concurrency: 4,
            maxMessages: 100, maxBytes: 1e6, holder: `process ${String(++holders)}`, store, log, random: () => 0.5, ...clock, ...options, ...changes
        });
        t.teardown(() => office.close());
        office.start();
        return office;
    };
    const at = (id: string, changes: Partial<Transition> = {}) => aTransition(id, { at: clock.now(), ...changes });
    /** Lets time pass, minute by minute, until something is so. */
    const passUntil = (what: string, condition: () => boolean, stepMs = 1000) => waitUntil(what, async () => {
        if (condition()) return true;
        await clock.pass(stepMs);
        return false;
    });
    return { store, clock, lines, open, office: open(), at, passUntil };
}

const inConference = (name: string) => ({ conference: { ...aTransition('').conference, conferenceId: name.padEnd(22, 'x') } });
const pending = async ({ webhooks }: Store, { url }: Receiver) => (await webhooks.backlog(endpointOf(url))).messages;

t.test('every endpoint is told once, in order, however many processes tell it and however often', async (t) => {
    const receivers = [await startReceiver(t), await startReceiver(t)];
    const { open, office, at, passUntil } = await setUp(t, receivers);
    const other = open();
    const happened = ['a', 'b', 'c', 'd'].map((id) => at(id));
    for (const transition of happened) {
        office.tell(transition);
        other.tell(transition);
    }
    await passUntil('all are delivered', () => receivers.every(({ received }) => received.length >= 4));
    await office.close();
    const afterRestart = open();
    for (const transition of [...happened, at('e')]) afterRestart.tell(transition);
    await passUntil('the new one is delivered', () => receivers.every(({ received }) => received.length >= 5), 10_000);
    const [ids, others] = receivers.map(({ received }) => received.map(({ id }) => id));
    t.equal(new Set(ids).size, 5);
    t.same(ids, others);
    t.equal(ids?.length, 5);
});

t.test('only what is wanted is told, and nothing of long ago', async (t) => {
    const receiver = await startReceiver(t);
    const { clock, office, at, passUntil } = await setUp(t, [receiver], { types: ['conference.started', 'issue.opened'] });
    office.tell(at('joined'));
    office.tell(at('old', { type: 'issue.opened', at: clock.now() - 24 * HOUR - 1 }));
    office.tell(at('opened', { type: 'issue.opened' }));
    await passUntil('it is delivered', () => receiver.received.length > 0);
    t.same(receiver.received.map(({ type }) => type), ['issue.opened']);
});

t.test('what fails is tried again after pauses that grow, the same bytes; what came after it waits', async (t) => {
    const receiver = await startReceiver(t);
    const { clock, lines, office, at, passUntil } = await setUp(t, [receiver]);
    receiver.answers(503);
    office.tell(at('first'));
    office.tell(at('second'));
    const begin = clock.now();
    await passUntil('it was tried four times', () => receiver.received.length === 4);
    t.ok(clock.now() - begin >= 35_000, '5, 10 and 20 s');
    t.equal(new Set(receiver.received.map(({ id }) => id)).size, 1);
    t.equal(new Set(receiver.received.map(({ body }) => body)).size, 1);
    t.equal(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size, 4, 'signed anew');
    receiver.answers(200);
    await passUntil('both are delivered', () => receiver.received.length === 6);
    await passUntil('that is told', () => lines.length === 2);
    t.match(lines, [['warn', 'An endpoint does not take a webhook; it is tried again'], ['info', 'An endpoint takes webhooks again']]);
    t.match(office.counts(), [{ delivered: 2, failures: 4, givenUp: 0, dropped: 0 }]);
});

t.test('one that fails for itself is passed after a while, and comes later', async (t) => {
    const receiver = await startReceiver(t);
    const { office, at, passUntil } = await setUp(t, [receiver]);
    let bad = '';
    receiver.answers((request, response) => {
        bad ||= String(request.headers['webhook-id']);
        response.writeHead(request.headers['webhook-id'] === bad ? 500 : 204).end();
    });
    for (const id of ['bad', 'b', 'c']) office.tell(at(id));
    await passUntil('the others are delivered', () => receiver.received.length === 7, 5000);
    t.same(receiver.received.map(({ id }) => id === bad), [true, true, true, true, true, false, false]);
    receiver.answers(200);
    await passUntil('it is delivered', () => office.counts()[0]?.delivered === 3, 10_000);
    t.equal(receiver.received.at(-1)?.id, bad);
});

t.test('a dead endpoint holds up no other; after WEBHOOK_RETRY_HOURS it is given up', async (t) => {
    const [dead, alive] = [await startReceiver(t), await startReceiver(t)];
    const { store, lines, office, at, passUntil } = await setUp(t, [dead, alive], { retryMs: HOUR });
    dead.answers((request) => { request.socket.destroy(); });
    for (const id of ['a', 'b', 'c']) office.tell(at(id));
    await passUntil('the other one is told', () => alive.received.length === 3, 10);
    t.ok(dead.received.length <= 1);
    await passUntil('all are given up', () => office.counts()[0]?.givenUp === 3, MINUTE);
    t.equal(await pending(store, dead), 0);
    t.equal(lines.filter(([, line]) => String(line).includes('given up')).length, 1, 'told once');
});

t.test('a receiver that asks for time gets it', async (t) => {
    const receiver = await startReceiver(t);
    const { clock, office, at, passUntil } = await setUp(t, [receiver]);
    receiver.answers((_request, response) => response.writeHead(429, { 'retry-after': '600' }).end());
    office.tell(at('a'));
    await passUntil('it has answered', () => office.counts()[0]?.failures === 1, 10);
    receiver.answers(200);
    const begin = clock.now();
    await passUntil('it is told again', () => receiver.received.length === 2, 5000);
    t.ok(clock.now() - begin >= 590_000, String(clock.now() - begin));
});

t.test('who answers 410 is told nothing any more', async (t) => {
    const receiver = await startReceiver(t);
    const { store, clock, lines, office, at, passUntil } = await setUp(t, [receiver]);
    receiver.answers(410);
    for (const id of ['a', 'b']) office.tell(at(id));
    await passUntil('that is told', () => lines.length === 1);
    t.match(lines, [['error', /wants no webhooks any more \(410\)/]]);
    receiver.answers(200);
    office.tell(at('c'));
    await clock.pass(HOUR);
    t.equal(receiver.received.length, 1);
    t.equal(await pending(store, receiver), 0);
});

t.test('of more than may wait the oldest go, by number and by bytes, and that is told once', async (t) => {
    const limits = [{ maxMessages: 3 }, { maxBytes: JSON.stringify(aTransition('a')).length * 4 }];
    for (const limit of limits) await t.test(JSON.stringify(limit), async (t) => {
        const receiver = await startReceiver(t);
        const { store, lines, office, at, passUntil } = await setUp(t, [receiver], limit);
        receiver.answers(503);
        office.tell(at('a'));
        await passUntil('it has failed', () => office.counts()[0]?.failures === 1);
        for (const [index, id] of ['b', 'c', 'd', 'e', 'f'].entries()) {
            office.tell(at(id));
            await waitUntil('it waits', async () => await pending(store, receiver) > index + 1 || (office.counts()[0]?.dropped ?? 0) > 0);
        }
        await passUntil('some are dropped', () => (office.counts()[0]?.dropped ?? 0) > 0);
        receiver.answers(200);
        await passUntil('the others are delivered', () => office.counts()[0]?.delivered === 3, 5000);
        t.equal(await pending(store, receiver), 0);
        t.equal(office.counts()[0]?.dropped, 3);
        t.equal(lines.filter(([, line]) => String(line).includes('the oldest go')).length, 1);
    });
});

t.test('who is erased is told of no more, also in what is told afterwards', async (t) => {
    const receiver = await startReceiver(t);
    const { store, clock, office, at, passUntil } = await setUp(t, [receiver]);
    receiver.answers(503);
    office.tell(at('a'));
    await passUntil('it has failed', () => office.counts()[0]?.failures === 1);
    await store.erasures.mark({ userId: 'marie' }, clock.now(), 10);
    receiver.answers(200);
    office.tell(at('b'));
    office.tell({ ...at('c', { type: 'conference.ended' }), participant: undefined } as unknown as Transition);
    await passUntil('the others are told', () => receiver.received.length === 2);
    t.same(receiver.received.slice(1).map(({ type }) => type), ['conference.ended']);
    t.equal(await pending(store, receiver), 0);
});

t.test('several conferences are told of at once, each in its order', async (t) => {
    const receiver = await startReceiver(t);
    const { office, at, passUntil } = await setUp(t, [receiver], { concurrency: 3 });
    const open: (() => void)[] = [];
    receiver.answers((_request, response) => { open.push(() => { response.writeHead(204).end(); }); });
    for (let index = 0; index < 10; index += 1) office.tell(at(`a${String(index)}`, { ...inConference(`c${String(index % 5)}`) }));
    await passUntil('three are under way', () => open.length === 3, 10);
    const heard = receiver.received.map(({ body }) => /"conferenceId":"c(\d)/.exec(body)?.[1]);
    t.same(heard.sort(), ['0', '1', '2']);
    receiver.answers(204);
    for (const answer of open) answer();
    await passUntil('all are delivered', () => office.counts()[0]?.delivered === 10);
    t.equal(receiver.received.length, 10);
});

t.test('a store that is away holds nothing up for long, and what was told meanwhile is kept', async (t) => {
    const receiver = await startReceiver(t);
    const { store, open, at, lines, passUntil } = await setUp(t, []);
    let isAway = true;
    const away = new Proxy(store.webhooks, {
        get: (webhooks, name: keyof Store['webhooks']) => isAway ? () => Promise.reject(new Error('away')) : webhooks[name]
    });
    const office = open({ urls: [receiver.url], store: { webhooks: away, erasures: store.erasures }, maxMessages: 2 });
    for (const id of ['a', 'b', 'c']) office.tell(at(id));
    await passUntil('that is told', () => lines.some(([, line]) => String(line).includes('waits in memory')));
    isAway = false;
    await passUntil('the newest are delivered', () => receiver.received.length === 2);
    t.match(lines.map(([, line]) => line).slice(-1), ['The store takes what webhooks tell again']);
    t.equal(lines.filter(([, line]) => String(line).includes('waits in memory')).length, 1);
});

t.test('what was under way when it ended is delivered by the next one', async (t) => {
    const receiver = await startReceiver(t);
    const { open, office, at, passUntil } = await setUp(t, [receiver]);
    receiver.answers(() => undefined);
    office.tell(at('a'));
    await passUntil('it is under way', () => receiver.received.length === 1, 10);
    await office.close();
    receiver.answers(200);
    const next = open();
    await passUntil('it is delivered', () => next.counts()[0]?.delivered === 1);
    t.equal(receiver.received.length, 2);
    t.equal(receiver.received[0]?.id, receiver.received[1]?.id);
});
