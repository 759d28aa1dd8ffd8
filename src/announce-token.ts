import type { Config } from './config.js';
import type { Log } from './log.js';

interface Announcement {
    config: Pick<Config, 'HOST' | 'BASE_PATH'>;
    /** That the service listens on. */
    port: number;
    token: string;
    /** Where it is kept. */
    file: string;
}

/**
 * Tells a token that was made just now: to a terminal as a link, once. Elsewhere output is kept and read by others (a journal, a
 * container's log), so there only its place is told.
 */
export function announceToken({ config, port, token, file }: Announcement, terminal: Pick<NodeJS.WriteStream, 'isTTY' | 'write'>, log: Log): void {
    const { HOST, BASE_PATH } = config;
    const host = HOST === '0.0.0.0' || HOST === '::' ? 'localhost' : HOST.includes(':') ? `[${HOST}]` : HOST;
    if (!terminal.isTTY) log.info(`The token for reading was made and is in ${file}.`);
    else terminal.write(`\n  Your data, with the token for reading it (also in ${file}; not shown again):\n`
        + `  http://${host}:${String(port)}${BASE_PATH}/#token=${token}\n\n`);
}
