import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.js';
import { runTap } from './tap-runner.js';

/** These start browsers: one after another, so that they do not starve each other. */
const SERIAL = ['test/browser', 'test/call', 'test/dashboard'];
/** These take a minute, mostly waiting: they begin first, so that nobody waits for them in the end. */
const LONG = ['test/faults/mongodb', 'test/faults/workers', 'test/workers/workers', 'test/store/sqlite/open-', 'test/store/mongodb/open-'];

/**
 * Runs the tests whose paths contain one of the arguments and none of those written with `!`:
 * `npm test -- test/spool`, `npm test -- '!test/call'`; without an argument all.
 */
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('!'));
const unwanted = process.argv.slice(2).filter((argument) => argument.startsWith('!')).map((argument) => argument.slice(1));

const isLong = (path: string) => LONG.some((part) => path.startsWith(part));

// The list is made from the sources: dist may still hold what was compiled from a test that is gone.
const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path}`)
    .filter((path) => wanted.length === 0 || wanted.some((part) => path.includes(part)))
    .filter((path) => !unwanted.some((part) => path.includes(part)))
    .sort((one, other) => Number(isLong(other)) - Number(isLong(one)) || (one < other ? -1 : 1));

console.log(`${String(files.length)} test files on Node ${process.version}`);
const started = Date.now();
const { passed, failed, skipped } = await runTap({
    files: files.map((path) => `dist/${path.replace(/\.ts$/, '.js')}`),
    serialFolders: SERIAL.map((folder) => `dist/${folder}`),
    strict: process.env.CI === 'true',
    write: (text) => { process.stdout.write(text); }
});
console.log(`${String(Math.round((Date.now() - started) / 1000))} s`);
console.log(`${String(passed)} passed, ${String(failed)} failed${skipped > 0 ? `, ${String(skipped)} skipped` : ''}`);
if (failed > 0 || passed === 0) process.exitCode = 1;
