import type { InstanceState, WrittenCount } from '../store/audience.js';
import type { Tally } from './namespace.js';

interface Other {
    state: InstanceState;
    /** When it was last seen to live, ms, our monotonic clock. */
    livedAt: number;
    isCounted: boolean;
    /** Up to which revisions all has been read. */
    countsRead: number;
    signalsRead: number;
    counts: Map<string, Tally>;
}

interface Options {
    /** For how long an instance counts without a sign of life, ms. */
    timeoutMs: number;
    /** What all others that count have together in a namespace. Called by `tell` alone. */
    setOthers: (namespace: string, sum: Tally) => void;
    onComing?: (instance: InstanceState) => void;
    onGoing?: (instance: InstanceState) => void;
}

interface Look {
    /** Our own instance, which is none of the others. */
    own: string;
    /** ms, a monotonic clock of ours. */
    now: number;
    /** Nobody could be seen for a while, so nobody is taken for dead because of that. */
    wasBlind: boolean;
}

/** What is known of the other instances, and the sums of those that live. */
export interface OtherInstances {
    /**
     * Who is there at this moment, as the store lists it. Whoever beats is counted, whoever has not been seen to for too long is not, whoever is
     * not listed any more is forgotten.
     */
    see(listed: readonly InstanceState[], look: Look): void;
    /** From which revision on the counts of whom are to be read. */
    unreadCounts(): Map<string, number>;
    take(count: WrittenCount): void;
    /** All of those has been read. */
    haveReadCounts(): void;
    unreadSignals(): Map<string, number>;
    haveReadSignals(): void;
    /** Tells the sums that have changed. */
    tell(): void;
    /** Counts nobody until seen again. Answers whether somebody was counted. */
    loseSight(): boolean;
    /** As if none had ever been seen. */
    forget(): void;
}

const NOBODY: Tally = { members: 0, connections: 0 };

export function createOtherInstances({ timeoutMs, setOthers, onComing, onGoing }: Options): OtherInstances {
    const others = new Map<string, Other>();
    const sums = new Map<string, Tally>();
    const changed = new Set<string>();
    let isFirstLook = true;

    function add(namespace: string, { members, connections }: Tally, sign: 1 | -1): void {
        const before = sums.get(namespace) ?? NOBODY;
        const sum = { members: before.members + sign * members, connections: before.connections + sign * connections };
        if (sum.members === 0 && sum.connections === 0) sums.delete(namespace);
        else sums.set(namespace, sum);
        changed.add(namespace);
    }

    function setCounted(other: Other, isCounted: boolean): void {
        if (other.isCounted === isCounted) return;
        other.isCounted = isCounted;
        for (const [namespace, count] of other.counts) add(namespace, count, isCounted ? 1 : -1);
        (isCounted ? onComing : onGoing)?.(other.state);
    }

    /** Before its beats have been seen to change the store's own clock says whether it lives: nobody else's would do. */
    function meet(state: InstanceState, storeNow: number, now: number): Other {
        const livedAt = storeNow - state.at <= timeoutMs ? now : -Infinity;
        // what it told before we came is not for those who have come since
        const signalsRead = isFirstLook ? state.signals : 0;
        const other: Other = { state, livedAt, isCounted: false, countsRead: 0, signalsRead, counts: new Map() };
        others.set(state.instance, other);
        return other;
    }

    const unread = (member: 'counts' | 'signals') => new Map([...others].flatMap(([instance, other]) => {
        const read = member === 'counts' ? other.countsRead : other.signalsRead;
        return other.isCounted && other.state[member] > read ? [[instance, read] as const] : [];
    }));

    return {
        see(listed, { own, now, wasBlind }) {
            const storeNow = Math.max(...listed.map(({ at }) => at));
            for (const state of listed) {
                if (state.instance === own) continue;
                const other = others.get(state.instance) ?? meet(state, storeNow, now);
                if (state.beats !== other.state.beats || (wasBlind && other.isCounted)) other.livedAt = now;
                other.state = state;
                setCounted(other, now - other.livedAt <= timeoutMs);
            }
            const there = new Set(listed.map(({ instance }) => instance));
            for (const [instance, other] of others) {
                if (there.has(instance)) continue;
                setCounted(other, false);
                others.delete(instance);
            }
            isFirstLook = false;
        },
        unreadCounts: () => unread('counts'),
        take({ instance, namespace, members, connections }) {
            const other = others.get(instance);
            if (other === undefined) return;
            const before = other.counts.get(namespace);
            const count = { members, connections };
            if (members === 0 && connections === 0) other.counts.delete(namespace);
            else other.counts.set(namespace, count);
            if (!other.isCounted) return;
            if (before !== undefined) add(namespace, before, -1);
            add(namespace, count, 1);
        },
        haveReadCounts() {
            for (const other of others.values()) if (other.isCounted) other.countsRead = other.state.counts;
        },
        unreadSignals: () => unread('signals'),
        haveReadSignals() {
            for (const other of others.values()) if (other.isCounted) other.signalsRead = other.state.signals;
        },
        tell() {
            for (const namespace of changed) setOthers(namespace, sums.get(namespace) ?? NOBODY);
            changed.clear();
        },
        loseSight() {
            const counted = [...others.values()].filter(({ isCounted }) => isCounted);
            for (const other of counted) {
                other.livedAt = -Infinity;
                setCounted(other, false);
            }
            return counted.length > 0;
        },
        forget() {
            for (const other of others.values()) setCounted(other, false);
            others.clear();
        }
    };
}
