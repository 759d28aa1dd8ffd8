import t from 'tap';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { INTERVAL_MS, NODE_TIMEOUT_MS, openSite, OUTAGE_TIMEOUT_MS, type Node } from './build-instances.js';

const skip = await skipWithoutMongodb();
const mongodb = skip === false ? await openTestMongodb() : { uri: '', newDatabase: () => '', close: () => Promise.resolve() };
t.teardown(() => mongodb.close());

const totals = (namespace: string, ...nodes: Node[]) => nodes.map(({ audience }) => audience.members(namespace));

t.test('instances tell the same total', { skip }, async (t) => {
    const { start, round } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    const early = a.join('n');
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [1, 1]);
    b.join('n');
    b.join('n').leave();
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [2, 2]);
    t.same([...a.audience.list()].map(([, { connections }]) => connections), [3], 'and of all connections that there were');
    const c = start('c');
    await round(c);
    t.same(totals('n', a, b, c), [2, 2, 2], 'also one that has just started, without delay');
    early.leave();
    await round(a, b, c);
    await round(a, b, c);
    t.same(totals('n', a, b, c), [1, 1, 1]);
    await b.instances.leave();
    await round(a, c);
    t.same(totals('n', a, c), [0, 0], 'one that stops is not counted from the next exchange on');
});

t.test('one that is killed is subtracted after the timeout; its listeners, elsewhere by then, count once', { skip }, async (t) => {
    const { start, round } = await openSite(t, mongodb);
    const [a, b, c] = [start('a'), start('b'), start('c')];
    for (let listeners = 0; listeners < 10; listeners++) c.join('n');
    await round(a, b, c);
    await round(a, b, c);
    t.same(totals('n', a, b), [10, 10]);
    // c is no more
    for (let listeners = 0; listeners < 5; listeners++) {
        a.join('n');
        b.join('n');
    }
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [20, 20], 'it may only be slow');
    for (let rounds = 0; rounds < 2; rounds++) await round(a, b);
    t.same(totals('n', a, b), [10, 10]);
    const again = start('c again');
    again.join('n');
    for (let rounds = 0; rounds < 4; rounds++) await round(a, b, again);
    t.same(totals('n', a, b, again), [11, 11, 11]);
});

t.test('an instance without the database goes on, keeps the others for a while, and is right again afterwards', { skip }, async (t) => {
    const { start, round, pass } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    a.join('n');
    const ofB = b.join('n');
    await round(a, b);
    await round(a, b);
    b.isCutOff = true;
    b.join('n');
    for (let rounds = 0; rounds < 4; rounds++) await round(a, b);
    t.same(totals('n', a, b), [1, 3], 'the others do not count it; it counts its own, and the others as they were');
    pass(OUTAGE_TIMEOUT_MS);
    await round(a, b);
    t.same(totals('n', a, b), [1, 2], 'after so long it does not know about the others');
    await round(a, b);
    ofB.leave();
    b.isCutOff = false;
    for (let rounds = 0; rounds < 2; rounds++) await round(a, b);
    t.same(totals('n', a, b), [2, 2]);
    t.same(b.lines.map(([, line]) => line), [
        'The audience of another instance is counted', 'The audience of another instance is not counted any more',
        'The store has been away for too long: only the own audience is counted',
        'The audience of another instance is counted', 'The audience is shared with other instances again'
    ], 'each once');
});

t.test('when nobody had the database nobody is taken for dead because of that', { skip }, async (t) => {
    const { start, round, pass } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    a.join('n');
    b.join('n');
    await round(a, b);
    await round(a, b);
    a.isCutOff = b.isCutOff = true;
    await round(a, b);
    pass(30_000);
    await round(a, b);
    a.isCutOff = false;
    await round(a);
    t.same(totals('n', a), [2], 'b may be on its way');
    await round(a);
    b.isCutOff = false;
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [2, 2]);
    t.notMatch(a.lines.join('\n'), /not counted/);
});

t.test('an instance whose clock is wrong, or is set, counts as any other', { skip }, async (t) => {
    const { start, round } = await openSite(t, mongodb);
    const [a, fast, slow] = [start('a'), start('fast', { clockError: 3_600_000 }), start('slow', { clockError: -3_600_000 })];
    for (const node of [a, fast, slow]) node.join('n');
    await round(a, fast, slow);
    await round(a, fast, slow);
    t.same(totals('n', a, fast, slow), [3, 3, 3]);
    [a.clockError, fast.clockError, slow.clockError] = [-7_200_000, 0, 7_200_000];
    slow.join('n');
    await round(a, fast, slow);
    await round(a, fast, slow);
    t.same(totals('n', a, fast, slow), [4, 4, 4]);
});

t.test('one that the store has forgotten, or that slept for long, begins anew', { skip }, async (t) => {
    const { start, round, pass, shared } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    a.join('n');
    b.join('n');
    await round(a, b);
    await round(a, b);
    await shared.leave('b1');
    b.join('n');
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [3, 3]);
    pass(3_600_000);
    await round(b);
    await round(a, b);
    await round(a, b);
    t.same(totals('n', a, b), [3, 3]);
    t.same((await shared.list()).map(({ instance }) => instance).sort(), ['a2', 'b3'], 'and nothing of the former is left');
});

t.test('a message reaches every listener once, whatever ways it comes', { skip }, async (t) => {
    const { start, round, pass } = await openSite(t, mongodb);
    const [a, b, c] = [start('a'), start('b'), start('c')];
    const listeners = [a, b, c].map((node) => node.join('n'));
    const heard = () => listeners.map((listener) => listener.heard.filter((frame) => frame.includes('=')).join(''));
    await round(a, b, c);
    const send = (id: string) => {
        const message = { id, namespace: 'n', service: 'slide', message: id };
        a.audience.tellHere('n', 'slide', id);
        // b is another worker of the same machine
        b.instances.receive(message);
        return a.instances.send(message);
    };
    t.equal(send('1'), true);
    send('2');
    for (let rounds = 0; rounds < 3; rounds++) await round(a, b, c);
    await new Promise(setImmediate);
    const both = 'data: slide=1\n\ndata: slide=2\n\n';
    t.same(heard(), [both, both, both]);
    a.isCutOff = true;
    send('too late');
    await round(a, b, c);
    pass(60_000);
    const sent = Array.from({ length: 101 }, (_, index) => a.instances.send({ id: `many${String(index)}`, namespace: 'n', service: 's', message: 'm' }));
    t.equal(sent.filter(Boolean).length, 100, 'the rest is too much');
    a.isCutOff = false;
    for (let rounds = 0; rounds < 3; rounds++) await round(a, b, c);
    t.same(listeners[2]?.heard.filter((frame) => frame.includes('too late')), [], 'what nobody waits for any more is not told');
});

t.test('a uuid has one connection, the latest, wherever it is', { skip }, async (t) => {
    const { start, round } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    const STOP = 'retry: -1\n\n';
    const first = a.join('n', 'u');
    const stranger = b.join('n', 'v');
    await round(a, b);
    const second = b.join('n', 'u');
    for (let rounds = 0; rounds < 4; rounds++) await round(a, b);
    t.same([first.ended, second.ended, stranger.ended], [STOP, undefined, undefined]);
    t.same(totals('n', a, b), [2, 2]);
    const third = a.join('n', 'u');
    const fourth = b.join('n', 'u');
    t.equal(second.ended, STOP, 'at once where it is');
    for (let rounds = 0; rounds < 5; rounds++) await round(a, b);
    t.equal([third, fourth].filter(({ ended }) => ended === undefined).length, 1, 'of two at the same moment one stays');
    t.same(totals('n', a, b), [2, 2]);
    a.audience.exclude('n', 'v');
    for (let rounds = 0; rounds < 5; rounds++) await round(a, b);
    t.equal(stranger.ended, STOP, 'a plain request ends it elsewhere, too');
    t.same(totals('n', a, b), [1, 1]);
});

t.test('a connection that comes while an older claim of its uuid is read is the later one', { skip }, async (t) => {
    const { start, round } = await openSite(t, mongodb);
    const [a, b] = [start('a'), start('b')];
    await round(a, b);
    await round(a, b);
    const older = a.join('n', 'u');
    await round(a);
    const joined: ReturnType<Node['join']>[] = [];
    b.beforeReading = () => {
        b.beforeReading = () => undefined;
        joined.push(b.join('n', 'u'));
    };
    for (let rounds = 0; rounds < 5; rounds++) await round(b, a);
    t.same([older, ...joined].map(({ ended }) => ended), ['retry: -1\n\n', undefined]);
    t.same(totals('n', a, b), [1, 1]);
});

/** Repeatable. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function createRandom(seed: number) {
    let state = seed;
    return (below: number): number => {
        state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
        return Math.floor(state / 2 ** 32 * below);
    };
}

for (const seed of [1, 2]) {
    t.test(`whatever happens, every total is exact once it is quiet (seed ${String(seed)})`, { skip }, async (t) => {
        const { start, round } = await openSite(t, mongodb);
        const random = createRandom(seed);
        const open = new Map<Node, { namespace: string; leave(): void }[]>();
        let starts = 0;
        const startOne = () => { open.set(start(`i${String(starts += 1)}`), []); };
        for (let nodes = 0; nodes < 3; nodes++) startOne();
        const any = () => [...open.keys()][random(open.size)]!;
        const joinAt = (node: Node, namespace = `n${String(random(4))}`) => { open.get(node)!.push({ namespace, ...node.join(namespace) }); };
        const actions: [weight: number, act: () => Promise<void> | void][] = [
            [60, () => { joinAt(any()); }],
            [40, () => {
                const listeners = open.get(any())!;
                listeners.splice(random(listeners.length), 1)[0]?.leave();
            }],
            [20, () => any().exchange().catch(() => undefined)],
            [8, () => round(...open.keys())],
            [3, () => { any().isCutOff = true; }],
            [4, () => { for (const node of open.keys()) node.isCutOff = false; }],
            // killed: its listeners come again, elsewhere
            [2, () => {
                const node = any();
                const listeners = open.get(node)!;
                startOne();
                open.delete(node);
                for (const { namespace } of listeners) joinAt(any(), namespace);
            }],
            [1, async () => {
                const node = any();
                if (node.isCutOff) return;
                const listeners = open.get(node)!;
                startOne();
                open.delete(node);
                await node.instances.leave();
                for (const { namespace } of listeners) joinAt(any(), namespace);
            }]
        ];
        const weights = actions.reduce((sum, [weight]) => sum + weight, 0);
        for (let quiet = 0; quiet < 5; quiet++) {
            for (let step = 0; step < 60; step++) {
                let place = random(weights);
                await actions.find(([weight]) => (place -= weight) < 0)![1]();
            }
            for (const node of open.keys()) node.isCutOff = false;
            for (let waited = 0; waited <= NODE_TIMEOUT_MS + 2 * INTERVAL_MS; waited += INTERVAL_MS) await round(...open.keys());
            for (let namespace = 0; namespace < 4; namespace++) {
                const name = `n${String(namespace)}`;
                const real = [...open.values()].flat().filter((listener) => listener.namespace === name).length;
                t.same(totals(name, ...open.keys()), [...open.keys()].map(() => real), `${name}: ${String(real)} of ${String(open.size)} instances`);
            }
        }
    });
}
