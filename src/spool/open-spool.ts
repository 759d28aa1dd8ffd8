import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { openThread } from '../threads/open-thread.js';
import { movableBuffers } from '../threads/serve-calls.js';
import type { Spool } from './spool.js';
import type { SpoolCalls, SpoolThreadData } from './spool-thread.js';

const ENTRY = new URL('./spool-thread.js', import.meta.url);

export interface SpoolOptions {
    dataDir: string;
    /** Of batches; what SQLite needs around them comes on top, a few per cent. */
    maxBytes: number;
    /** So much of the disk stays free: an append that would need it rejects. */
    reserveBytes?: number;
    /** Of lines that found no place in the store. */
    maxRejectedBytes?: number;
}

/**
 * Opens, or makes, the spool in `dataDir`: a SQLite file whose fsyncs happen in a thread of its own.
 * @throws when another process has it open, when it is damaged, or the folder cannot be written
 */
export async function openSpool({ dataDir, maxBytes, reserveBytes = 0, maxRejectedBytes = Infinity }: SpoolOptions): Promise<Spool> {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const file = path.join(dataDir, 'spool.sqlite');
    const thread = await openThread<SpoolCalls>(ENTRY, { file, reserveBytes, maxRejectedBytes } satisfies SpoolThreadData);
    let { depth, lastId } = await thread.call('begin', []);
    /** Bytes given to the thread and not yet in `depth`. */
    let appending = 0;

    return {
        async append(bytes) {
            const size = bytes.byteLength;
            if (depth.bytes + appending + size > maxBytes) return 'full';
            lastId += 1;
            appending += size;
            try {
                depth = await thread.call('append', [lastId, Date.now(), bytes], movableBuffers([bytes]));
                return 'durable';
            } finally {
                appending -= size;
            }
        },
        lastId: () => lastId,
        take: (after, maxBytes) => thread.call('take', [after, maxBytes]),
        async forget(ids) {
            depth = await thread.call('forget', [ids]);
        },
        async forgetBut(ids, lines) {
            const { left, dropped } = await thread.call('forgetBut', [ids, Date.now(), lines]);
            depth = left;
            return dropped;
        },
        listRejected: (after, maxBytes) => thread.call('listRejected', [after, maxBytes]),
        removeRejected: (ids) => thread.call('removeRejected', [ids]),
        isBlank: () => thread.call('isBlank', []),
        depth: () => depth,
        close: () => thread.close()
    };
}
