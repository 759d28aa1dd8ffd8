import type { NamespaceCount } from '../store/audience.js';
import type { Tally } from './namespace.js';

interface Options {
    /** What this process counts by itself. */
    local: (namespace: string) => Tally;
    localNamespaces: () => Iterable<string>;
}

/** Which of our counts differ from what we have told the others. */
export interface OwnCounts {
    /** This namespace's count may have changed. */
    mark(namespace: string): void;
    /** What is to be told. It is not offered again unless it changes, or could not be told. */
    take(): NamespaceCount[];
    /** Nobody knows whether these were told: they are to be told again. */
    giveBack(counts: readonly NamespaceCount[]): void;
    /** Nothing has been told of anything. */
    forget(): void;
}

export function createOwnCounts({ local, localNamespaces }: Options): OwnCounts {
    const told = new Map<string, Tally>();
    const marked = new Set<string>();

    return {
        mark(namespace) {
            marked.add(namespace);
        },
        take() {
            const counts: NamespaceCount[] = [];
            for (const namespace of marked) {
                const { members, connections } = local(namespace);
                const before = told.get(namespace) ?? { members: 0, connections: 0 };
                if (before.members === members && before.connections === connections) continue;
                counts.push({ namespace, members, connections });
                if (members === 0 && connections === 0) told.delete(namespace);
                else told.set(namespace, { members, connections });
            }
            marked.clear();
            return counts;
        },
        giveBack(counts) {
            for (const { namespace } of counts) {
                marked.add(namespace);
                // unlike any count, so that it is told in any case
                told.set(namespace, { members: -1, connections: -1 });
            }
        },
        forget() {
            told.clear();
            marked.clear();
            for (const namespace of localNamespaces()) marked.add(namespace);
        }
    };
}
