import type { CallEvent } from '../../schemas/event.js';
import type { Delta } from '../../schemas/push.js';
import type { Gap, Sample } from '../../schemas/session.js';
import { correctedAt } from '../store/clock-offset.js';
import type { PushReads, PushRecord, SessionDocument } from '../store/store.js';
import { traitsOf } from './client-traits.js';
import { createFold } from './fold-deltas.js';
import { orderEvents } from './order-events.js';

/** A session's metrics, a piece at a time: a day of them is megabytes. */
export interface SampleSeries {
    pieces: AsyncIterable<Sample[]>;
    /** Known when all pieces were taken. */
    gaps(): Gap[];
}

/** Pushes taken from the store at a time. */
const PUSHES = 100;
/** Samples that are folded without a break: some milliseconds of work. */
const SAMPLES = 250;
/** Events on a page, or a few more: those of one push stay together. A call has tens; only a sender gone wrong has more than fit. */
export const EVENTS = 10_000;

/** Whole states in the order of seq, then position. */
export function readSamples(reads: PushReads, { sessionId, startedAt, client }: SessionDocument): SampleSeries {
    const fold = createFold(startedAt, traitsOf(client));
    async function* pieces(): AsyncGenerator<Sample[]> {
        let piece: Sample[] = [];
        for await (const push of readPushes(reads, sessionId, -1)) {
            for (const sample of fold.add(push)) {
                piece.push(sample);
                if (piece.length < SAMPLES) continue;
                yield piece;
                piece = [];
            }
        }
        if (piece.length > 0) yield piece;
    }
    return { pieces: pieces(), gaps: () => fold.gaps() };
}

/** What the pushes told, as they told it, in the order of seq, then position; `at` corrected. */
export async function* readDeltas(reads: PushReads, sessionId: string): AsyncGenerator<Delta> {
    for await (const { deltas, offset } of readPushes(reads, sessionId, -1))
        for (const delta of deltas) yield { ...delta, at: correctedAt(delta.at, offset) };
}

/** The events of the pushes with a seq above `after`, in order. `after` of the answer: the next page's; null when there is none. */
export async function readEvents(reads: PushReads, sessionId: string, after: number): Promise<{ events: CallEvent[]; after: number | null }> {
    const pushes: PushRecord[] = [];
    let events = 0;
    for await (const push of readPushes(reads, sessionId, after)) {
        const last = pushes.at(-1);
        if (events >= EVENTS && last !== undefined) return { events: orderEvents(pushes), after: last.seq };
        if (push.events.length === 0) continue;
        pushes.push({ ...push, deltas: [] });
        events += push.events.length;
    }
    return { events: orderEvents(pushes), after: null };
}

/** All pushes of a session with a seq above `after`, in the order of seq, a page of them in memory at a time. */
export async function* readPushes(reads: PushReads, sessionId: string, after: number): AsyncGenerator<PushRecord> {
    for (let last = after; ;) {
        const pushes = await reads.list(sessionId, last, PUSHES);
        yield* pushes;
        const end = pushes.at(-1);
        if (end === undefined || pushes.length < PUSHES) return;
        last = end.seq;
    }
}
