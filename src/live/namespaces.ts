import { RequestError } from '../errors.js';
import { Namespace } from './namespace.js';

/** Seconds after which a listener for whom there was no namespace left may come again. */
const RETRY_AFTER_FULL = 30;

interface Options {
    /** What a name must match. */
    pattern: RegExp;
    /** Namespaces that anybody of this process listens to, and those kept empty. */
    max: number;
    /** How long an empty one is kept, ms. */
    cleanDelayMs: number;
    /** Epoch ms. */
    now: () => number;
    /** ms, never going back. */
    clock: () => number;
    onRemove: (namespace: Namespace) => void;
}

/** All namespaces that are in use, and those that were a moment ago. */
export interface Namespaces {
    readonly size: number;
    allows(name: string): boolean;
    /** @throws {RequestError} namespace_not_allowed; namespaces_full: a listener to this name would be one too many */
    admit(name: string): void;
    get(name: string): Namespace | undefined;
    open(name: string): Namespace;
    /** To be called whenever somebody came or went: an empty namespace's time runs from here on. */
    settle(namespace: Namespace): void;
    /** Removes those that have been empty for long enough. */
    clean(): void;
    values(): Iterable<Namespace>;
}

export function createNamespaces({ pattern, max, cleanDelayMs, now, clock, onRemove }: Options): Namespaces {
    const all = new Map<string, Namespace>();
    const listenedTo = new Set<Namespace>();
    /** Since when; those that have been empty longest come first. */
    const empty = new Map<Namespace, number>();

    function remove(namespace: Namespace): void {
        empty.delete(namespace);
        all.delete(namespace.name);
        onRemove(namespace);
    }

    /** A namespace that somebody wants never waits for the time of one that nobody wants. */
    function makeRoom(): void {
        for (const namespace of empty.keys()) {
            if (listenedTo.size + empty.size <= max) return;
            remove(namespace);
        }
    }

    return {
        get size() {
            return all.size;
        },
        allows: (name) => pattern.test(name),
        admit(name) {
            if (!pattern.test(name)) throw new RequestError('namespace_not_allowed');
            const namespace = all.get(name);
            if (listenedTo.size >= max && (namespace === undefined || !listenedTo.has(namespace)))
                throw new RequestError('namespaces_full', { retryAfterSeconds: RETRY_AFTER_FULL });
        },
        get: (name) => all.get(name),
        open(name) {
            const namespace = all.get(name) ?? new Namespace(name, now());
            all.set(name, namespace);
            return namespace;
        },
        settle(namespace) {
            if (namespace.listening.size > 0) listenedTo.add(namespace);
            else listenedTo.delete(namespace);
            if (namespace.listening.size > 0 || namespace.members > 0) empty.delete(namespace);
            else if (!empty.has(namespace)) empty.set(namespace, clock());
            makeRoom();
        },
        clean() {
            const before = clock() - cleanDelayMs;
            for (const [namespace, since] of empty) {
                if (since > before) return;
                remove(namespace);
            }
        },
        values: () => all.values()
    };
}
