import { BoundedMap } from '../ingest/bounded-map.js';
import { isUserMark, userMarkOf, type Mark, type MarkedBy } from '../store/erasures.js';
import type { LiveSession } from './live-session.js';

/** Marks that are remembered. The store knows them all: this is about what comes before it has been asked. */
const REMEMBERED = 100_000;

/** Who was deleted, so that nothing of them is shown any more, and nothing that still comes is. */
export interface ErasedMarks {
    add(marks: readonly Mark[]): void;
    covers(session: MarkedBy): boolean;
}

/** @param removeAll - called with what to remove, of all that is there */
export function createErasedMarks(removeAll: (isMarked: (session: LiveSession) => boolean) => void): ErasedMarks {
    const marks = new BoundedMap<string, number>(REMEMBERED);
    let hasUsers = false;

    const covers = ({ sessionId, userId, startedAt }: MarkedBy): boolean => {
        if (marks.size === 0) return false;
        if (marks.get(sessionId) !== undefined) return true;
        if (!hasUsers || typeof userId !== 'string' || startedAt === undefined) return false;
        return startedAt <= (marks.get(userMarkOf(userId)) ?? -Infinity);
    };
    return {
        covers,
        add(added) {
            const isNews = added.filter(({ id, at }) => (marks.get(id) ?? -Infinity) < at);
            if (isNews.length === 0) return;
            for (const { id, at } of isNews) {
                marks.set(id, at);
                hasUsers ||= isUserMark(id);
            }
            removeAll(({ sessionId, document }) => covers(document ?? { sessionId }));
        }
    };
}
