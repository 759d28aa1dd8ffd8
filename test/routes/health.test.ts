import t from 'tap';
import type { Spool } from '../../src/spool/spool.js';
import { buildTestApp, newSession, post } from '../build-test-app.js';

t.test('/healthz and /readyz answer to everyone, with and without BASE_PATH, however often', async (t) => {
    const app = await buildTestApp(t, { BASE_PATH: '/quality', RATE_LIMIT: '1' });
    for (const prefix of ['', '/quality', '', '/quality']) {
        t.same((await app.inject(`${prefix}/healthz`)).json(), { status: 'ok' });
        t.match((await app.inject(`${prefix}/readyz`)).json(), { ready: true, reasons: [], spool: { batches: Number, bytes: Number } });
    }
});

t.test('everything else is below BASE_PATH only', async (t) => {
    const app = await buildTestApp(t, { BASE_PATH: '/quality' });
    t.match(await app.inject('/quality'), { statusCode: 308, headers: { location: './quality/' } });
    for (const url of ['/quality/login', '/quality/client.js', '/quality/getClient']) t.equal((await app.inject(url)).statusCode, 200, url);
    for (const url of ['/', '/client.js', '/v1/sessions']) t.equal((await app.inject(url)).statusCode, 404, url);
    t.equal((await post(app, '/quality/v1/sessions', newSession())).statusCode, 200);
    t.equal((await post(app, '/v1/sessions', newSession())).statusCode, 404);
});

t.test('a full spool makes it unready, and pushes are refused with 503 until there is room', async (t) => {
    const app = await buildTestApp(t, { SPOOL_MAX_BYTES: String(1024 * 1024) });
    const { depth, append } = app.spool;
    Object.assign(app.spool, { depth: () => ({ batches: 9, bytes: 1024 * 1024, oldestAt: 5 }), append: async () => 'full' } satisfies Partial<Spool>);
    const ready = await app.inject('/readyz');
    t.equal(ready.statusCode, 503);
    t.match(ready.json(), { code: 'spool_full', requestId: /.+/, ready: false, reasons: ['spool_full'], spool: { batches: 9, oldestAt: 5 } });
    const refused = await post(app, '/v1/sessions', newSession());
    t.match([refused.statusCode, refused.headers['retry-after'], refused.json()], [503, /^\d+$/, { code: 'spool_full' }]);
    Object.assign(app.spool, { depth, append });
    t.equal((await app.inject('/readyz')).statusCode, 200);
    t.equal((await post(app, '/v1/sessions', newSession())).statusCode, 200);
});

t.test('a spool in which the largest body finds no room any more is full, however large that may be', async (t) => {
    const isReady = async (settings: Record<string, string>, bytes: number) => {
        const app = await buildTestApp(t, settings);
        app.spool.depth = () => ({ batches: 1, bytes, oldestAt: 5 });
        return (await app.inject('/readyz')).statusCode === 200;
    };
    const MIB = 1024 * 1024;
    const settings = { SPOOL_MAX_BYTES: String(2 * MIB), BODY_LIMIT: String(MIB / 2) };
    t.same([await isReady(settings, 1.5 * MIB), await isReady(settings, 1.5 * MIB + 1)], [true, false]);
    const odd = { SPOOL_MAX_BYTES: String(2 * MIB), BODY_LIMIT: String(4 * MIB) };
    t.same([await isReady(odd, MIB), await isReady(odd, MIB + 1)], [true, false]);
});

t.test('a disk that does not take what is sent makes it unready until one write succeeds', async (t) => {
    const app = await buildTestApp(t);
    const { append } = app.spool;
    app.spool.append = () => Promise.reject(new Error('disk full'));
    const refused = await post(app, '/v1/sessions', newSession());
    t.match([refused.statusCode, refused.headers['retry-after'], refused.json()], [503, /^\d+$/, { code: 'not_writable' }]);
    t.notMatch(refused.body, /disk full/);
    t.match((await app.inject('/readyz')).json(), { code: 'not_writable', ready: false, reasons: ['not_writable'] });
    app.spool.append = append;
    t.equal((await post(app, '/v1/sessions', newSession())).statusCode, 200);
    t.equal((await app.inject('/readyz')).statusCode, 200);
});
