import { randomUUID } from 'node:crypto';
import type { Log } from '../log.js';
import { createEpisode } from '../spool/episode.js';
import {
    KEEP_COUNTS_MS, type InstancePlace, type InstanceState, type MessageSignal, type Revisions, type SharedAudience, type WrittenSignal
} from '../store/audience.js';
import type { Audience } from './audience.js';
import { createOtherInstances } from './other-instances.js';
import { createOwnCounts } from './own-counts.js';
import { createOwnSignals } from './own-signals.js';

/** After a gap as long as this some of what was written may have expired: begin anew. ms */
const LONG_GAP_MS = 2 * KEEP_COUNTS_MS;
/** Ids of messages that have come, so that none is passed on twice. */
const KNOWN_MESSAGES = 10_000;

export type Message = Omit<MessageSignal, 'kind'>;

interface Options {
    shared: SharedAudience;
    audience: Pick<Audience, 'local' | 'localNamespaces' | 'setOthers' | 'excludeFormer' | 'tellHere'>;
    place: InstancePlace;
    log: Log;
    /** An instance that gives no sign of life for this long is not counted, ms. */
    nodeTimeoutMs: number;
    /** While the store is away the others count as they were known last, for this long at the most, ms. */
    outageTimeoutMs: number;
    maxMessages: number;
    maxClaims: number;
    createId?: () => string;
    /** Epoch ms; only to notice that this process was stopped for long, as with its machine. */
    now?: () => number;
    /** ms, monotonic. */
    clock?: () => number;
}

/** This process as one of several that share an audience. It does nothing by itself: whoever has it calls `beat` and `exchange` now and then. */
export interface Instances {
    /** A sign of life. Does not reject: `exchange` tells what is wrong. */
    beat(): Promise<void>;
    /** Tells the others what has changed here, and hears what has changed there. One at a time. Rejects while the store is away. */
    exchange(): Promise<void>;
    /** This namespace's own count may have changed. */
    mark(namespace: string): void;
    /** A message for the listeners of all others. false: too many wait already, it is not passed on. */
    send(message: Message): boolean;
    /** A message from elsewhere for our own listeners, by whatever way; if it came before nothing happens. */
    receive(message: Message): void;
    /** Ends the connection of this uuid that another instance may have. */
    claim(namespace: string, uuid: string): void;
    /** Nobody is to count what this instance told. After it nothing else may be called. */
    leave(): Promise<void>;
}

export function createInstances(options: Options): Instances {
    const {
        shared, audience, place, log, nodeTimeoutMs, outageTimeoutMs, maxMessages, maxClaims,
        createId = randomUUID, now = Date.now, clock = () => performance.now()
    } = options;
    const where = ({ instance, host, pid }: InstanceState) => ({ instance, host, pid });
    const others = createOtherInstances({
        timeoutMs: nodeTimeoutMs,
        setOthers: (namespace, sum) => { audience.setOthers(namespace, sum); },
        onComing: (state) => { log.info(where(state), 'The audience of another instance is counted'); },
        onGoing: (state) => { log.info(where(state), 'The audience of another instance is not counted any more'); }
    });
    const ownCounts = createOwnCounts(audience);
    const ownSignals = createOwnSignals({ maxMessages, maxClaims, messageTtlMs: nodeTimeoutMs * 2, clock });
    const known = new Set<string>();
    let instance = createId();
    let hasEntered = false;
    let written: Revisions = { counts: 0, signals: 0 };
    /** When an exchange was complete, by either clock. */
    let completeAt = { now: now(), clock: clock() };
    let keptAt = clock();
    let isBlind = false;
    const outage = createEpisode();
    ownCounts.forget();

    async function beginAnew(): Promise<void> {
        await shared.leave(instance);
        instance = createId();
        hasEntered = false;
        written = { counts: 0, signals: 0 };
        completeAt = { now: now(), clock: clock() };
        ownCounts.forget();
        others.forget();
    }

    async function beat(): Promise<boolean> {
        if (hasEntered) return shared.beat(instance, written);
        await shared.enter(instance, place, written);
        hasEntered = true;
        return true;
    }

    async function tellOthers(): Promise<void> {
        await tellCounts();
        const signals = ownSignals.peek();
        if (signals.length > 0) {
            await shared.writeSignals(instance, written.signals + 1, signals);
            written = { ...written, signals: written.signals + signals.length };
            ownSignals.told(signals);
        }
        if (clock() - keptAt >= KEEP_COUNTS_MS) {
            await shared.keepCounts(instance);
            keptAt = clock();
        }
    }

    async function tellCounts(): Promise<void> {
        const counts = ownCounts.take();
        if (counts.length === 0) return;
        try {
            await shared.writeCounts(instance, written.counts + 1, counts);
        } catch (error) {
            ownCounts.giveBack(counts);
            throw error;
        }
        written = { ...written, counts: written.counts + 1 };
    }

    async function hearOthers(): Promise<void> {
        const listed = await shared.list();
        others.see(listed, { own: instance, now: clock(), wasBlind: isBlind || clock() - completeAt.clock > nodeTimeoutMs });
        isBlind = false;
        for await (const count of shared.readCounts(others.unreadCounts())) others.take(count);
        others.haveReadCounts();
        others.tell();
        const signals = await shared.readSignals(others.unreadSignals());
        const storeNow = Math.max(...listed.map(({ at }) => at));
        for (const signal of signals) hear(signal, storeNow);
        others.haveReadSignals();
    }

    /** Only clocks of the store are compared. */
    function hear(signal: WrittenSignal, storeNow: number): void {
        if (signal.kind === 'message') {
            if (storeNow - signal.at <= nodeTimeoutMs * 2) receive(signal);
        } else if (!ownSignals.isClaiming(signal.namespace, signal.uuid)) {
            // what is claimed here has been told before this was read, so this is the later claim, whatever the clocks say
            audience.excludeFormer(signal.namespace, signal.uuid, Infinity);
        }
    }

    function isNew(id: string): boolean {
        if (known.has(id)) return false;
        known.add(id);
        if (known.size > KNOWN_MESSAGES) known.delete(known.values().next().value as string);
        return true;
    }

    function receive({ id, namespace, service, message }: Message): void {
        if (!isNew(id)) return;
        try {
            audience.tellHere(namespace, service, message);
        } catch (error) {
            log.warn({ err: error, namespace }, 'A message of another instance could not be passed on to its listeners');
        }
    }

    return {
        async beat() {
            if (hasEntered) await shared.beat(instance, written).catch(() => undefined);
        },
        async exchange() {
            try {
                if (now() - completeAt.now > LONG_GAP_MS) await beginAnew();
                await tellOthers();
                if (!await beat()) {
                    await beginAnew();
                    await tellOthers();
                    await beat();
                }
                await hearOthers();
                completeAt = { now: now(), clock: clock() };
                if (outage.ends()) log.info('The audience is shared with other instances again');
            } catch (error) {
                isBlind = true;
                outage.begins();
                if (clock() - completeAt.clock > outageTimeoutMs && others.loseSight())
                    log.warn({ seconds: outageTimeoutMs / 1000 }, 'The store has been away for too long: only the own audience is counted');
                others.tell();
                throw error;
            }
        },
        mark: ownCounts.mark,
        send: (message) => isNew(message.id) && ownSignals.addMessage(message),
        receive,
        claim: ownSignals.addClaim,
        leave: () => shared.leave(instance)
    };
}
