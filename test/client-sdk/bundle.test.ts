import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import t from 'tap';
import type * as sdk from '../../client-sdk/src/index.js';
import { SDK_VERSION } from '../../client-sdk/src/version.js';
import { ROOT } from '../support/project.js';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const client = read('dist/client/client.js');

t.test('the script has at most 9 kB with brotli, and the README tells how many', (t) => {
    const bytes = brotliCompressSync(client).length;
    t.ok(bytes <= 9000, `${String(bytes)} bytes`);
    t.equal(/\*\*([\d.]+) kB\*\* with brotli/.exec(read('client-sdk/README.md'))?.[1], (bytes / 1000).toFixed(1));
    t.end();
});

t.test('the script of the audience has at most 1.5 kB with brotli, as its page tells, and holds no address', (t) => {
    const script = read('dist/client/audience.js');
    const bytes = brotliCompressSync(script).length;
    t.ok(bytes <= 1500, `${String(bytes)} bytes`);
    t.equal(/^- ([\d.]+) kB with brotli/m.exec(read('docs/audience-meter.md'))?.[1], (bytes / 1000).toFixed(1));
    t.notMatch(script, /\w+:\/\/|\|\|=|&&=|\?\?=|static\{|\.at\(|\d_\d/);
    t.end();
});

t.test('the script takes its options in one place and holds no address', (t) => {
    t.equal(client.split('__CONFMETER_OPTIONS__').length, 2);
    t.notMatch(client, /\w+:\/\//);
    t.end();
});

t.test('the script is of a syntax that every browser of the last four years knows', (t) => {
    // newer than ES2020: logical assignment, class fields and static blocks, Array.prototype.at, numeric separators
    t.notMatch(client, /\|\|=|&&=|\?\?=|static\{|\.at\(|\d_\d/);
    t.end();
});

t.test('the version is that of the package', (t) => {
    t.equal(SDK_VERSION, (JSON.parse(read('package.json')) as { version: string }).version);
    t.end();
});

t.test('the script does and throws nothing where there is no DOM, as in the mobile apps, which evaluate it', (t) => {
    for (const globals of [{}, { window: {}, navigator: { product: 'ReactNative' }, fetch() { throw new Error('nothing is sent'); } }]) {
        const before = JSON.stringify(globals);
        const context = createContext({ ...globals, globalThis: globals });
        runInContext(client, context);
        runInContext(`eval(${JSON.stringify(client)})`, context);
        t.equal(JSON.stringify(globals), before);
    }
    t.end();
});

t.test('the module can be imported where there is no DOM, and collects nothing there', async (t) => {
    const { collectCallQuality } = await import(join(ROOT, 'dist/client/confmeter.mjs')) as typeof sdk;
    const stop = collectCallQuality(undefined as never, { endpoint: 'https://quality.example.org/' });
    await stop();
    t.pass('nothing was thrown');
});
