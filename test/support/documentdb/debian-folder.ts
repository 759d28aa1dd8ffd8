import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { installDebianPackages } from '../debian-packages.js';

const run = promisify(execFile);

/** PostgreSQL 18 with DocumentDB is packaged from Debian sid on. */
const SUITE = 'sid';
const PACKAGE = 'postgresql-18-documentdb';
export const DEBIAN_FOLDER = '/var/lib/confmeter-test/documentdb';

/**
 * Takes a lock, so that of two that come at once one waits; makes the folder under another name, so that it is whole once it is
 * there; and in a mount namespace of its own, where it may have one, so that nothing stays mounted, however it ends.
 */
const MAKE = `
set -eu
folder=$1 making=$1.making
exec 9>"$folder.lock"
flock 9
[ ! -e "$folder" ] || exit 0
awk -v under="$making/" 'index($5, under) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r -n 1 umount -l
rm -rf --one-file-system "$making"
own=
! unshare --mount true 2>/dev/null || own='unshare --mount --propagation private'
$own debootstrap --variant=minbase --include=${PACKAGE} ${SUITE} "$making" >"$folder.log" 2>&1 9>&- || { tail -n 5 "$folder.log" >&2; exit 1; }
rm -rf "$making"/var/cache/apt/archives/*.deb "$making"/usr/share/doc
mv "$making" "$folder"
`;

/** Whether the folder is there. */
export const hasDebianFolder = (): boolean => existsSync(DEBIAN_FOLDER);

/**
 * Makes a folder with a minimal Debian and DocumentDB if it is not there yet: about a minute, 0.9 GB. Debian and root only.
 * @throws with the end of debootstrap's log
 */
export async function prepareDebianFolder(): Promise<void> {
    if (hasDebianFolder()) return;
    if (!existsSync('/usr/sbin/debootstrap')) await installDebianPackages(['debootstrap']);
    await mkdir(dirname(DEBIAN_FOLDER), { recursive: true });
    await run('sh', ['-c', MAKE, 'sh', DEBIAN_FOLDER], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' } });
}
