import type { ConnectionState } from '../../schemas/connection-state.js';
import type { CallEvent } from '../../schemas/event.js';
import type { SessionReply } from '../../schemas/session.js';
import type { Position } from './cursor.js';
import type { Reads, SessionListFilter } from './reads.js';

/** What to export: sessions that were there within [from, to), and of their samples and events those within it. Epoch ms. */
export type ExportFilter = Omit<SessionListFilter, 'limit' | 'after'> & {
    /** These sessions alone; absent: all. */
    sessionIds?: ReadonlySet<string>;
};

export interface SampleRecord { sessionId: string; conferenceName: string; userId: string | null; at: number; state: ConnectionState }
export interface EventRecord extends CallEvent { sessionId: string; conferenceName: string; userId: string | null }

/** Sessions taken from the store at a time. */
const PAGE = 100;

/** Newest first, as they are listed; what comes meanwhile is left out. Holds a page in memory, however many there are. */
export async function* exportSessions(reads: Reads, { sessionIds, ...filter }: ExportFilter): AsyncGenerator<SessionReply> {
    let after: Position | null | undefined;
    while (after !== null) {
        const page = await reads.listSessions({ ...filter, limit: PAGE, ...after !== undefined && { after } });
        yield* sessionIds === undefined ? page.items : page.items.filter(({ sessionId }) => sessionIds.has(sessionId));
        after = page.after;
    }
}

/** The samples of each of these sessions, one session after the other. */
export async function* exportSamples(reads: Reads, filter: ExportFilter): AsyncGenerator<SampleRecord> {
    for await (const { sessionId, conferenceName, userId } of exportSessions(reads, filter)) {
        const series = await reads.findSamples(sessionId);
        // removed since
        if (series === null) continue;
        for await (const samples of series.pieces)
            for (const { at, state } of samples) if (isWithin(at, filter)) yield { sessionId, conferenceName, userId, at, state };
    }
}

/** The events of each of these sessions, one session after the other. */
export async function* exportEvents(reads: Reads, filter: ExportFilter): AsyncGenerator<EventRecord> {
    for await (const { sessionId, conferenceName, userId } of exportSessions(reads, filter)) {
        for (let after: number | null = -1; after !== null;) {
            const page: Awaited<ReturnType<Reads['findEvents']>> = await reads.findEvents(sessionId, after);
            for (const event of page?.events ?? []) if (isWithin(event.at, filter)) yield { sessionId, conferenceName, userId, ...event };
            after = page?.after ?? null;
        }
    }
}

const isWithin = (at: number, { from = -Infinity, to = Infinity }: ExportFilter): boolean => at >= from && at < to;
