import type { Erasures, MarkedBy } from '../store/erasures.js';
import type { KeptLine, Spool } from './spool.js';

/** Looked at at once, bytes. */
const READ_BYTES = 1024 * 1024;

/**
 * Removes what a spool keeps of deleted sessions among the lines that the store refused. Answers how many went. What waits in the spool for
 * the store needs nothing of the kind: the store does not take it.
 */
export async function eraseRejected(spool: Pick<Spool, 'listRejected' | 'removeRejected'>, erasures: Pick<Erasures, 'findMarked'>): Promise<number> {
    let removed = 0;
    for (let after = -1; ;) {
        const lines = await spool.listRejected(after, READ_BYTES);
        const last = lines.at(-1);
        if (last === undefined) return removed;
        after = last.id;
        const sources = lines.flatMap((line) => sourcesOf(line).map((source) => ({ line, source })));
        const marked = await erasures.findMarked(sources.map(({ source }) => source));
        const ids = [...new Set(sources.filter(({ source }) => marked.has(source.sessionId)).map(({ line }) => line.id))];
        if (ids.length > 0) await spool.removeRejected(ids);
        removed += ids.length;
    }
}

/**
 * What a line is of. Found in its text: such a line may be damaged, or be in a form that only another version of this program can read.
 * One of a user of which it cannot be told how old it is counts as old.
 */
function sourcesOf({ bytes }: KeptLine): MarkedBy[] {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
    const userId = textOf(/"userId":("(?:[^"\\]|\\.)*")/.exec(text)?.[1]);
    const startedAt = Number(/"startedAt":(\d+(?:\.\d+)?)/.exec(text)?.[1] ?? 0);
    const sessionIds = [...text.matchAll(/"sessionId":"([^"]*)"/g)].map(([, sessionId = '']) => sessionId);
    return (sessionIds.length === 0 ? [''] : sessionIds).map((sessionId) => ({ sessionId, ...userId !== undefined && { userId, startedAt } }));
}

function textOf(json: string | undefined): string | undefined {
    try {
        return json === undefined ? undefined : JSON.parse(json) as string;
    } catch {
        return undefined;
    }
}
