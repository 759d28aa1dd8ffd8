import { readFileSync } from 'node:fs';
import type { Config } from '../config.js';
import type { Log } from '../log.js';

/** For the store, the spool, connections to MongoDB and what is open for a moment. */
const OTHER_FILES = 256;

type Limits = Pick<Config, 'MAX_STREAMS' | 'MAX_CONNECTIONS' | 'SORA_MAX_CONNECTIONS'>;

/** What a process may have open, of proc(5); undefined where there is no such thing, or no limit. Node raises it to the hard limit by itself. */
export function openFilesLimit(readLimits = () => readFileSync('/proc/self/limits', 'utf8')): number | undefined {
    try {
        const limit = Number(/^Max open files\s+(\d+)/m.exec(readLimits())?.[1]);
        return Number.isNaN(limit) ? undefined : limit;
    } catch {
        return undefined;
    }
}

/**
 * Says so when there are fewer files than connections may be open. Node goes on without them, but then whom it turns away is chance, and
 * the store cannot open files either.
 * @param limits - of one process: a worker's share
 */
export function warnOfFewFiles(limits: Limits, log: Log, limit: number | undefined): void {
    const needed = limits.MAX_STREAMS + limits.MAX_CONNECTIONS + limits.SORA_MAX_CONNECTIONS + OTHER_FILES;
    if (limit === undefined || limit >= needed) return;
    log.warn({ openFiles: limit, needed }, `This process may open ${String(limit)} files, but MAX_STREAMS and MAX_CONNECTIONS allow for `
        + `${String(needed)}: when there are no more, connections are closed before anybody answers them, and the store may fail. `
        + 'Raise the limit (ulimit -n, LimitNOFILE= of systemd, --ulimit nofile= of Docker) or lower these settings.');
}
