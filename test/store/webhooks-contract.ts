import type { Test } from 'tap';
import type { Store } from '../../src/store/store.js';
import type { WebhookMessage } from '../../src/store/webhooks.js';
import { aPost, batchOf, sessionIdFor, T0 } from './sample-records.js';

const HOUR = 3_600_000;

const aMessage = (id: string, members: Partial<WebhookMessage> = {}): WebhookMessage =>
    ({ id, endpoint: 'one', position: T0, conferenceId: 'c', body: `body of ${id}`, ...members });

/** What every store must do with messages to endpoints of webhooks. `open` gives an empty one and sees to its end. */
export function webhooksContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const due = async ({ webhooks }: Store, endpoint = 'one', now = T0, limit = 100) =>
        (await webhooks.listDue(endpoint, now, limit)).map(({ id }) => id);

    t.test('a webhook waits for its endpoint in its place, as it was added first', async (t) => {
        const store = await open(t);
        const person = { sessionId: sessionIdFor('a'), userId: 'marie', startedAt: T0 };
        const first = aMessage('b', { position: T0 + 0.25, person, body: '{"é":"\\u0000"}' });
        const second = aMessage('a', { position: T0 + 0.5, person: { ...person, userId: null } });
        await store.webhooks.add([aMessage('c', { position: T0 + 0.5 }), first, aMessage('other', { endpoint: 'two' })]);
        await store.webhooks.add([second, { ...first, body: 'another', position: T0 + 9 }]);
        await store.webhooks.add([]);
        t.same(await due(store), ['b', 'a', 'c']);
        t.same(await due(store, 'one', T0, 2), ['b', 'a']);
        t.same(await due(store, 'two'), ['other']);
        const [b, a] = await store.webhooks.listDue('one', T0, 10);
        t.strictSame(b, { ...first, failures: 0 });
        t.strictSame(a?.person, { ...person, userId: null });
        const bytes = Buffer.byteLength(first.body) + 2 * 'body of a'.length;
        t.strictSame(await store.webhooks.backlog('one'), { messages: 3, bytes, oldestAt: T0 + 0.25 });
        t.strictSame(await store.webhooks.backlog('none'), { messages: 0, bytes: 0, oldestAt: null });
    });

    t.test('what was delivered is not added again until it is forgotten', async (t) => {
        const store = await open(t);
        await store.webhooks.add([aMessage('a'), aMessage('b', { position: T0 + HOUR }), aMessage('c', { position: T0 + 1 })]);
        await store.webhooks.finish(['a', 'b']);
        await store.webhooks.add([aMessage('a'), aMessage('b')]);
        t.same(await due(store), ['c']);
        t.match(await store.webhooks.backlog('one'), { messages: 1 });
        t.equal(await store.webhooks.forget(T0 + HOUR, T0, 10), 1, 'a: b is too new, c not finished');
        await store.webhooks.add([aMessage('a'), aMessage('b')]);
        t.same(await due(store), ['a', 'c']);
        t.equal(await store.webhooks.forget(0, T0 + 2 * HOUR, 2), 2);
        t.equal(await store.webhooks.forget(0, T0 + 2 * HOUR, 2), 1, 'whatever became of them');
    });

    t.test('what failed is tried later, behind nobody', async (t) => {
        const store = await open(t);
        await store.webhooks.add([aMessage('a'), aMessage('b', { position: T0 + 1 })]);
        await store.webhooks.postpone('a', T0 + 5000);
        t.same(await due(store, 'one', T0 + 4999), ['b']);
        t.same(await due(store, 'one', T0 + 5000), ['a', 'b']);
        await store.webhooks.postpone('a', T0 + 6000);
        t.match(await store.webhooks.listDue('one', T0 + 6000, 1), [{ id: 'a', failures: 2 }]);
        await store.webhooks.finish(['a']);
        await store.webhooks.postpone('a', T0);
        t.same(await due(store, 'one', T0 + HOUR), ['b'], 'what is finished stays so');
    });

    t.test('one process at a time delivers to an endpoint, another one when that does not hold it any more', async (t) => {
        const { webhooks } = await open(t);
        const tries = await Promise.all(['a', 'b', 'c', 'd'].map((holder) => webhooks.hold('one', holder, T0, 1000)));
        t.equal(tries.filter((isHeld) => isHeld).length, 1);
        const holder = ['a', 'b', 'c', 'd'][tries.indexOf(true)]!;
        t.equal(await webhooks.hold('one', holder, T0 + 500, 1000), true, 'for longer');
        t.equal(await webhooks.hold('one', 'x', T0 + 1499, 1000), false);
        t.equal(await webhooks.hold('two', 'x', T0, 1000), true);
        t.equal(await webhooks.hold('one', 'x', T0 + 1500, 1000), true);
        await webhooks.release('one', holder);
        t.equal(await webhooks.hold('one', holder, T0 + 1500, 1000), false, 'nobody gives away what is not theirs');
        await webhooks.release('one', 'x');
        t.equal(await webhooks.hold('one', holder, T0 + 1500, 1000), true);
    });

    t.test('of too many the oldest go, of their endpoint alone, and stay known', async (t) => {
        const store = await open(t);
        const all = ['a', 'b', 'c', 'd', 'e'].map((id, index) => aMessage(id, { position: T0 + index, body: 'x'.repeat(10) }));
        await store.webhooks.add([...all, aMessage('other', { endpoint: 'two' })]);
        t.equal(await store.webhooks.trim('one', 5, 50), 0);
        t.equal(await store.webhooks.trim('one', 4, 50), 1);
        t.same(await due(store), ['b', 'c', 'd', 'e']);
        t.equal(await store.webhooks.trim('one', 4, 29), 2, 'bytes count as well');
        await store.webhooks.add(all);
        t.same(await due(store), ['d', 'e']);
        t.same(await due(store, 'two'), ['other']);
    });

    t.test('what waits to be told of a person goes with the person, stored session or not', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('stored', { userId: 'marie' }), aPost('alone', { userId: 'paul' }))]);
        const of = (name: string, userId: string | null, startedAt = T0) => ({ person: { sessionId: sessionIdFor(name), userId, startedAt } });
        await store.webhooks.add([
            aMessage('a', of('stored', 'marie')), aMessage('b', of('not stored', 'marie')), aMessage('c', of('later', 'marie', T0 + 2 * HOUR)),
            aMessage('d', of('alone', 'paul')), aMessage('e', of('unknown', null)), aMessage('f')
        ]);
        await store.erasures.mark({ userId: 'marie' }, T0 + HOUR, 10);
        t.same(await due(store), ['c', 'd', 'e', 'f'], 'not those of a session that began afterwards');
        await store.erasures.mark({ sessionId: sessionIdFor('alone') }, T0 + HOUR, 10);
        await store.erasures.mark({ sessionId: sessionIdFor('unknown') }, T0 + HOUR, 10);
        t.same(await due(store), ['c', 'f']);
        await store.webhooks.add([aMessage('a', of('stored', 'marie'))]);
        t.same(await due(store), ['c', 'f'], 'and does not come back');
    });
}
