import t, { type Test } from 'tap';
import { openThread } from '../../src/threads/open-thread.js';
import type { OddCalls } from './odd-thread.js';

const ENTRY = new URL('./odd-thread.js', import.meta.url);

async function open(t: Test) {
    const thread = await openThread<OddCalls>(ENTRY, null);
    t.teardown(() => thread.close());
    return thread;
}

t.test('calls are answered in the order they were made', async (t) => {
    const thread = await open(t);
    const answers = await Promise.all(['a', 'b', 'c'].map((word) => thread.call('note', [word])));
    t.same(answers, [['a'], ['a', 'b'], ['a', 'b', 'c']]);
});

t.test('a call that takes its time lets the next ones begin', async (t) => {
    const thread = await open(t);
    const slow = thread.call('noteLater', ['slow', 100]);
    t.same(await thread.call('note', ['quick']), ['quick']);
    t.same(await slow, ['quick', 'slow']);
    await t.rejects(thread.call('failLater', []), { name: 'OddError', code: 'ODD' });
});

t.test('what fails there rejects here, with message, name and code, and the thread goes on', async (t) => {
    const thread = await open(t);
    await t.rejects(thread.call('fail', []), { name: 'OddError', message: 'as asked', code: 'ODD', stack: /odd-thread/ });
    t.same(await thread.call('note', ['a']), ['a']);
});

t.test('what fails while opening rejects', async (t) => {
    await t.rejects(openThread<OddCalls>(ENTRY, 'cannot open'), { message: 'no such thing', code: 'ODD' });
    await t.rejects(openThread(new URL('./not-there.js', import.meta.url), null), { message: /not-there/ });
});

t.test('buffers move there and back', async (t) => {
    const thread = await open(t);
    const bytes = new Uint8Array(4);
    const filled = await thread.call('fill', [bytes], [bytes.buffer]);
    t.same([...filled], [7, 7, 7, 7]);
    t.equal(bytes.byteLength, 0);
});

t.test('close comes after the calls made before, and later calls reject', async (t) => {
    const thread = await open(t);
    const note = thread.call('note', ['a']);
    const closed = thread.close();
    await t.rejects(thread.call('note', ['b']), { message: /closed/ });
    t.same(await note, ['a']);
    await closed;
    await thread.close();
});

t.test('when the thread ends by itself, its calls reject, and so do later ones', async (t) => {
    const thread = await openThread<OddCalls>(ENTRY, null);
    await t.rejects(thread.call('die', []), { message: /odd-thread.* has ended/ });
    await t.rejects(thread.call('note', ['a']), { message: /has ended/ });
    await t.rejects(thread.close(), { message: /has ended/ });
});
