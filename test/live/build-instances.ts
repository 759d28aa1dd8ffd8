import type { Test } from 'tap';
import { createInstances, type Instances } from '../../src/live/instances.js';
import { openMongodbStore } from '../../src/store/mongodb/open-mongodb-store.js';
import type { SharedAudience } from '../../src/store/audience.js';
import { createLogLines } from '../support/log-lines.js';
import type { TestMongodb } from '../support/mongodb.js';
import { buildAudience, createListener, START } from './build-audience.js';

export const INTERVAL_MS = 2000;
export const NODE_TIMEOUT_MS = 5000;
export const OUTAGE_TIMEOUT_MS = 60_000;

type Listener = ReturnType<typeof createListener>;

/** One instance: its own real audience, the real database, and a clock and a way to the database that the test has in hand. */
export interface Node {
    id: string;
    audience: ReturnType<typeof buildAudience>['audience'];
    instances: Instances;
    lines: string[][];
    /** It cannot reach the database. */
    isCutOff: boolean;
    /** Happens when it is about to read what others have told. */
    beforeReading: () => void;
    /** Its idea of the date differs by this, ms. */
    clockError: number;
    join(namespace: string, uuid?: string): Listener & { leave(): void };
    exchange(): Promise<void>;
}

export interface Site {
    shared: SharedAudience;
    start(id: string, changes?: { clockError?: number }): Node;
    /** Every node does its exchange, all at once, and INTERVAL_MS pass. One that is cut off fails, and is none the worse for it. */
    round(...nodes: Node[]): Promise<void>;
    pass(ms: number): void;
}

/** A database of its own for instances that the test starts, and a clock for all of them. */
export async function openSite(t: Test, mongodb: TestMongodb): Promise<Site> {
    const store = await openMongodbStore({ uri: mongodb.uri, database: mongodb.newDatabase(), retentionDays: 30, log: createLogLines().log });
    t.teardown(() => store.close());
    const shared = store.audience as SharedAudience;
    let elapsed = 1_000_000;
    return {
        shared,
        pass(ms) {
            elapsed += ms;
        },
        start(id, { clockError = 0 } = {}) {
            const { audience } = buildAudience({ enableUuid: true });
            const { log, lines } = createLogLines();
            const faults = { isCutOff: false, clockError, beforeReading() { /* nothing */ } };
            let starts = 0;
            const instances = createInstances({
                shared: withFaults(shared, faults), audience, log, place: { host: id, pid: 1 },
                nodeTimeoutMs: NODE_TIMEOUT_MS, outageTimeoutMs: OUTAGE_TIMEOUT_MS, maxMessages: 100, maxClaims: 100,
                createId: () => `${id}${String(starts += 1)}`, clock: () => elapsed, now: () => START + elapsed + faults.clockError
            });
            const node: Node = Object.assign(faults, {
                id, audience, lines, instances,
                join(namespace: string, uuid?: string) {
                    const listener = createListener();
                    return Object.assign(listener, audience.join(namespace, listener, uuid));
                },
                exchange: instances.exchange
            });
            audience.onLocalChange(instances.mark);
            audience.onExclude(instances.claim);
            t.teardown(() => { audience.close(); });
            return node;
        },
        async round(...nodes) {
            await Promise.all(nodes.map((node) => node.exchange().catch((error: unknown) => { if (!node.isCutOff) throw error; })));
            elapsed += INTERVAL_MS;
        }
    };
}

/** The network between an instance and the database. */
function withFaults(shared: SharedAudience, faults: Pick<Node, 'isCutOff' | 'beforeReading'>): SharedAudience {
    return new Proxy(shared, {
        get: (target, name: keyof SharedAudience) => {
            if (faults.isCutOff) return name === 'readCounts' ? failToRead : () => Promise.reject(new Error('no way to the database'));
            if (name === 'readSignals') faults.beforeReading();
            return target[name];
        }
    });
}

async function* failToRead(): AsyncGenerator<never> {
    throw new Error('no way to the database');
}
