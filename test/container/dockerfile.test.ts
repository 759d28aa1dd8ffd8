import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { newSession } from '../build-test-app.js';
import { followDockerfile, parseDockerignore, type Stage } from '../support/dockerfile.js';
import { findFreePort } from '../support/free-port.js';
import { ROOT } from '../support/project.js';
import { startProgram, type Program } from '../support/start-program.js';

/** Root becomes nobody; whoever else runs this stays who they are. */
const [uid, gid] = process.getuid?.() === 0 ? [65534, 65534] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

/** CMD and the health check in their exec form, so that there is no shell in between that would keep signals to itself. */
function execForm(text: string | undefined): { command: string; args: string[] } {
    const [command = '', ...args] = JSON.parse(/\[.*\]$/.exec(text ?? '')?.[0] ?? '[]') as string[];
    return { command, args };
}

/** A program of the image as a container would start it: with the image's environment and nothing else, also none of tap's. */
function inContainer({ root, workdir, env }: Stage, { command, args }: ReturnType<typeof execForm>, port: number): Program & { args: string[] } {
    const variables = { PATH: process.env.PATH, ...env, DATA_DIR: join(root, env.DATA_DIR ?? ''), HOST: '127.0.0.1', PORT: String(port) };
    return {
        command: 'env', args: ['-i', ...Object.entries(variables).map(([name, value]) => `${name}=${String(value)}`), command, ...args],
        cwd: join(root, workdir), uid, gid
    };
}

/** Paths below a folder, each with the time of its last change. */
async function listFiles(folder: string): Promise<string[]> {
    const paths = (await readdir(folder, { recursive: true })).sort();
    return Promise.all(paths.map(async (path) => `${path} ${String((await stat(join(folder, path))).mtimeMs)}`));
}

t.test('.dockerignore lets through what is named, and nothing else', async (t) => {
    const reaches = parseDockerignore('# comment\n*\n!src\n!test/fixtures/traces\n**/node_modules\n');
    const paths = ['src', 'src/app.ts', 'src/node_modules/x', 'node_modules', 'test/fixtures/traces/a.ndjson', 'test/app.test.ts', 'README.md'];
    t.same(paths.filter(reaches), ['src', 'src/app.ts', 'test/fixtures/traces/a.ndjson']);
});

t.test('the image that the Dockerfile makes', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'confmeter-image-'));
    await chmod(folder, 0o755);
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const dockerfile = await readFile(join(ROOT, 'Dockerfile'), 'utf8');
    const image = await followDockerfile(folder, { dockerfile, user: { name: 'node', uid, gid } });
    const code = join(image.root, image.workdir);

    await t.test('holds what runs and nothing that only builds or tests', async (t) => {
        t.same((await readdir(code)).sort(), ['LICENSE', 'dist', 'node_modules', 'package.json', 'test']);
        t.same((await readdir(join(code, 'test'), { recursive: true })).filter((path) => path.endsWith('.ts')), []);
        t.same(['typescript', 'rollup', 'tap', 'eslint', 'playwright-core'].filter((name) => existsSync(join(code, 'node_modules', name))), []);
    });

    await t.test('runs as a user that cannot change the code, is healthy, keeps data in its volume only, and stops when asked', async (t) => {
        t.equal(image.settings.get('USER'), 'node');
        t.equal(image.settings.get('VOLUME'), image.env.DATA_DIR);
        const port = await findFreePort();
        const { command, args, ...options } = inContainer(image, execForm(image.settings.get('HEALTHCHECK')), port);
        const checkHealth = () => promisify(execFile)(command, args, options).then(() => 0, ({ code }: { code: number }) => code);
        const files = await listFiles(code);
        t.equal(await checkHealth(), 1, 'nothing runs yet');

        const service = startProgram(t, inContainer(image, execForm(image.settings.get('CMD')), port));
        await service.listens(port);
        t.equal(await checkHealth(), 0);
        t.equal((await fetch(`http://127.0.0.1:${String(port)}/client.js`)).status, 200);
        const answer = await fetch(`http://127.0.0.1:${String(port)}/v1/sessions`, { method: 'POST', body: JSON.stringify(newSession()) });
        t.equal(answer.status, 200);
        t.equal(await service.stop(image.settings.get('STOPSIGNAL') as NodeJS.Signals), 0, service.output());
        t.same(await listFiles(code), files, 'the code is as it was');
        t.not((await readdir(join(image.root, image.env.DATA_DIR ?? ''))).length, 0);
    });
});
