import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The programs that tests start: the Debian package of each, the names that it has here and elsewhere, and what is tested with it. */
export const PROGRAMS = {
    chromium: {
        debianPackage: 'chromium', names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
        tests: 'the script in a browser, the real Jitsi call, a page behind nginx'
    },
    prosody: { debianPackage: 'prosody', names: ['prosody'], tests: 'the real Jitsi call' },
    nginx: { debianPackage: 'nginx', names: ['nginx'], tests: 'the service behind nginx' },
    curl: { debianPackage: 'curl', names: ['curl'], tests: 'the examples of docs/api.md, the port for Sora' },
    openssl: { debianPackage: 'openssl', names: ['openssl'], tests: 'the service behind nginx with TLS, the port for Sora with TLS' }
} as const;

export type Program = keyof typeof PROGRAMS;

/** Servers live in sbin, which is not on everyone's PATH. */
const folders = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'].filter((folder) => folder !== '');

/** Where a program is, or undefined. */
export const findProgram = (program: Program): string | undefined =>
    PROGRAMS[program].names.flatMap((name) => folders().map((folder) => join(folder, name))).find(isExecutable);

/** Where a program is. @throws when it is not here: tests that may be skipped ask `skipWithout` first. */
export function programPath(program: Program): string {
    const path = findProgram(program);
    if (path === undefined) throw new Error(missing(program));
    return path;
}

/** For a test's `skip` option: false, or which of the programs it needs are missing. With CI=true a skip is a failure. */
export function skipWithout(...programs: Program[]): string | false {
    const absent = programs.filter((program) => findProgram(program) === undefined);
    return absent.length === 0 ? false : absent.map(missing).join(' ');
}

const missing = (program: Program) => `${program} is not installed (on Debian: apt-get install ${PROGRAMS[program].debianPackage}).`;

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
