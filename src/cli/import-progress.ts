import { createHash } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { noLosses, type ImportLosses } from '../peers/jmmc/import-losses.js';
import type { SourceId } from './jmmc-source.js';

/** What has been imported, up to a document and with it: all of that is durable in the store. */
export interface ImportProgress {
    /** null before the first. */
    lastId: SourceId | null;
    documents: number;
    sessions: number;
    pushes: number;
    losses: ImportLosses;
}

export const noProgress = (): ImportProgress => ({ lastId: null, documents: 0, sessions: 0, pushes: 0, losses: noLosses() });

/** Where the progress of an import from this source into this store is kept. */
export const progressFolder = (dataDir: string, source: string, target: string): string =>
    path.join(dataDir, 'import-jmmc', createHash('sha256').update(`${source}\0${target}`).digest('hex').slice(0, 16));

const FILE = 'progress.json';

/** null when there is none, or what is there cannot be read: to begin anew changes nothing of what is stored. */
export async function readProgress(folder: string): Promise<ImportProgress | null> {
    try {
        const progress = JSON.parse(await readFile(path.join(folder, FILE), 'utf8')) as ImportProgress | null;
        return typeof progress?.documents === 'number' ? progress : null;
    } catch {
        return null;
    }
}

/** As a whole or not at all, whatever happens meanwhile. */
export async function saveProgress(folder: string, progress: ImportProgress): Promise<void> {
    const file = path.join(folder, FILE);
    const written = await open(`${file}.new`, 'w', 0o600);
    try {
        await written.writeFile(JSON.stringify(progress));
        await written.sync();
    } finally {
        await written.close();
    }
    await rename(`${file}.new`, file);
}
