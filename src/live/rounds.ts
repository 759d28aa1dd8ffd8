/** Visits each of many things once in a period, a part of them at a time, with one timer, and none while there are none. */
export interface Rounds<T> {
    add(one: T): void;
    delete(one: T): void;
}

const PARTS = 10;

/** @param periodMs - from one visit to the next. What is visited may be deleted meanwhile, and others added. */
export function createRounds<T>(periodMs: number, visit: (one: T) => void): Rounds<T> {
    const parts = Array.from({ length: PARTS }, () => new Set<T>());
    let lastFilled = 0;
    let turn = 0;
    let size = 0;
    let timer: NodeJS.Timeout | undefined;

    return {
        add(one) {
            size += 1;
            // so that what comes at once is not visited at once
            parts[lastFilled = (lastFilled + 1) % PARTS]?.add(one);
            timer ??= setInterval(() => {
                for (const due of parts[turn = (turn + 1) % PARTS] ?? []) visit(due);
            }, periodMs / PARTS).unref();
        },
        delete(one) {
            if (!parts.some((part) => part.delete(one))) return;
            size -= 1;
            if (size > 0) return;
            clearInterval(timer);
            timer = undefined;
        }
    };
}
