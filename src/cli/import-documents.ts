import { encodeRecord } from '../store/encode-records.js';
import type { Store, WriteResult } from '../store/store.js';
import { importDocument, type ImportRules } from '../peers/jmmc/import-document.js';
import type { ImportProgress } from './import-progress.js';
import type { JmmcSource } from './jmmc-source.js';

/** So much is written at once, bytes; a larger document in several writes. */
const BATCH_BYTES = 512 * 1024;

interface Options {
    source: Pick<JmmcSource, 'documents'>;
    store: Pick<Store, 'write' | 'writesAtOnce'>;
    /** `losses` are those of the progress: they go on from there. */
    rules: Omit<ImportRules, 'losses'>;
    /** Where to go on from. */
    progress: ImportProgress;
    /** Called each time that what came until there is durable, in order. */
    onDurable: (progress: ImportProgress) => Promise<void>;
}

/** What became of what was written, beyond being stored or having been there. */
export interface ImportOutcome {
    progress: ImportProgress;
    /** There already with other content, which stays. */
    conflicts: number;
    /** Of sessions that have been deleted. */
    erased: number;
    rejected: number;
    /** Of the first that the store refused. */
    rejectedReason: string | null;
}

/**
 * Takes all documents after those that the progress tells of into the store. Writes are acknowledged before the progress tells of them, so
 * that it may be stopped at any moment, however, and go on from the last progress: what is written again is there already.
 * @throws what reading or writing throws
 */
export async function importDocuments({ source, store, rules, progress, onDurable }: Options): Promise<ImportOutcome> {
    const reached: ImportProgress = structuredClone(progress);
    const outcome: ImportOutcome = { progress: structuredClone(progress), conflicts: 0, erased: 0, rejected: 0, rejectedReason: null };
    /** Writes under way, each with the saving of what it makes durable, the oldest first. */
    const open: Promise<void>[] = [];
    let last: Promise<void> = Promise.resolve();
    let lines: string[] = [];
    let bytes = 0;

    async function write(batch: Uint8Array, before: Promise<void>, upTo: ImportProgress): Promise<void> {
        const result = await store.write([batch]);
        await before;
        add(result, outcome);
        await onDurable(upTo);
        outcome.progress = upTo;
    }

    async function flush(): Promise<void> {
        if (open.length >= store.writesAtOnce) await open.shift();
        last = write(Buffer.from(lines.join('')), last, structuredClone(reached));
        // whoever waits for it is told
        last.catch(() => undefined);
        open.push(last);
        lines = [];
        bytes = 0;
    }

    for await (const { id, document } of source.documents(progress.lastId)) {
        // counted when the whole document is
        const losses = structuredClone(reached.losses);
        let sessions = 0, pushes = 0;
        for (const record of importDocument(id.value, document, { ...rules, losses })) {
            if (record.kind === 'session') sessions += 1;
            else pushes += 1;
            const line = encodeRecord(record);
            lines.push(line);
            bytes += line.length;
            if (bytes >= BATCH_BYTES) await flush();
        }
        reached.lastId = id;
        reached.documents += 1;
        reached.sessions += sessions;
        reached.pushes += pushes;
        reached.losses = losses;
    }
    await flush();
    await last;
    return outcome;
}

function add({ conflicts, erased, rejected, damaged }: WriteResult, outcome: ImportOutcome): void {
    outcome.conflicts += conflicts;
    outcome.erased += erased;
    outcome.rejected += rejected.length + damaged.length;
    outcome.rejectedReason ??= [...rejected, ...damaged][0]?.reason ?? null;
}
