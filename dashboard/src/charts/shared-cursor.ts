/** The moment that is pointed at, in all charts of a page and whatever else shows it; null: none. In the unit of the charts' x. */
export interface SharedCursor {
    get: () => number | null;
    set: (at: number | null) => void;
    /** Answers its undo. */
    listen: (listener: (at: number | null) => void) => () => void;
}

export function createSharedCursor(): SharedCursor {
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
