import type { Trouble } from '../../schemas/setup.js';
import type { ErrorCode } from '../errors.js';

/** What keeps data out, or spoils it: errors that a sender was answered; values left out of bodies that were taken; a proxy that is not believed. */
export type TroubleCode = ErrorCode | 'parts_dropped' | 'proxy_not_trusted';

/** A client can cause any number of different ones: those heard of longest ago are forgotten. */
const MAX_TROUBLES = 50;
const MAX_ABOUT = 256;

export interface Troubles {
    /** @param about - the value that it was about, whatever a client sent */
    note(code: TroubleCode, about?: string | null): void;
    /** The last one first. */
    tell(): Trouble[];
}

/** @param now - epoch ms */
export function createTroubles(now: () => number): Troubles {
    const troubles = new Map<string, Trouble>();
    return {
        note(code, about = null) {
            const shown = about?.slice(0, MAX_ABOUT) ?? null;
            const key = JSON.stringify([code, shown]);
            const at = now();
            const { count, firstAt } = troubles.get(key) ?? { count: 0, firstAt: at };
            // the last one heard of goes to the end
            troubles.delete(key);
            troubles.set(key, { code, about: shown, count: count + 1, firstAt, lastAt: at });
            if (troubles.size > MAX_TROUBLES) troubles.delete(troubles.keys().next().value as string);
        },
        tell: () => [...troubles.values()].reverse()
    };
}

/** Of several processes, as if they were one. */
export function addTroubles(all: readonly (readonly Trouble[])[]): Trouble[] {
    const troubles = new Map<string, Trouble>();
    for (const trouble of all.flat()) {
        const key = JSON.stringify([trouble.code, trouble.about]);
        const { count, firstAt, lastAt } = troubles.get(key) ?? { ...trouble, count: 0 };
        troubles.set(key, {
            ...trouble, count: count + trouble.count, firstAt: Math.min(firstAt, trouble.firstAt), lastAt: Math.max(lastAt, trouble.lastAt)
        });
    }
    return [...troubles.values()].sort((a, b) => b.lastAt - a.lastAt).slice(0, MAX_TROUBLES);
}
