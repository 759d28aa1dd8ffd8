import { setImmediate } from 'node:timers/promises';
import t from 'tap';
import { createDelivery, type Listener } from '../../src/live/delivery.js';
import { waitUntil } from '../support/wait-until.js';

/** A crowd of so many, and what each of them heard. `cost`: what a send takes, on the test's clock. */
function createCrowd(size: number, onSend: () => void = () => undefined) {
    const heard: string[][] = [];
    const listening = new Set<{ listener: Listener; number: number }>();
    const join = () => {
        const texts: string[] = [];
        const number = heard.push(texts);
        const recipient = { number, listener: { send: (frame: string | Buffer) => { texts.push(String(frame)); onSend(); }, end: () => undefined } };
        listening.add(recipient);
        return recipient;
    };
    for (let count = 0; count < size; count += 1) join();
    return { crowd: { listening }, heard, join, leave: (recipient: { listener: Listener; number: number }) => listening.delete(recipient) };
}

const count = (text: string, upTo: number) => ({ kind: 'count' as const, frame: text, upTo });
const message = (text: string, upTo: number) => ({ kind: 'message' as const, frame: text, upTo });

t.test('a crowd is told a slice at a time, and others get their turn in between', async (t) => {
    let time = 0;
    const { crowd, heard } = createCrowd(1000, () => { time += 0.1; });
    const delivery = createDelivery(() => time);
    delivery.deliver(crowd, count('5', 1000));
    t.ok(heard.every((texts) => texts.length === 0), 'not even the first is told before the caller is done');
    let turns = 0;
    for (; heard.some((texts) => texts.length === 0); turns += 1) await setImmediate();
    t.ok(turns >= 15 && turns <= 30, `${String(turns)} turns for 100 ms of sending`);
    t.ok(heard.every((texts) => texts.length === 1 && texts[0] === '5'));
});

t.test('a huge crowd does not hold a small one up', async (t) => {
    let time = 0;
    const huge = createCrowd(2000, () => { time += 0.1; });
    const small = createCrowd(3);
    const delivery = createDelivery(() => time);
    delivery.deliver(huge.crowd, count('2000', 2000));
    delivery.deliver(small.crowd, count('3', 3));
    while (small.heard.some((texts) => texts.length === 0)) await setImmediate();
    t.ok(huge.heard.some((texts) => texts.length === 0), 'long before the huge one');
    delivery.close();
});

t.test('whoever comes while others are being told is not told what is older than what it heard', async (t) => {
    let time = 0;
    const { crowd, heard, join, leave } = createCrowd(500, () => { time += 0.1; });
    const delivery = createDelivery(() => time);
    delivery.deliver(crowd, count('500', 500));
    await setImmediate();
    join();
    const [, gone] = [...crowd.listening].slice(-3);
    leave(gone!);
    delivery.deliver(crowd, count('501', 501));
    await waitUntil('the newest is told', async () => { await setImmediate(); return heard[500]!.length === 1; });
    t.same(heard[500], ['501']);
    t.same(heard[0], ['500', '501']);
    t.same(heard[gone!.number - 1], [], 'whoever has left is told nothing');
});

t.test('a count that nobody has heard yet gives way to the next one, a message never does, and all keep their order', async (t) => {
    const { crowd, heard } = createCrowd(2);
    const delivery = createDelivery(() => 0);
    delivery.deliver(crowd, count('1', 2));
    delivery.deliver(crowd, count('2', 2));
    delivery.deliver(crowd, message('a', 2));
    delivery.deliver(crowd, message('b', 2));
    t.equal(delivery.messages, 2);
    delivery.deliver(crowd, count('3', 2));
    delivery.deliver(crowd, count('4', 2));
    await setImmediate();
    t.same(heard, [['2', 'a', 'b', '4'], ['2', 'a', 'b', '4']]);
    t.equal(delivery.messages, 0);
});

t.test('after its close nothing is sent', async (t) => {
    const { crowd, heard } = createCrowd(1);
    const delivery = createDelivery(() => 0);
    delivery.deliver(crowd, count('1', 1));
    delivery.close();
    await setImmediate();
    t.same(heard, [[]]);
});
