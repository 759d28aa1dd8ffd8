import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import t, { type Test } from 'tap';
import { runTap } from './tap-runner.js';
import { waitUntil } from './wait-until.js';

/** Runs files as a project of their own. `told` has what was said of each. */
async function runSamples(t: Test, samples: Record<string, string>, { strict = false, absent = [] as string[], fileSeconds = 300 } = {}) {
    const project = t.testdir({ 'package.json': '{ "type": "module" }', ...samples });
    const written: string[] = [];
    const counts = await runTap({ project, files: [...Object.keys(samples), ...absent], strict, fileSeconds, write: (text) => written.push(text) });
    return { counts, told: (name: string) => written.find((text) => text.includes(`${name}.test.js`)) ?? '' };
}

const PASSES = 'import t from \'tap\'; t.test(\'one is one\', async (t) => { t.equal(1, 1); });';

t.test('innermost tests are counted, and what is wrong is told with its path, its place and the difference', async (t) => {
    const { counts, told } = await runSamples(t, {
        'nested.test.js': `${PASSES} t.test('outer', async (t) => { t.test('x', async (t) => { t.ok(1); t.ok(2); }); t.test('y', async (t) => { t.ok(1); }); });`,
        'wrong.test.js': `console.log('said before'); ${PASSES}
            t.test('outer', async (t) => { t.test('two is one', async (t) => { t.equal(2, 1, 'the number'); }); });`,
        'throws.test.js': 'import t from \'tap\'; t.test(\'bang\', async () => { throw new Error(\'boom\'); });',
        'dies.test.js': `${PASSES} process.on('exit', () => { process.exitCode = 3; });`,
        'empty.test.js': '',
        'quits.test.js': 'process.exit(0);'
    });
    t.same(counts, { passed: 3 + 1 + 1, failed: 1 + 1 + 1 + 1 + 1, skipped: 0 });
    t.match(told('nested'), /^✔ nested.test.js \(\d+ ms\)\n$/);
    t.match(told('wrong'), /^✖ wrong.test.js/);
    t.match(told('wrong'), /\n {4}✖ outer > two is one > the number\n {8}wrong.test.js:2\n/);
    t.match(told('wrong'), /\n +\+2\n/);
    t.match(told('wrong'), /said before/);
    t.match(told('throws'), /✖ bang > boom/);
    t.match(told('dies'), /✖ the file itself\n +exitCode: 3/);
    t.match(told('empty'), /✖ there are no tests in it/);
    t.match(told('quits'), /✖ there are no tests in it/);
});

t.test('a skip is counted as one, and is a failure when the run is strict', async (t) => {
    const sample = { 'skips.test.js': `${PASSES} t.test('other', { skip: 'no browser' }, async () => {});` };
    const lax = await runSamples(t, sample);
    t.same(lax.counts, { passed: 1, failed: 0, skipped: 1 });
    t.match(lax.told('skips'), /^✔[^]*- other: skipped: no browser/);
    const strict = await runSamples(t, sample, { strict: true });
    t.same(strict.counts, { passed: 1, failed: 1, skipped: 0 });
    t.match(strict.told('skips'), /^✖[^]*✖ other: skipped: no browser/);
});

t.test('a file that cannot be found has failed', async (t) => {
    const { counts, told } = await runSamples(t, { 'there.test.js': PASSES }, { absent: ['gone.test.js'] });
    t.same(counts, { passed: 1, failed: 1, skipped: 0 });
    t.match(told('gone'), /✖ there are no tests in it\n +exitCode: 1\n[^]*Cannot find module/);
});

t.test('a file that does not end is killed, and has failed', async (t) => {
    const sample = { 'turns.test.js': `${PASSES} t.test('for ever', async () => { for (;;); });` };
    const { counts, told } = await runSamples(t, sample, { fileSeconds: 2 });
    t.equal(counts.failed, 1);
    t.match(told('turns'), /^✖[^]*\n {4}✖ [^]*signal: "SIGKILL"/);
});

t.test('a run that is told to end takes with it the files that run and the programs that they have started', async (t) => {
    const connect = 'import(\'node:net\').then(({ connect }) => connect(Number(process.env.PORT), \'127.0.0.1\'));';
    const project = t.testdir({
        'package.json': '{ "type": "module" }',
        'waits.test.js': `import { spawn } from 'node:child_process'; ${connect}
            spawn(process.execPath, ['--eval', ${JSON.stringify(connect)}]);`,
        'run.js': `import { runTap } from ${JSON.stringify(new URL('tap-runner.js', import.meta.url).href)};
            await runTap({ project: import.meta.dirname, files: ['waits.test.js'], strict: false, write() {} });`
    });
    const connections: Socket[] = [];
    const server = createServer((connection) => connections.push(connection.on('error', () => {}).resume())).listen(0, '127.0.0.1');
    t.teardown(() => server.close());
    await once(server, 'listening');
    const env = { ...process.env, PORT: String((server.address() as AddressInfo).port) };
    const runner = spawn(process.execPath, [path.join(project, 'run.js')], { env, stdio: 'ignore' });
    const ended = once(runner, 'exit');
    await waitUntil('both have connected', () => connections.length === 2);
    runner.kill('SIGTERM');
    t.same(await ended, [143, null]);
    await waitUntil('both are gone', () => connections.every(({ closed }) => closed));
});
