import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT } from './project.js';

const run = promisify(execFile);

const CACHE = join(ROOT, '.cache');

/**
 * The newest lib-jitsi-meet on npm, Apache-2.0. Its tarball is fetched and only the bundle taken: `npm install` of it
 * fails where GitHub cannot be reached, for two of its dependencies are git repositories.
 */
const PACKAGE = '@solyd/lib-jitsi-meet@2.7001.1';
const SHA512 = '4fobgOgvRF+CxlWuatYewp2SxImAcKr0syzJIimnL39Thw/M1SAlmhyQk9xQf++SsXLGuwm03m2u4p+nlzfGVg==';
const BUNDLE = 'package/dist/umd/lib-jitsi-meet.min.js';
const ATTEMPTS = 4;

/** Where the bundle is once it has been fetched: a script that sets `window.JitsiMeetJS`. */
export const LIB_JITSI_MEET = join(CACHE, 'lib-jitsi-meet-2.7001.1', BUNDLE);

/** For a test's `skip` option: false, or that the bundle is missing. */
export const skipWithoutLibJitsiMeet = (): string | false => existsSync(LIB_JITSI_MEET) ? false : `${PACKAGE} was not fetched.`;

/** Does nothing when the bundle is there. @throws when it cannot be fetched, or is not the one that is expected. */
export async function fetchLibJitsiMeet(): Promise<void> {
    if (existsSync(LIB_JITSI_MEET)) return;
    await mkdir(CACHE, { recursive: true });
    const work = await mkdtemp(join(CACHE, 'fetch-'));
    try {
        const tarball = await pack(work);
        const found = createHash('sha512').update(await readFile(tarball)).digest('base64');
        if (found !== SHA512) throw new Error(`${PACKAGE} is not what was expected: sha512-${found}`);
        await run('tar', ['-xzf', tarball, '-C', work, BUNDLE, 'package/LICENSE']);
        await rm(tarball);
        const place = join(CACHE, 'lib-jitsi-meet-2.7001.1');
        await rm(place, { recursive: true, force: true });
        await rename(work, place);
    } finally {
        await rm(work, { recursive: true, force: true });
    }
}

/** The tarball as the registry has it. Tried again with a growing pause: registries and networks have bad moments. */
async function pack(folder: string): Promise<string> {
    for (let attempt = 1; ; attempt++) {
        try {
            const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder, PACKAGE], { cwd: folder, timeout: 120_000 });
            return join(folder, stdout.trim().split('\n').at(-1) ?? '');
        } catch (error) {
            if (attempt === ATTEMPTS) throw error;
            await sleep(1000 * 2 ** attempt);
        }
    }
}
