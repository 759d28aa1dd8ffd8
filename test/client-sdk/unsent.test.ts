import t from 'tap';
import { adoptUnsent, claimUnsent, keepUnsent, type Unsent } from '../../client-sdk/src/unsent.js';
import { createFakeEnvironment } from './fake-environment.js';

const unsent = (number: number, push = '{"seq":0}'): Unsent => ({
    identity: { sessionKey: String(number).padStart(32, '0'), sessionId: `00000000-0000-8000-8000-${String(number).padStart(12, '0')}` },
    post: { conferenceName: 'weekly-standup', startedAt: 1 },
    pushes: [push]
});
const keysOf = (storage: object) => Object.keys(storage).filter((key) => key.startsWith('confmeter.unsent.'));

/** Two pages of one origin. */
function openTwo() {
    const one = createFakeEnvironment();
    return { one, two: createFakeEnvironment({ storage: one.page.storage, locks: one.page.locks }) };
}

t.test('hands over what a page that died has left', async (t) => {
    const { one, two } = openTwo();
    const release = claimUnsent(one.environment, unsent(1).identity);
    for (const number of [1, 2]) keepUnsent(one.environment, unsent(number));
    one.page.storage.setItem('features/base/settings', '{}');
    const delivered: Unsent[] = [];
    const adopt = () => { adoptUnsent(two.environment, (left) => { delivered.push(left); return Promise.resolve(); }); };
    adopt();
    await two.page.settle();
    t.strictSame(delivered, [unsent(2)], 'not that of a page that lives');
    release();
    await two.page.settle();
    adopt();
    await two.page.settle();
    t.ok(delivered.some(({ identity }) => identity.sessionId === unsent(1).identity.sessionId));
});

t.test('two pages that open at the same time do not both deliver it', async (t) => {
    const { one, two } = openTwo();
    keepUnsent(one.environment, unsent(1));
    let deliveries = 0;
    for (const { environment } of [one, two]) adoptUnsent(environment, () => { deliveries++; return new Promise(() => undefined); });
    await one.page.settle();
    t.equal(deliveries, 1);
});

t.test('throws away what nobody could deliver for so long that it fills the storage', async (t) => {
    const { one } = openTwo();
    for (const number of [1, 2, 3]) keepUnsent(one.environment, unsent(number, 'x'.repeat(200_000)));
    const delivered: string[] = [];
    adoptUnsent(one.environment, (left) => { delivered.push(left.identity.sessionId); return Promise.resolve(); });
    await one.page.settle();
    t.equal(delivered.length, 2);
    t.equal(keysOf(one.page.storage).length, 2);
});

t.test('is not upset by what it cannot read, nor by storage that is forbidden', async (t) => {
    const { one } = openTwo();
    one.page.storage.setItem('confmeter.unsent.x', 'no JSON');
    one.page.storage.setItem('confmeter.unsent.y', 'null');
    keepUnsent(one.environment, unsent(1));
    const delivered: Unsent[] = [];
    adoptUnsent(one.environment, (left) => { delivered.push(left); return Promise.reject(new Error('no')); });
    await one.page.settle();
    t.strictSame(delivered, [unsent(1)]);
    const forbidden = { ...one.environment, get storage(): never { throw new DOMException('no', 'SecurityError'); } };
    keepUnsent(forbidden, unsent(1));
    adoptUnsent(forbidden, () => Promise.resolve());
});
