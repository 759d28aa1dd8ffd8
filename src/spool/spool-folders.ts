import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

export const SPOOL_FILE = 'spool.sqlite';
const WORKER_FOLDER = /^worker-([1-9]\d*)$/;

/** Where a process keeps its spool: in DATA_DIR itself when it is alone (0), else in a folder for each worker (1, 2, …). */
export const spoolFolder = (dataDir: string, worker: number): string => worker === 0 ? dataDir : path.join(dataDir, `worker-${String(worker)}`);

/**
 * The folders of spools that an earlier start left, with more workers or fewer, and that none of this one's uses.
 * @param workers - how many there are now; 0 for a process that is alone
 */
export async function findLeftSpools(dataDir: string, workers: number): Promise<string[]> {
    const numbers = (await readdir(dataDir)).map((name) => Number(WORKER_FOLDER.exec(name)?.[1] ?? 0)).filter((number) => number > workers);
    const folders = numbers.sort((a, b) => a - b).map((number) => spoolFolder(dataDir, number));
    return workers > 0 && await exists(path.join(dataDir, SPOOL_FILE)) ? [dataDir, ...folders] : folders;
}

const exists = (file: string): Promise<boolean> => stat(file).then(() => true, () => false);
