import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { holdFolder } from '../../src/spool/hold-folder.js';
import { createLogLines } from '../support/log-lines.js';

const root = t.testdir();
const aFolder = async () => path.join(await mkdtemp(path.join(root, 'data-')), 'made');
const { log } = createLogLines();

t.test('who is refused is told who has the folder; kill -9 frees it', async (t) => {
    const folder = await aFolder();
    const program = fileURLToPath(new URL('hold-a-folder.js', import.meta.url));
    const other = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.teardown(() => other.kill('SIGKILL'));
    await once(other.stdout, 'data');
    for (let attempt = 0; attempt < 2; attempt++) await t.rejects(holdFolder({ folder, log, waitMs: 0 }), {
        message: new RegExp(`^${folder} is in use by process ${String(other.pid)} on ${hostname()}, since 20[-0-9T:.]+Z\\. .*DATA_DIR`)
    });
    other.kill('SIGKILL');
    await once(other, 'exit');
    const held = await holdFolder({ folder, log, waitMs: 0 });
    await t.rejects(holdFolder({ folder, log, waitMs: 0 }), { message: new RegExp(`process ${String(process.pid)} on`) }, 'within one process as well');
    held.release();
    t.equal((await stat(folder)).mode & 0o077, 0, 'the folder is for its user alone');
});

t.test('it waits for a holder that lets go', async (t) => {
    const folder = await aFolder();
    const { log, lines } = createLogLines();
    const first = await holdFolder({ folder, log });
    let isSecond = false;
    const second = holdFolder({ folder, log, waitMs: 60_000 }).then((held) => {
        isSecond = true;
        return held;
    });
    while (lines.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    t.match(lines, [['info', /is in use by process \d+.*Waiting/]]);
    await new Promise((resolve) => setTimeout(resolve, 250));
    t.notOk(isSecond);
    first.release();
    (await second).release();
    t.equal(lines.length, 1, 'told once');
});

t.test('of many at once one has it', async (t) => {
    const folder = await aFolder();
    const attempts = await Promise.allSettled(Array.from({ length: 8 }, () => holdFolder({ folder, log, waitMs: 0 })));
    const held = attempts.flatMap((attempt) => attempt.status === 'fulfilled' ? [attempt.value] : []);
    t.equal(held.length, 1);
    held[0]?.release();
});
