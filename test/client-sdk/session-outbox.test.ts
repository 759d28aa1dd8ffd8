import t from 'tap';
import { settingsOf, type CollectorOptions } from '../../client-sdk/src/options.js';
import { createSessionOutbox } from '../../client-sdk/src/session-outbox.js';
import type { SessionFields } from '../../client-sdk/src/unsent.js';
import { createFakeEnvironment, OFFLINE, type Answer, type SentRequest } from './fake-environment.js';

const IDENTITY = { sessionKey: '9f86d081884c7d659a2feaa0c55ad015', sessionId: 'c2a1f0e2-6d2e-8b3a-9c41-5a1f0e2b7d11' };
const FIELDS: SessionFields = { conferenceName: 'weekly-standup', startedAt: 1_795_228_082_000 };

function open(options: CollectorOptions = {}, change: (environment: ReturnType<typeof createFakeEnvironment>['environment']) => object = () => ({})) {
    const { page, environment } = createFakeEnvironment();
    const told = { losses: 0, rejections: 0, intervals: [] as number[] };
    const settings = settingsOf({ endpoint: page.endpoint, ...options })!;
    const outbox = createSessionOutbox({ ...environment, ...change(environment) }, settings, Promise.resolve(IDENTITY), {
        onLoss() { told.losses++; },
        onRejected() { told.rejections++; },
        onPushInterval(ms) { told.intervals.push(ms); }
    });
    outbox.setPost(FIELDS);
    return { page, outbox, told };
}

const push = (seq: number) => JSON.stringify({ seq, deltas: [], events: [] });
const isPost = ({ path }: SentRequest) => path === 'v1/sessions';
const seqs = ({ pushes }: { pushes: () => Record<string, unknown>[] }) => pushes().map(({ seq }) => seq);
const unsentKeys = ({ storage }: { storage: object }) => Object.keys(storage).filter((key) => key.startsWith('confmeter.unsent.'));

t.test('sends the metadata first, then the pushes one at a time, in order, to the session\'s own address', async (t) => {
    const { page, outbox, told } = open();
    let underWay = 0;
    page.answer = async (request) => {
        t.equal(++underWay, 1);
        await Promise.resolve();
        underWay--;
        return page.asService(request);
    };
    for (const seq of [0, 1, 2]) outbox.add(push(seq));
    await outbox.settled();
    t.strictSame(page.sent.map(({ path }) => path), ['v1/sessions', ...Array<string>(3).fill(`v1/sessions/${IDENTITY.sessionId}/metrics`)]);
    t.strictSame(page.posts(), [{ ...IDENTITY, ...FIELDS, sentAt: page.time }]);
    t.strictSame(page.pushes()[1], { token: 'the-token', sentAt: page.time, seq: 1, deltas: [], events: [] });
    t.strictSame(told, { losses: 0, rejections: 0, intervals: [30_000] });
});

for (const [name, fail] of Object.entries<() => Answer>({
    'no answer': () => { throw OFFLINE; }, 408: () => ({ status: 408 }), 429: () => ({ status: 429 }), 500: () => ({ status: 500 }),
    503: () => ({ status: 503, body: { code: 'spool_full' } }), 'an answer that is no JSON': () => ({ status: 200, body: '<html>' })
})) {
    t.test(`keeps a push and sends the same again after ${name}, with a new time`, async (t) => {
        const { page, outbox, told } = open();
        let failures = 2;
        page.answer = (request) => isPost(request) || failures-- <= 0 ? page.asService(request) : fail();
        outbox.add(push(0));
        await page.settle();
        t.strictSame(seqs(page), [0]);
        await page.advance(120_000);
        t.strictSame(seqs(page), [0, 0, 0]);
        const [first, second] = page.pushes();
        t.ok((second?.sentAt as number) > (first?.sentAt as number));
        t.strictSame({ ...second, sentAt: 0 }, { ...first, sentAt: 0 });
        t.equal(told.losses, 0);
    });
}

t.test('waits longer after each failure, at random up to a minute', async (t) => {
    const { page, outbox } = open();
    page.answer = () => ({ status: 503 });
    page.random = () => 1;
    outbox.add(push(0));
    await page.advance(400_000);
    const waits = page.sent.map(({ at }, place) => at - (page.sent[place - 1]?.at ?? at)).slice(1);
    t.strictSame(waits.slice(0, 9), [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
    const before = page.sent.length;
    page.random = () => 0;
    page.answer = (request) => page.sent.length < before + 5 ? { status: 503 } : page.asService(request);
    await page.advance(60_000);
    t.equal(new Set(page.sent.slice(before).map(({ at }) => at)).size, 1, 'full jitter: from nothing on');
});

t.test('waits as long as Retry-After says, in seconds or as a date, and a little more', async (t) => {
    for (const after of ['7', 'date', '86400']) {
        const { page, outbox } = open();
        let failures = 1;
        const header = after === 'date' ? new Date(Math.floor(page.time / 1000) * 1000 + 7000).toUTCString() : after;
        page.answer = (request) => isPost(request) || failures-- <= 0 ? page.asService(request) : { status: 429, headers: { 'retry-after': header } };
        outbox.add(push(0));
        await page.advance(700_000);
        const [first, second] = page.sent.filter((request) => !isPost(request)).map(({ at }) => at);
        t.equal(second! - first!, (after === '86400' ? 600_000 : 7000) + 500, after);
    }
});

t.test('offline it waits for the browser to be online', async (t) => {
    const { page, outbox } = open();
    page.online = false;
    outbox.add(push(0));
    await page.advance(50_000);
    t.equal(page.sent.length, 1);
    page.online = true;
    page.fire('online');
    await outbox.settled();
    t.strictSame(seqs(page), [0]);
    t.equal(page.listenerCount, 0);
    t.equal(page.timerCount, 0);
});

t.test('on 401 posts the session once more and sends the push again', async (t) => {
    const { page, outbox, told } = open();
    let tokens = 0;
    page.answer = (request) => isPost(request)
        ? { status: 200, body: { token: `token-${String(++tokens)}` } }
        : { status: request.body.token === 'token-2' ? 204 : 401 };
    outbox.add(push(0));
    await outbox.settled();
    t.strictSame(page.sent.map((request) => isPost(request) ? 'post' : request.body.token), ['post', 'token-1', 'post', 'token-2']);
    t.equal(told.losses, 0);
});

t.test('does not storm a service that refuses its own tokens', async (t) => {
    const { page, outbox, told } = open();
    page.answer = (request) => isPost(request) ? page.asService(request) : { status: 401 };
    outbox.add(push(0));
    await page.advance(600_000);
    t.ok(page.pushes().length > 5 && page.pushes().length < 40, String(page.pushes().length));
    t.equal(told.losses, 0);
});

t.test('stops for good on 403, for the metadata or a push', async (t) => {
    const metadata = open();
    metadata.page.answer = () => ({ status: 403, body: { code: 'conference_not_allowed' } });
    metadata.outbox.add(push(0));
    await metadata.outbox.settled();
    const later = open();
    later.outbox.add(push(0));
    await later.outbox.settled();
    later.page.answer = () => ({ status: 403, body: { code: 'origin_not_allowed' } });
    later.outbox.add(push(1));
    later.outbox.add(push(2));
    await later.outbox.settled();
    for (const [{ page, outbox, told }, requests] of [[metadata, 1], [later, 3]] as const) {
        t.equal(told.rejections, 1);
        outbox.add(push(3));
        outbox.setPost({ ...FIELDS, meetingId: 'b7c1d2e3' });
        outbox.flush();
        await page.advance(600_000);
        t.equal(page.sent.length, requests);
        t.strictSame(unsentKeys(page), []);
    }
});

t.test('gives up a session whose metadata is refused', async (t) => {
    const { page, outbox, told } = open();
    page.answer = () => ({ status: 400, body: { code: 'bad_request' } });
    outbox.add(push(0));
    await page.advance(600_000);
    t.equal(page.sent.length, 1);
    t.equal(told.rejections, 1);
});

t.test('goes on when only later metadata is refused', async (t) => {
    const { page, outbox, told } = open();
    await outbox.settled();
    page.answer = (request) => isPost(request) ? { status: 400 } : page.asService(request);
    outbox.setPost({ ...FIELDS, meetingId: 'b7c1d2e3' });
    outbox.add(push(0));
    await outbox.settled();
    t.strictSame(seqs(page), [0]);
    t.equal(told.rejections, 0);
});

t.test('posts what was learned while the metadata was under way', async (t) => {
    const { page, outbox } = open();
    let answer: () => void = () => undefined;
    page.answer = (request) => new Promise((resolve) => { answer = () => { resolve(page.asService(request)); }; });
    await page.settle();
    outbox.setPost({ ...FIELDS, meetingId: 'b7c1d2e3' });
    answer();
    await page.settle();
    t.strictSame(page.posts().map(({ meetingId }) => meetingId), [undefined, 'b7c1d2e3']);
});

t.test('loses a push that is refused, says so, and goes on', async (t) => {
    const { page, outbox, told } = open();
    page.answer = (request) => request.body.seq === 1 ? { status: 413 } : page.asService(request);
    for (const seq of [0, 1, 2]) outbox.add(push(seq));
    await outbox.settled();
    t.strictSame(seqs(page), [0, 1, 2]);
    t.equal(told.losses, 1);
});

t.test('asks again when an answer to the metadata has no token: something else answered', async (t) => {
    const { page, outbox } = open();
    let answers = 0;
    page.answer = (request) => isPost(request) && answers++ === 0 ? { status: 200, body: { hello: 'world' } } : page.asService(request);
    outbox.add(push(0));
    await page.settle();
    t.equal(page.posts().length, 1, 'not at once');
    await page.advance(2000);
    t.equal(page.posts().length, 2);
    t.strictSame(seqs(page), [0]);
});

t.test('says what it had to let go when too much is waiting', async (t) => {
    const { page, outbox, told } = open({ maxQueuedPushes: 2 });
    page.answer = () => { throw OFFLINE; };
    for (const seq of [0, 1, 2, 3]) outbox.add(push(seq));
    t.equal(told.losses, 2);
    page.answer = page.asService;
    await page.advance(5000);
    t.strictSame(seqs(page), [2, 3]);
});

t.test('a leaving page sends all that waits at once, and nothing that is under way', async (t) => {
    const { page, outbox } = open();
    await outbox.settled();
    page.answer = () => new Promise(() => undefined);
    for (const seq of [0, 1, 2]) outbox.add(push(seq));
    await page.settle();
    t.strictSame(seqs(page), [0]);
    outbox.flush();
    outbox.flush();
    t.strictSame(seqs(page), [0, 1, 2]);
    t.ok(page.sent.every(({ keepalive, beacon }) => keepalive && !beacon));
});

t.test('a page that stays after a flush counts what was accepted, and sends the rest again', async (t) => {
    const { page, outbox, told } = open();
    await outbox.settled();
    page.answer = ({ body }) => ({ status: body.seq === 1 ? 204 : 503 });
    for (const seq of [0, 1, 2]) outbox.add(push(seq));
    await page.settle();
    outbox.flush();
    await page.settle();
    page.answer = page.asService;
    await page.advance(5000);
    const after = seqs(page).slice(4);
    t.strictSame(after, [0, 2]);
    t.equal(told.losses, 0);
    t.strictSame(unsentKeys(page), []);
});

t.test('without keepalive a leaving page sends beacons, also of what is under way', async (t) => {
    const { page, outbox } = open({}, () => ({ keepalive: false }));
    await outbox.settled();
    page.answer = () => new Promise(() => undefined);
    for (const seq of [0, 1]) outbox.add(push(seq));
    await page.settle();
    outbox.flush();
    t.strictSame(page.sent.slice(1).map(({ body, beacon }) => [body.seq, beacon]), [[0, false], [0, true], [1, true]]);
});

t.test('cannot flush before it has a token, and keeps what waits for the next page', async (t) => {
    const { page, outbox } = open();
    page.answer = () => new Promise(() => undefined);
    outbox.add(push(0));
    await page.settle();
    outbox.flush();
    t.equal(page.sent.length, 1);
    const [key] = unsentKeys(page);
    t.strictSame(JSON.parse(page.storage.getItem(key!)!), { identity: IDENTITY, post: FIELDS, pushes: [push(0)] });
});

t.test('keeps what is not accepted, and forgets it when it is', async (t) => {
    const { page, outbox } = open();
    page.answer = () => ({ status: 503 });
    await page.settle();
    t.strictSame(unsentKeys(page), [`confmeter.unsent.${IDENTITY.sessionId}`], 'the metadata alone, too');
    for (const seq of [0, 1]) outbox.add(push(seq));
    const kept = JSON.parse(page.storage.getItem(unsentKeys(page)[0]!)!) as { pushes: string[] };
    t.strictSame(kept.pushes, [push(0), push(1)]);
    page.answer = page.asService;
    await page.advance(5000);
    t.strictSame(unsentKeys(page), []);
    outbox.add(push(2));
    t.equal(unsentKeys(page).length, 1);
    await outbox.settled();
    t.equal(unsentKeys(page).length, 0);
});

t.test('works as well where nothing can be kept', async (t) => {
    const full = open({}, ({ storage }) => ({ storage: { ...storage, setItem() { throw new DOMException('full', 'QuotaExceededError'); } } }));
    full.outbox.add(push(0));
    await full.outbox.settled();
    t.strictSame(seqs(full.page), [0]);
});
