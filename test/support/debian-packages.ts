import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const POLICY = '/usr/sbin/policy-rc.d';
/** The services that come with the packages: nothing that a test run installs may run, now or after the next boot. */
const SERVICES = ['nginx', 'prosody'];

/** Root on Debian: packages may be installed. Derivatives differ (Ubuntu's chromium is a snap), so they are left alone. */
export const canInstall = (): boolean =>
    process.getuid?.() === 0 && existsSync('/etc/os-release') && /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));

/**
 * Installs packages with apt-get, asking nothing, starting nothing, and without an update of the lists where they are good enough.
 * @throws when apt-get fails, having printed why.
 */
export async function installDebianPackages(packages: readonly string[]): Promise<void> {
    const services = SERVICES.filter((service) => packages.includes(service));
    await withoutStartingServices(async () => {
        if (await aptGet('install', ...packages)) return;
        if (!await aptGet('update') || !await aptGet('install', ...packages)) throw new Error(`apt-get could not install ${packages.join(', ')}`);
    });
    for (const service of services) await disable(service);
}

/** While it runs, packages start no service (https://people.debian.org/~hmh/invokerc.d-policyrc.d-specification.txt). */
async function withoutStartingServices(work: () => Promise<void>): Promise<void> {
    if (existsSync(POLICY)) return work();
    const cleanUp = () => { rmSync(POLICY, { force: true }); };
    writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
    process.once('exit', cleanUp);
    try {
        await work();
    } finally {
        cleanUp();
        process.off('exit', cleanUp);
    }
}

const aptGet = (...args: string[]) => run('apt-get', [
    '-y', '-q', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confold', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Acquire::Retries=3',
    ...args
]);

/** The package has enabled its service; that is undone, with or without systemd. */
const disable = (service: string) =>
    existsSync('/usr/bin/systemctl') ? run('systemctl', ['--quiet', 'disable', service]) : run('update-rc.d', [service, 'disable']);

/** Whether the command succeeded. Its output goes to ours. */
const run = (command: string, args: readonly string[]) => new Promise<boolean>((resolve) => {
    spawn(command, args, {
        stdio: ['ignore', 'inherit', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' }
    }).once('error', () => { resolve(false); }).once('close', (code) => { resolve(code === 0); });
});
