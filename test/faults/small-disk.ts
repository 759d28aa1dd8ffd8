import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Test } from 'tap';

const run = promisify(execFile);
const MIB = 1024 * 1024;
/** Filling a larger one would take more of the machine than a test may. */
const LARGEST_BYTES = 64 * MIB;

/** A folder on a disk that is soon full. */
export interface SmallDisk {
    folder: string;
    bytes: number;
    /** Something else takes all the room there is. */
    fill(): Promise<void>;
    /** And gives it back. */
    empty(): Promise<void>;
}

/**
 * The disk that SMALL_DISK names, where the tests may not mount one (`docker run --tmpfs /small-disk:size=12m`), else a tmpfs of 12 MiB;
 * undefined where there is neither.
 */
export async function openSmallDisk(t: Test): Promise<SmallDisk | undefined> {
    const disk = process.env.SMALL_DISK || await mountSmallDisk(t);
    if (disk === undefined) return undefined;
    const { blocks, bsize } = await statfs(disk);
    const bytes = blocks * bsize;
    if (bytes > LARGEST_BYTES) throw new Error(`SMALL_DISK: ${disk} has ${String(bytes)} bytes, more than ${String(LARGEST_BYTES)}`);
    const folder = await mkdtemp(path.join(disk, 'data-'));
    const filler = path.join(disk, 'filler');
    const empty = () => rm(filler, { force: true });
    t.teardown(async () => {
        await empty();
        await rm(folder, { recursive: true, force: true });
    });
    return { folder, bytes, fill: () => fill(filler), empty };
}

async function mountSmallDisk(t: Test): Promise<string | undefined> {
    const folder = await mkdtemp(path.join(tmpdir(), 'confmeter-disk-'));
    try {
        await run('mount', ['-t', 'tmpfs', '-o', `size=${String(12 * MIB)}`, 'tmpfs', folder]);
    } catch {
        await rm(folder, { recursive: true });
        return undefined;
    }
    t.teardown(async () => {
        await run('umount', ['-l', folder]);
        await rm(folder, { recursive: true });
    });
    return folder;
}

/** Writes to a file until not a page more has room. */
async function fill(file: string): Promise<void> {
    for (let size = MIB; size >= 4096; size /= 2) {
        for (let fits = true; fits;) fits = await appendFile(file, Buffer.alloc(size)).then(() => true, () => false);
    }
}
