import { KEEP_COUNTS_MS, type SharedAudience, type Signal, type WrittenSignal } from '../audience.js';
import type { AudienceSignalFields, Collections } from './collections.js';
import { writeAll } from './write-outcome.js';

/** After its last sign of life, s. */
export const INSTANCE_SECONDS = 600;
/** After it was written or kept. An instance that comes back within the difference to KEEP_COUNTS_MS finds all of its counts. */
export const COUNT_SECONDS = 3 * KEEP_COUNTS_MS / 1000;
export const SIGNAL_SECONDS = 300;

/** In one request. */
const WRITTEN_AT_ONCE = 1000;
const READ_AT_ONCE = 2000;

/** Whatever the connection string says of reading: what a secondary does not know yet would be missed for good. */
const PRIMARY = { readPreference: 'primary' } as const;
/** Moments are those of the server's clock. */
const NOW = { $currentDate: { at: true } } as const;

/** Store.audience. */
export const createSharedAudience = (collections: () => Promise<Collections>): SharedAudience => ({
    async enter(instance, place, revisions) {
        const { instances } = await collections();
        await instances.updateOne({ _id: instance }, { $set: { ...place, ...revisions }, $inc: { beats: 1 }, ...NOW }, { upsert: true });
    },

    async beat(instance, { counts, signals }) {
        const { instances } = await collections();
        // of two beats under way at once the one sent first may arrive last
        const { matchedCount } = await instances.updateOne({ _id: instance }, { $max: { counts, signals }, $inc: { beats: 1 }, ...NOW });
        return matchedCount === 1;
    },

    async list() {
        const { instances } = await collections();
        return (await instances.find({}, PRIMARY).toArray()).map(({ _id, at, ...state }) => ({ instance: _id, at: at.getTime(), ...state }));
    },

    async leave(instance) {
        const { instances, audience } = await collections();
        await instances.deleteOne({ _id: instance });
        await audience.deleteMany({ instance });
    },

    async writeCounts(instance, revision, counts) {
        const { audience } = await collections();
        for (let from = 0; from < counts.length; from += WRITTEN_AT_ONCE) {
            await writeAll(audience, counts.slice(from, from + WRITTEN_AT_ONCE).map((count) => ({
                updateOne: { filter: { _id: `${instance}\0${count.namespace}` }, update: { $set: { ...count, instance, revision }, ...NOW }, upsert: true }
            })));
        }
    },

    async keepCounts(instance) {
        const { audience } = await collections();
        await audience.updateMany({ instance, connections: { $gt: 0 } }, NOW);
    },

    async *readCounts(since) {
        if (since.size === 0) return;
        const { audience } = await collections();
        const found = audience.find(writtenSince(since), { ...PRIMARY, batchSize: READ_AT_ONCE, projection: { _id: 0, at: 0 } });
        for await (const { instance, namespace, members, connections, revision } of found)
            yield { instance, namespace, members, connections, revision };
    },

    async writeSignals(instance, revision, signals) {
        const { audienceSignals } = await collections();
        await writeAll(audienceSignals, signals.map((signal, index) => {
            const { _id, ...fields } = fieldsOf(signal);
            return { updateOne: { filter: { _id }, update: { $set: { ...fields, instance, revision: revision + index }, ...NOW }, upsert: true } };
        }));
    },

    async readSignals(since) {
        if (since.size === 0) return [];
        const { audienceSignals } = await collections();
        return (await audienceSignals.find(writtenSince(since), PRIMARY).sort({ revision: 1 }).toArray()).map(writtenSignalOf);
    }
});

/** What one index finds, for each instance. */
const writtenSince = (since: ReadonlyMap<string, number>) =>
    ({ $or: [...since].map(([instance, revision]) => ({ instance, revision: { $gt: revision } })) });

/** A claim's _id is what is claimed, so that the latest one replaces those before, whoever made them. */
function fieldsOf(signal: Signal): Pick<AudienceSignalFields, '_id' | 'kind' | 'namespace' | 'uuid' | 'service' | 'message'> {
    if (signal.kind === 'claim') return { _id: `${signal.namespace}\0${signal.uuid}`, ...signal };
    const { id, ...fields } = signal;
    return { _id: id, ...fields };
}

function writtenSignalOf(fields: AudienceSignalFields): WrittenSignal {
    const { _id, kind, namespace, uuid = '', service = '', message = '', instance, revision, at } = fields;
    const written = { namespace, instance, revision, at: at.getTime() };
    return kind === 'claim' ? { kind, uuid, ...written } : { kind, id: _id, service, message, ...written };
}
