import t, { type Test } from 'tap';
import type { ConnectionStatePatch } from '../../schemas/connection-state.js';
import { openCollector, pushesOf, stats } from './open-collector.js';

/* When and in which order samples are told with what getStats() answers, if it does. */

type Report = Map<unknown, Record<string, unknown>>;

/** A peer connection whose answers a test gives when it likes. Each tells of 10 more packets, and that as many packets were lost as it says. */
function createPeerConnection() {
    const asked: ((report: Report) => void)[] = [];
    return {
        /** How often it was asked. */
        get asked() { return asked.length; },
        getStats: () => new Promise<Report>((resolve) => { asked.push(resolve); }),
        answer(call: number, packetsReceived: number, packetsLost = 0) {
            asked[call]?.(new Map([['i', {
                id: 'i', ssrc: 1, type: 'inbound-rtp', kind: 'video', timestamp: 1000 * packetsReceived, packetsReceived, packetsLost,
                framesPerSecond: 20
            }]]));
        }
    };
}

/** A call whose first report has come; from then on deltas are `at`, quality, and whether the deeper part is there, of what is pushed. */
async function openCall(t: Test, options = {}) {
    const opened = openCollector(options);
    const { page, conference } = opened;
    const connection = createPeerConnection();
    conference.peerConnection = connection;
    conference.join();
    await page.settle();
    conference.emitStats(stats(1));
    connection.answer(0, 100);
    await page.settle();
    const start = page.time;
    let state: ConnectionStatePatch = {};
    t.teardown(() => { conference.leave(); });
    return {
        ...opened, connection,
        told: () => pushesOf(page).flatMap(({ deltas }) => deltas).map(({ at, keyframe, patch = {} }) => {
            state = keyframe ? patch : { ...state, ...patch };
            return [at - start, state.connectionQuality, !!state.inbound];
        })
    };
}

t.test('a sample keeps the moment of its stats event, though the answer comes later', async (t) => {
    const { page, conference, connection, told } = await openCall(t);
    await page.advance(2000);
    conference.emitStats(stats(2));
    await page.advance(700);
    connection.answer(1, 110);
    await page.advance(30_000);
    t.strictSame(told(), [[0, 1, true], [2000, 2, true]]);
    t.match(pushesOf(page)[0]?.deltas[1]?.patch, { inbound: { video: { packetLoss: 0 } } });
});

t.test('samples are told in the order of their events, also when one comes while another waits', async (t) => {
    const { page, conference, connection, told } = await openCall(t);
    await page.advance(2000);
    conference.emitStats(stats(2));
    await page.advance(100);
    conference.emitStats(stats(0));
    t.equal(connection.asked, 2, 'who has not answered is not asked once more');
    await page.advance(100);
    conference.emitStats(stats(3));
    connection.answer(1, 110);
    await page.settle();
    conference.emitStats(stats(4));
    t.equal(connection.asked, 3);
    connection.answer(2, 120);
    await page.advance(30_000);
    t.strictSame(told(), [[0, 1, true], [2000, 2, true], [2100, 0, false], [2200, 3, false], [2200, 4, true]]);
});

t.test('a sample waits a second, and one that never gets an answer keeps nobody else waiting', async (t) => {
    const { page, conference, connection, told } = await openCall(t);
    await page.advance(2000);
    conference.emitStats(stats(2));
    await page.advance(999);
    conference.emitStats(stats(3));
    await page.advance(1);
    for (let quality = 4; quality < 7; quality++) {
        conference.emitStats(stats(quality));
        await page.advance(2000);
    }
    t.equal(connection.asked, 2, 'nor is it asked again and again');
    await page.advance(30_000);
    t.strictSame(told(), [[0, 1, true], [2000, 2, false], [2999, 3, false], [3000, 4, false], [5000, 5, false], [7000, 6, false]]);
    const next = createPeerConnection();
    conference.peerConnection = next;
    conference.emitStats(stats(7));
    t.equal(next.asked, 1, 'another connection is asked');
});

t.test('a sample goes on as soon as it is answered, or after a second', async (t) => {
    const { page, conference, connection, told } = await openCall(t, { maxDeltas: 1 });
    const timers = page.timerCount;
    conference.emitStats(stats(2));
    await page.advance(300);
    t.equal(told().length, 1);
    connection.answer(1, 110);
    await page.settle();
    t.strictSame(told().at(-1), [0, 2, true]);
    t.equal(page.timerCount, timers, 'and waits for nothing more');
    conference.emitStats(stats(3));
    await page.advance(999);
    t.equal(told().length, 2);
    await page.advance(1);
    t.strictSame(told().at(-1), [300, 3, false]);
});

t.test('a push that is full of events does not take a sample along that still waits', async (t) => {
    const { page, conference, connection, told } = await openCall(t, { maxEvents: 1 });
    conference.emitStats(stats(2));
    conference.emit('conference.noisy_mic');
    connection.answer(1, 110);
    await page.advance(30_000);
    t.strictSame(told(), [[0, 1, true], [0, 2, true]]);
});

t.test('what an answer tells that comes too late is told by the next one', async (t) => {
    const { page, conference, connection } = await openCall(t);
    await page.advance(2000);
    conference.emitStats(stats(2));
    await page.advance(1500);
    connection.answer(1, 110, 10);
    await page.settle();
    conference.emitStats(stats(3));
    connection.answer(2, 120, 20);
    await page.advance(30_000);
    t.match(pushesOf(page)[0]?.deltas[2]?.patch, { inbound: { video: { packetLoss: 50 } } }, '20 of 40');
});

const takers: Record<string, (call: Awaited<ReturnType<typeof openCall>>) => unknown> = {
    'the next push': ({ page }) => page.advance(500),
    'a hidden page': ({ page }) => { page.hide(); },
    'a page that is left': ({ page }) => { page.fire('pagehide'); },
    'the end': ({ conference }) => { conference.leave(); }
};
for (const [what, take] of Object.entries(takers)) {
    t.test(`${what} takes a sample along that still waits, as it is, and once`, async (t) => {
        const call = await openCall(t);
        const { page, conference, connection, told } = call;
        await page.advance(29_500);
        conference.emitStats(stats(2));
        await page.settle();
        t.strictSame(told(), []);
        await take(call);
        await page.settle();
        const expected = [[0, 1, true], [29_500, 2, false]];
        t.strictSame(told(), expected);
        connection.answer(1, 110, 10);
        await page.advance(60_000);
        t.strictSame(told(), expected, 'the late answer is not told');
    });
}

t.test('without a peer connection, or with one that fails in any way, a sample is told at once and as it is', async (t) => {
    const rejected: unknown[] = [];
    const note = (reason: unknown) => { rejected.push(reason); };
    process.on('unhandledRejection', note);
    t.teardown(() => { process.off('unhandledRejection', note); });
    const fail = () => { throw new Error('of the page'); };
    const answers = (getStats: unknown) => () => ({ peerconnection: { getStats } });
    const ways: Record<string, unknown> = {
        'an old library': undefined, 'something else': 7, 'fails': fail, 'none': () => null, 'none yet': () => undefined,
        'without the browser\'s': () => ({}), 'empty': () => ({ peerconnection: null }), 'no connection': () => ({ peerconnection: {} }),
        'one that may not be seen': () => ({ get peerconnection() { return fail(); } }),
        'getStats fails': answers(fail), 'rejects': answers(() => Promise.reject(new Error('closed'))), 'answers nothing': answers(() => undefined),
        'no report': answers(async () => ({ forEach: fail })), 'no objects': answers(async () => new Map([[1, null]])),
        'bad objects': answers(async () => new Map([['i', { get type() { return fail(); } }]])),
        'no promise': answers(() => ({ get then() { return fail(); } }))
    };
    for (const [what, getActivePeerConnection] of Object.entries(ways)) {
        const { page, conference } = openCollector({ maxDeltas: 1 });
        Object.assign(conference, { getActivePeerConnection });
        for (const quality of [1, 2]) {
            conference.emitStats(stats(quality));
            await page.settle();
            t.strictSame(pushesOf(page).at(-1)?.deltas[0]?.patch, stats(quality), what);
        }
    }
    await new Promise((resolve) => { setImmediate(resolve); });
    t.strictSame(rejected, []);
});

t.test('a session that the service does not want leaves no timer behind', async (t) => {
    const { page, conference } = await openCall(t);
    let refuse: () => void = () => undefined;
    page.answer = () => new Promise((resolve) => { refuse = () => { resolve({ status: 403 }); }; });
    await page.advance(30_000);
    conference.emitStats(stats(2));
    refuse();
    await page.settle();
    t.equal(page.timerCount, 0);
});

t.test('so many stats that a push is full are told whole and in order', async (t) => {
    const { page, conference } = openCollector({ maxDeltas: 2 });
    const connection = createPeerConnection();
    conference.peerConnection = connection;
    for (let quality = 0; quality < 5; quality++) {
        conference.emitStats(stats(quality));
        connection.answer(quality, quality + 1);
        await page.settle();
    }
    t.strictSame(pushesOf(page).map(({ deltas }) => deltas.map(({ patch }) => patch?.connectionQuality)), [[0, 1], [2, 3]]);
});
