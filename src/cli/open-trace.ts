import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTrace, TraceError, type Trace } from './trace.js';

const SUFFIX = '.ndjson';
const SHIPPED = fileURLToPath(new URL('../../../test/fixtures/traces/', import.meta.url));

/** The names of the recordings that come with the program. */
export const listShippedTraces = (): string[] =>
    readdirSync(SHIPPED).filter((file) => file.endsWith(SUFFIX)).map((file) => basename(file, SUFFIX)).sort();

/**
 * Reads a recording by the name of one that is shipped, or else by the path of a file.
 * @throws {TraceError} when there is none, or it is no recording
 */
export function openTrace(nameOrPath: string): { name: string; trace: Trace } {
    const shipped = listShippedTraces();
    const file = shipped.includes(nameOrPath) ? resolve(SHIPPED, nameOrPath + SUFFIX) : resolve(nameOrPath);
    let text: string;
    try {
        text = readFileSync(file, 'utf8');
    } catch (error) {
        throw new TraceError(`${nameOrPath} cannot be read (${(error as Error).message}). The recordings that come with this are ${shipped.join(', ')}.`);
    }
    try {
        return { name: basename(file, SUFFIX), trace: parseTrace(text) };
    } catch (error) {
        if (error instanceof TraceError) throw new TraceError(`${nameOrPath} is no recording of a call. ${error.message}`);
        throw error;
    }
}
