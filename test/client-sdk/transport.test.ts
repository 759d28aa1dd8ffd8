import t from 'tap';
import { createBeaconTransport } from '../../client-sdk/src/beacon-transport.js';
import { createTransport } from '../../client-sdk/src/transport.js';
import { createFakeEnvironment, OFFLINE } from './fake-environment.js';

function open(keepalive = true) {
    const { page, environment } = createFakeEnvironment();
    const known = { ...environment, keepalive };
    return { page, send: createTransport(known, page.endpoint, createBeaconTransport(known, page.endpoint)) };
}
const body = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
const never = () => new Promise<never>(() => undefined);

t.test('says what each answer means', async (t) => {
    const { page, send } = open();
    for (const [answer, result] of [
        [{ status: 204 }, { outcome: 'accepted', reply: null }],
        [{ status: 200, body: { dropped: [] } }, { outcome: 'accepted', reply: { dropped: [] } }],
        [{ status: 200, body: 'not JSON' }, { outcome: 'retryable' }],
        [{ status: 400, body: { code: 'bad_request' } }, { outcome: 'refused', status: 400 }],
        [{ status: 401 }, { outcome: 'refused', status: 401 }],
        [{ status: 403 }, { outcome: 'refused', status: 403 }],
        [{ status: 413, body: '<html>' }, { outcome: 'refused', status: 413 }],
        [{ status: 408 }, { outcome: 'retryable', afterMs: undefined }],
        [{ status: 429, headers: { 'retry-after': '3' } }, { outcome: 'retryable', afterMs: 3000 }],
        [{ status: 502, headers: { 'retry-after': 'soon' } }, { outcome: 'retryable', afterMs: undefined }],
        [{ status: 503, headers: { 'retry-after': '0' } }, { outcome: 'retryable', afterMs: undefined }]
    ] as const) {
        page.answer = () => answer;
        t.strictSame(await send('v1/sessions', '{}'), result);
    }
    page.answer = () => { throw OFFLINE; };
    t.strictSame(await send('v1/sessions', '{}'), { outcome: 'retryable' });
});

t.test('is keepalive while 60 KiB hold all that is under way, counted in bytes', (t) => {
    const { page, send } = open();
    page.answer = never;
    void send('v1/sessions', JSON.stringify('é'.repeat(15_000)));
    void send('v1/sessions', body(30 * 1024));
    void send('v1/sessions', body(2 * 1024));
    void send('v1/sessions', body(100));
    t.strictSame(page.sent.map(({ keepalive }) => keepalive), [true, true, false, true]);
    t.end();
});

t.test('is keepalive for nine requests at a time', (t) => {
    const { page, send } = open();
    page.answer = never;
    for (let request = 0; request < 11; request++) void send('v1/sessions', '{}');
    t.equal(page.sent.filter(({ keepalive }) => keepalive).length, 9);
    t.end();
});

t.test('has its budget back when an answer has come, or none', async (t) => {
    const { page, send } = open();
    page.answer = () => ({ status: 503 });
    for (let request = 0; request < 30; request++) await send('v1/sessions', body(50 * 1024));
    t.ok(page.sent.every(({ keepalive }) => keepalive));
    page.answer = () => { throw OFFLINE; };
    await send('v1/sessions', body(50 * 1024));
    page.answer = () => ({ status: 204 });
    await send('v1/sessions', '{}');
    await send('v1/sessions', body(50 * 1024));
    t.ok(page.sent.at(-1)?.keepalive);
});

t.test('tries without keepalive after a failure: another script may have used up the page\'s budget', async (t) => {
    const { page, send } = open();
    page.answer = ({ keepalive }) => { if (keepalive) throw new TypeError('Failed to fetch'); return { status: 204 }; };
    t.match(await send('v1/sessions', '{}'), { outcome: 'retryable' });
    t.match(await send('v1/sessions', '{}'), { outcome: 'accepted' });
});

t.test('a leaving page takes the beacon where the budget does not hold or keepalive is not known', async (t) => {
    const { page, send } = open();
    page.answer = never;
    void send('v1/sessions', body(50 * 1024), true);
    t.strictSame(await send('v1/sessions', body(20 * 1024), true), { outcome: 'retryable' });
    t.match(page.sent, [{ keepalive: true, beacon: false }, { keepalive: false, beacon: true }]);
    const old = open(false);
    void old.send('v1/sessions', '{}', true);
    t.equal(old.page.sent[0]?.beacon, true);
});
