import type { Log } from '../../log.js';
import { createEpisode } from '../../spool/episode.js';
import type { Credentials } from './tls-files.js';

interface Options {
    /** What is in use now. */
    current: Credentials;
    read: () => Promise<Credentials>;
    renew: (credentials: Credentials) => void;
    intervalMs: number;
    log: Log;
    /** Epoch ms. */
    now?: () => number;
}

/** How long before its end a certificate that was not renewed is warned of, ms, and how often. */
const WARN_BEFORE_MS = 7 * 24 * 3_600_000, WARN_EVERY_MS = 24 * 3_600_000;

/**
 * Looks at the files now and then, rather than to be told of changes: renewals replace what symbolic links lead to, and mounts tell nothing.
 * What cannot be used, as while one of two files is replaced, leaves the former in use.
 * @returns its end
 */
export function renewTls({ current, read, renew, intervalMs, log, now = Date.now }: Options): () => void {
    let inUse = current;
    let warnedAt = Number.NEGATIVE_INFINITY;
    let isOver = false;
    const failing = createEpisode();

    async function look(): Promise<void> {
        let found: Credentials;
        try {
            found = await read();
        } catch (err) {
            if (failing.begins()) log.error({ err }, 'The TLS files of the port for Sora cannot be used: the former stay in use.');
            return;
        }
        failing.ends();
        if (isOver || isSame(found, inUse)) return;
        inUse = found;
        renew(found);
        warnedAt = Number.NEGATIVE_INFINITY;
        log.info({ validTo: new Date(found.validTo).toISOString() }, 'New TLS files are in use on the port for Sora.');
    }

    function warn(): void {
        const { validFrom, validTo } = inUse;
        const at = now();
        const fault = at >= validTo ? 'has ended' : validTo - at < WARN_BEFORE_MS ? 'ends soon' : at < validFrom ? 'does not count yet' : undefined;
        if (fault === undefined || at - warnedAt < WARN_EVERY_MS) return;
        warnedAt = at;
        log.warn({ validFrom: new Date(validFrom).toISOString(), validTo: new Date(validTo).toISOString() },
            `The certificate of the port for Sora ${fault}.`);
    }

    let timer: NodeJS.Timeout;
    function lookLater(): void {
        timer = setTimeout(() => {
            void look().then(() => {
                if (isOver) return;
                warn();
                lookLater();
            });
        }, intervalMs).unref();
    }
    warn();
    lookLater();
    return () => {
        isOver = true;
        clearTimeout(timer);
    };
}

const isSame = (a: Credentials, b: Credentials): boolean => a.cert === b.cert && a.key === b.key && a.ca?.join('') === b.ca?.join('');
