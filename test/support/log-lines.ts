import type { Log } from '../../src/log.js';

/** A log that keeps what it is told: [level, message]. */
export function createLogLines(): { log: Log; lines: string[][] } {
    const lines: string[][] = [];
    const at = (level: string) => (...words: unknown[]) => { lines.push([level, String(words.at(-1))]); };
    return { log: { info: at('info'), warn: at('warn'), error: at('error') }, lines };
}
