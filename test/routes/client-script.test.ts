import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import t from 'tap';
import { chooseCoding } from '../../src/routes/client-script.js';
import { buildTestApp, makeDataDir } from '../build-test-app.js';

const SCRIPT = 'globalThis.confmeterOptions={"pushInterval":5000,"displayNames":true,"maxDeltas":12,"maxEvents":200};\n';
const SETTINGS = { PUSH_INTERVAL: '5', DISPLAY_NAMES: 'on', MAX_DELTAS: '12' };

t.test('the script has this deployment\'s options in it, under both names', async (t) => {
    const app = await buildTestApp(t, SETTINGS);
    for (const [url, type] of [['/client.js', 'text/javascript'], ['/getClient', 'application/javascript']] as const) {
        const answer = await app.inject(url);
        t.equal(answer.body, SCRIPT);
        t.match(answer.headers, {
            'content-type': `${type}; charset=utf-8`, 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin',
            'cache-control': 'public, max-age=300', vary: 'accept-encoding'
        });
        t.match(await app.inject({ url, headers: { 'if-none-match': String(answer.headers.etag) } }), { statusCode: 304, body: '' });
    }
});

t.test('it comes compressed as the browser takes it, each with its own ETag', async (t) => {
    const app = await buildTestApp(t, SETTINGS);
    const get = (coding: string) => app.inject({ url: '/client.js', headers: { 'accept-encoding': coding } });
    const br = await get('gzip, deflate, br, zstd');
    const gzip = await get('gzip');
    const plain = await get('identity');
    t.equal(brotliDecompressSync(br.rawPayload).toString(), SCRIPT);
    t.equal(gunzipSync(gzip.rawPayload).toString(), SCRIPT);
    t.same([br, gzip, plain].map(({ headers }) => headers['content-encoding']), ['br', 'gzip', undefined]);
    t.equal(new Set([br, gzip, plain].map(({ headers }) => headers.etag)).size, 3);
    t.match(br.headers.etag, /^"[^"]+"$/, 'strong');
});

t.test('who has it already gets 304 without a body', async (t) => {
    const app = await buildTestApp(t, SETTINGS);
    const { etag } = (await app.inject('/client.js')).headers;
    for (const known of [String(etag), `W/${String(etag)}`, `"other", ${String(etag)}`, '*']) {
        const answer = await app.inject({ url: '/client.js', headers: { 'if-none-match': known } });
        t.same([answer.statusCode, answer.body, answer.headers.etag], [304, '', etag], known);
        t.equal(answer.headers['access-control-allow-origin'], '*');
    }
    t.equal((await app.inject({ url: '/client.js', headers: { 'if-none-match': '"other"' } })).statusCode, 200);
});

t.test('other settings make another ETag', async (t) => {
    const [one, two] = [await buildTestApp(t, SETTINGS), await buildTestApp(t)];
    t.not((await one.inject('/client.js')).headers.etag, (await two.inject('/client.js')).headers.etag);
});

t.test('HEAD tells the same without the body', async (t) => {
    const app = await buildTestApp(t, SETTINGS);
    const answer = await app.inject({ method: 'HEAD', url: '/client.js' });
    t.same([answer.statusCode, answer.body, answer.headers['content-length']], [200, '', String(SCRIPT.length)]);
});

t.test('the coding is the best that the client takes', async (t) => {
    const chosen = {
        'br': 'br', 'gzip;q=1.0, br;q=0': 'gzip', '*': 'br', '*;q=0': 'identity', 'br;q=0.000,*': 'gzip', 'GZIP': 'gzip', 'x-gzip': 'identity',
        '': 'identity'
    };
    for (const [header, coding] of Object.entries(chosen)) t.equal(chooseCoding(header, ['br', 'gzip']), coding, header);
    t.equal(chooseCoding(undefined, ['br', 'gzip']), 'identity');
    t.equal(chooseCoding('br', ['gzip']), 'identity', 'what is not offered is not chosen');
});

t.test('without a built script the start fails and says what to do', async (t) => {
    const folder = await makeDataDir(t);
    const missing = pathToFileURL(join(folder, 'client.js'));
    await t.rejects(buildTestApp(t, {}, { clientScript: missing }), { message: /ENOENT.*client\.js.*npm run build/ });
    await writeFile(missing, 'no placeholder');
    await t.rejects(buildTestApp(t, {}, { clientScript: missing }), { message: /__CONFMETER_OPTIONS__.*npm run build/ });
});

t.test('the ETag is made of the bytes that are sent', async (t) => {
    const { headers, rawPayload } = await (await buildTestApp(t)).inject('/client.js');
    t.ok(String(headers.etag).includes(createHash('sha256').update(rawPayload).digest('base64url').slice(0, 22)));
});
