import { useEffect, useState } from 'preact/hooks';

/** The moment that is pointed at, epoch ms. Moves with each move of the pointer, so only what shows it listens. */
export interface Cursor {
    get: () => number | null;
    set: (at: number | null) => void;
    /** Answers its undo. */
    listen: (listener: (at: number | null) => void) => () => void;
}

export function createCursor(): Cursor {
    const listeners = new Set<(at: number | null) => void>();
    let moment: number | null = null;
    return {
        get: () => moment,
        set(at) {
            if (at === moment) return;
            moment = at;
            for (const listener of listeners) listener(at);
        },
        listen(listener) {
            listeners.add(listener);
            return () => { listeners.delete(listener); };
        }
    };
}

export function useCursor(cursor: Cursor): number | null {
    const [at, setAt] = useState(cursor.get);
    useEffect(() => cursor.listen(setAt), [cursor]);
    return at;
}
