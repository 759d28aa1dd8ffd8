/** Those who want to hear of something. `listen` answers its undo. */
export interface Hook<A extends unknown[]> {
    call(...args: A): void;
    listen(listener: (...args: A) => void): () => void;
}

export function createHook<A extends unknown[]>(): Hook<A> {
    const listeners = new Set<(...args: A) => void>();
    return {
        call(...args) {
            for (const listener of listeners) listener(...args);
        },
        listen(listener) {
            listeners.add(listener);
            return () => { listeners.delete(listener); };
        }
    };
}
