import t from 'tap';
import { createPushQueue } from '../../client-sdk/src/push-queue.js';

const create = (limits: { maxQueuedPushes?: number; maxQueuedCharacters?: number }, bodies: string[] = []) => {
    const losses: number[] = [];
    const queue = createPushQueue({ maxQueuedPushes: 240, maxQueuedCharacters: 262_144, ...limits }, () => { losses.push(losses.length); }, bodies);
    return { queue, losses, bodies: () => queue.all().map(({ body }) => body) };
};

t.test('keeps pushes in order until they are taken out', (t) => {
    const { queue, losses, bodies } = create({}, ['left over']);
    queue.add('one');
    queue.add('two');
    t.strictSame(bodies(), ['left over', 'one', 'two']);
    const [first] = queue.all();
    queue.remove(first!);
    queue.remove(first!);
    t.strictSame(bodies(), ['one', 'two']);
    t.strictSame(losses, []);
    t.end();
});

t.test('lets the oldest go when there are too many', (t) => {
    const { queue, losses, bodies } = create({ maxQueuedPushes: 2 });
    for (const body of ['one', 'two', 'three', 'four']) queue.add(body);
    t.strictSame(bodies(), ['three', 'four']);
    t.equal(losses.length, 2);
    t.end();
});

t.test('lets the oldest go when they are too long together, and counts what has gone', (t) => {
    const { queue, losses, bodies } = create({ maxQueuedCharacters: 10 }, ['1234']);
    queue.add('5678');
    t.equal(losses.length, 0);
    queue.add('9abc');
    t.strictSame(bodies(), ['5678', '9abc']);
    t.equal(losses.length, 1);
    queue.remove(queue.all()[0]!);
    queue.add('defghi');
    t.strictSame(bodies(), ['9abc', 'defghi']);
    t.equal(losses.length, 1);
    t.end();
});

t.test('keeps one that alone is too long', (t) => {
    const { queue, losses, bodies } = create({ maxQueuedCharacters: 3 });
    queue.add('12345');
    t.strictSame(bodies(), ['12345']);
    t.equal(losses.length, 0);
    t.end();
});
