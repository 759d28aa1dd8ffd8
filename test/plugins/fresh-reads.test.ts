import t from 'tap';
import { beginSession, buildTestApp, READER } from '../build-test-app.js';
import { holdWrites } from '../support/hold-writes.js';

t.test('a read finds what was accepted just before it', async (t) => {
    const app = await buildTestApp(t);
    const begun = await Promise.all(Array.from({ length: 5 }, () => beginSession(app)));
    const answer = await app.inject({ url: '/v1/sessions', headers: READER });
    t.equal(answer.json<{ items: object[] }>().items.length, begun.length);
    t.equal(answer.headers['x-confmeter-pending'], undefined);
});

t.test('while the store is behind, a read waits for READ_WAIT at most, then answers with what is there and says that more is to come', async (t) => {
    const app = await buildTestApp(t, { READ_WAIT: '0.01' });
    const { sessionId } = await beginSession(app);
    await app.drainer.settled(10_000);
    const release = holdWrites(t, app);
    await beginSession(app);
    const behind = await app.inject({ url: '/v1/sessions', headers: READER });
    t.match(behind.json(), { items: [{ sessionId }] });
    t.equal(behind.json<{ items: object[] }>().items.length, 1);
    t.equal(behind.headers['x-confmeter-pending'], '1');
    t.equal((await app.inject({ url: `/v1/sessions/${sessionId}/metrics`, headers: READER })).headers['x-confmeter-pending'], '1');
    t.equal((await app.inject({ url: '/v1/sessions?x=1', headers: READER })).headers['x-confmeter-pending'], undefined, 'a refusal does not wait');

    release();
    await app.drainer.settled(10_000);
    const caughtUp = await app.inject({ url: '/v1/sessions', headers: READER });
    t.equal(caughtUp.json<{ items: object[] }>().items.length, 2);
    t.equal(caughtUp.headers['x-confmeter-pending'], undefined);
});
