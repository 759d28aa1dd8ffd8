import type { ClaimSignal, MessageSignal, Signal } from '../store/audience.js';

interface Options {
    maxMessages: number;
    maxClaims: number;
    /** A message that could not be told by then is of no use any more, ms. */
    messageTtlMs: number;
    /** ms, monotonic. */
    clock: () => number;
}

/** What the others are to be told once, until the store has it. */
export interface OwnSignals {
    /** false: there is no room for it. */
    addMessage(message: Omit<MessageSignal, 'kind'>): boolean;
    /** Replaces what was claimed before. Where there are too many, those that wait longest go. */
    addClaim(namespace: string, uuid: string): void;
    /** Whether the others have not been told yet that this uuid is ours: then what they told of it is older. */
    isClaiming(namespace: string, uuid: string): boolean;
    /** All that waits, in order. It goes on waiting until it is `told`. */
    peek(): Signal[];
    told(signals: readonly Signal[]): void;
}

export function createOwnSignals({ maxMessages, maxClaims, messageTtlMs, clock }: Options): OwnSignals {
    const messages = new Map<MessageSignal, number>();
    const claims = new Map<string, ClaimSignal>();
    const keyOf = (namespace: string, uuid: string) => `${namespace}\0${uuid}`;

    function dropLate(): void {
        const before = clock() - messageTtlMs;
        for (const [message, since] of messages) {
            if (since >= before) return;
            messages.delete(message);
        }
    }

    return {
        addMessage(message) {
            dropLate();
            if (messages.size >= maxMessages) return false;
            messages.set({ kind: 'message', ...message }, clock());
            return true;
        },
        addClaim(namespace, uuid) {
            const key = keyOf(namespace, uuid);
            claims.delete(key);
            claims.set(key, { kind: 'claim', namespace, uuid });
            if (claims.size > maxClaims) claims.delete(claims.keys().next().value as string);
        },
        isClaiming: (namespace, uuid) => claims.has(keyOf(namespace, uuid)),
        peek() {
            dropLate();
            return [...messages.keys(), ...claims.values()];
        },
        told(signals) {
            for (const signal of signals) {
                if (signal.kind === 'message') messages.delete(signal);
                // claimed again meanwhile: that is to be told, too
                else if (claims.get(keyOf(signal.namespace, signal.uuid)) === signal) claims.delete(keyOf(signal.namespace, signal.uuid));
            }
        }
    };
}
