import t from 'tap';
import type { CallEvent } from '../../schemas/event.js';
import type { Sample } from '../../schemas/session.js';
import { aPost, aPush, sessionIdFor, T0 } from '../store/sample-records.js';
import { openReads } from './build-reads.js';

const SESSION = sessionIdFor('a');

t.test('a session of any length is read in pieces, with its gaps at the end', async (t) => {
    const { reads, write } = await openReads(t);
    const seqs = Array.from({ length: 301 }, (_, seq) => seq).filter((seq) => seq !== 150);
    await write(aPost('a'), ...seqs.map((seq) => aPush('a', seq)).reverse());
    const series = await reads.findSamples(SESSION);
    const pieces: Sample[][] = [];
    for await (const piece of series!.pieces) pieces.push(piece);
    t.ok(pieces.length > 2 && pieces.every((piece) => piece.length <= 250));
    t.strictSame(pieces.flat().map(({ at }) => at), seqs.flatMap((seq) => [1, 2, 3].map((n) => T0 + 30_000 * seq + n * 10_000)));
    t.strictSame(series!.gaps(), [{ from: T0 + 30_000 * 150, to: T0 + 30_000 * 151 + 10_000 }]);
    t.equal(await reads.findSamples(sessionIdFor('unknown')), null);
});

t.test('events beyond ten thousand come on further pages, each once', async (t) => {
    const { reads, write } = await openReads(t);
    const eventsOf = (seq: number): CallEvent[] => Array.from({ length: 200 }, (_, index) => ({
        at: T0 + seq * 1000 + index, type: 'userJoined', data: { count: seq * 200 + index }
    }));
    const pushes = Array.from({ length: 120 }, (_, seq) => aPush('a', seq, { offset: 0, deltas: [], events: seq === 60 ? [] : eventsOf(seq) }));
    await write(aPost('a'), ...pushes);
    const counts: (number | undefined)[] = [];
    const sizes: number[] = [];
    for (let after: number | null = -1; after !== null;) {
        const page: { events: CallEvent[]; after: number | null } | null = await reads.findEvents(SESSION, after);
        counts.push(...page!.events.map(({ data }) => data?.count));
        sizes.push(page!.events.length);
        after = page!.after;
    }
    t.strictSame(sizes, [10_000, 10_000, 3800]);
    t.strictSame(counts, Array.from({ length: 24_000 }, (_, index) => index).filter((index) => Math.floor(index / 200) !== 60));
});
