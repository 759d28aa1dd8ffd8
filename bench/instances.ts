/**
 * What it costs one instance to share its audience, per AUDIENCE_CLUSTER_NOTIFY_INTERVAL: requests to MongoDB, documents, time, and the processor
 * time of this process. The database has the same machine.
 *   npm run bench:instances [-- namespaces=10000 instances=3 rounds=5]
 */
import { createAudience } from '../src/live/create-audience.js';
import { createInstances } from '../src/live/instances.js';
import type { SharedAudience } from '../src/store/audience.js';
import { openMongodbStore } from '../src/store/mongodb/open-mongodb-store.js';
import { createLogLines } from '../test/support/log-lines.js';
import { openTestMongodb } from '../test/support/mongodb.js';
import { numberOption } from './options.js';
import { median } from './run-load.js';

const namespaces = numberOption('namespaces', 10_000), instanceCount = numberOption('instances', 3), rounds = numberOption('rounds', 5);
const say = (text: string) => { process.stdout.write(`${text}\n`); };
const { log } = createLogLines();
const LISTENER = { send: () => undefined, end: () => undefined };

/** Counts what goes to the database and comes from it. */
function measured(shared: SharedAudience) {
    const cost = { requests: 0, written: 0, read: 0 };
    const counting: SharedAudience = {
        ...shared,
        beat: (...args) => { cost.requests++; return shared.beat(...args); },
        list: () => { cost.requests++; return shared.list(); },
        writeCounts: (instance, revision, counts) => {
            cost.requests += Math.ceil(counts.length / 1000);
            cost.written += counts.length;
            return shared.writeCounts(instance, revision, counts);
        },
        async *readCounts(since) {
            if (since.size > 0) cost.requests++;
            for await (const count of shared.readCounts(since)) {
                cost.read++;
                yield count;
            }
        }
    };
    return { cost, counting };
}

function startInstance(shared: SharedAudience, host: string) {
    const { cost, counting } = measured(shared);
    const audience = createAudience({
        pattern: /./, maxNamespaces: namespaces + 1, maxMessages: 1, rule: { deltaRatio: 0.1, minDelayMs: 1e9, maxDelayMs: 1e9 },
        incrementDelayMs: 0, namespaceCleanDelayMs: 1e9, enableUuid: false
    });
    const instances = createInstances({
        shared: counting, audience, log, place: { host, pid: process.pid },
        nodeTimeoutMs: 600_000, outageTimeoutMs: 600_000, maxMessages: 1, maxClaims: 1
    });
    audience.onLocalChange(instances.mark);
    const join = (count: number) => { for (let index = 0; index < count; index++) audience.join(`namespace-${String(index)}`, LISTENER); };
    return { cost, audience, instances, join };
}

const started: ReturnType<typeof startInstance>[] = [];
const start = (host: string) => {
    const instance = startInstance(shared, host);
    started.push(instance);
    return instance;
};
const mongodb = await openTestMongodb();
const store = await openMongodbStore({ uri: mongodb.uri, database: mongodb.newDatabase(), retentionDays: 1, log });
const shared = store.audience as SharedAudience;
try {
    const all = Array.from({ length: instanceCount }, (_, index) => start(`host-${String(index)}`));
    const [first] = all as [ReturnType<typeof startInstance>];
    const exchangeAll = async () => { for (const { instances } of all) await instances.exchange(); };
    await exchangeAll();

    /** One exchange of the first instance after every instance had so many changes. */
    async function measure(changed: number): Promise<void> {
        const times: number[] = [], cpu: number[] = [];
        for (let round = 0; round < rounds; round++) {
            for (const { join } of all) join(changed);
            for (const { instances } of all.slice(1)) await instances.exchange();
            Object.assign(first.cost, { requests: 0, written: 0, read: 0 });
            const [begin, used] = [performance.now(), process.cpuUsage()];
            await first.instances.exchange();
            const { user, system } = process.cpuUsage(used);
            times.push(performance.now() - begin);
            cpu.push((user + system) / 1000);
        }
        const { requests, written, read } = first.cost;
        say(`${String(changed)} of ${String(namespaces)} namespaces changed on each of ${String(instanceCount)} instances: ${String(requests)} requests, `
            + `${String(written)} documents written, ${String(read)} read, ${median(times).toFixed(0)} ms, ${median(cpu).toFixed(0)} ms of processor time`);
    }
    await measure(namespaces);
    await measure(0);
    await measure(Math.min(100, namespaces));

    const late = start('late');
    const begin = performance.now();
    await late.instances.exchange();
    say(`a new instance knows all ${String(late.cost.read)} counts of the others after ${(performance.now() - begin).toFixed(0)} ms`);
    await exchangeAll();
    const totals = started.map(({ audience }) => [...audience.list()].reduce((sum, [, { members }]) => sum + members, 0));
    if (new Set(totals).size !== 1) throw new Error(`The totals differ: ${totals.join(' ')}`);
} finally {
    for (const { audience } of started) audience.close();
    await store.close();
    await mongodb.close();
}
