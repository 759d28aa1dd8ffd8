import { MongoServerError, type Collection, type Db, type IndexSpecification } from 'mongodb';
import { isDeepStrictEqual } from 'node:util';
import type { Log } from '../../log.js';
import { COUNT_SECONDS, INSTANCE_SECONDS, SIGNAL_SECONDS } from './audience.js';
import { troubleOf } from '../conference-order.js';
import { collectionsOf, type Collections, type ConferenceFields } from './collections.js';
import { prepareJmmcView } from './jmmc-view.js';
import { adoptSessions } from './keep-facets.js';
import { writeAll } from './write-outcome.js';

/** Raised when an older program could not read what a newer one writes; steps from one version to the next go into prepareDatabase. */
export const SCHEMA_VERSION = 3;
/** The first version whose sessions have facets. */
const FACETS_SINCE = 2;
/** The first version whose rollups hold conferences and histograms of counts: hours of before are made again. */
const CONFERENCES_SINCE = 3;

/** A plain index; one that also removes what is older than the retention, or than so many seconds; or one of the documents that have the field. */
type Index = readonly [key: Record<string, 1 | -1>, kind?: 'expires' | 'sparse' | number];

type Indexed = Exclude<keyof Collections, 'meta' | 'webhookHolders'>;

const INDEXES: Readonly<Record<Indexed, readonly Index[]>> = {
    sessions: [
        [{ startedAt: -1, _id: -1 }],
        [{ foldedName: 1, startedAt: -1, _id: -1 }],
        // as it is written: what queries of the view jmmc ask for
        [{ conferenceName: 1 }],
        [{ userId: 1, startedAt: -1, _id: -1 }],
        [{ conferenceKey: 1, startedAt: 1 }],
        [{ meetingConferenceId: 1, startedAt: 1 }],
        [{ ownConferenceId: 1 }],
        [{ facets: 1, startedAt: -1, _id: -1 }],
        [{ lastSeenAt: 1 }, 'expires'],
        [{ dueAt: 1 }, 'sparse'],
        [{ assembleAt: 1 }, 'sparse'],
        [{ conferenceId: 1, startedAt: 1, _id: 1 }, 'sparse'],
        [{ hours: 1, _id: 1 }, 'sparse']
    ],
    pushes: [
        [{ sessionId: 1, seq: 1, samples: 1 }],
        [{ receivedAt: 1 }, 'expires']
    ],
    rtcstats: [
        // type for those who ask for one
        [{ sessionId: 1, at: 1, _id: 1, 'stats.type': 1 }],
        [{ receivedAt: 1 }, 'expires']
    ],
    conferences: [
        [{ startedAt: -1, _id: -1, endedAt: 1 }],
        [{ foldedName: 1, startedAt: -1, _id: -1, endedAt: 1 }],
        [{ facets: 1, startedAt: -1, _id: -1 }],
        [{ longUntil: 1, startedAt: 1, _id: -1 }, 'sparse'],
        [{ durationMs: 1, startedAt: 1, _id: 1 }],
        [{ participants: 1, startedAt: 1, _id: 1 }],
        [{ trouble: 1, startedAt: 1, _id: 1 }],
        [{ lastSeenAt: 1 }, 'expires']
    ],
    rooms: [
        [{ heldUntil: 1 }]
    ],
    rollupPeriods: [
        [{ due: 1, level: 1, notBefore: 1 }, 'sparse'],
        [{ at: 1 }]
    ],
    rollups: [
        [{ level: 1, table: 1, metric: 1, at: 1 }],
        [{ at: 1, level: 1 }]
    ],
    deleted: [
        [{ at: 1 }],
        [{ sweepAt: 1 }, 'sparse'],
        [{ userId: 1 }, 'sparse']
    ],
    instances: [
        [{ at: 1 }, INSTANCE_SECONDS]
    ],
    audience: [
        [{ instance: 1, revision: 1 }],
        [{ at: 1 }, COUNT_SECONDS]
    ],
    audienceSignals: [
        [{ instance: 1, revision: 1 }],
        [{ at: 1 }, SIGNAL_SECONDS]
    ],
    webhooks: [
        // only those that are pending have an endpoint
        [{ endpoint: 1, position: 1, _id: 1 }],
        [{ position: 1 }],
        [{ sessionId: 1 }, 'sparse'],
        [{ userId: 1 }, 'sparse']
    ]
};

/** Conferences changed in one request. */
const SORTED_AT_ONCE = 1000;

const DAY_SECONDS = 86_400;
/** The most that MongoDB takes for expireAfterSeconds. */
const LONGEST_EXPIRY_SECONDS = 2 ** 31 - 1;

/**
 * Makes what is missing, changes what is not as it should be, leaves the rest alone: any number of instances may do it at once, at
 * every start. Indexes that others made stay.
 * @param retentionDays 0 = for ever
 * @throws when the server is away, when it does not allow this, or when a newer program has written here
 */
export async function prepareDatabase(db: Db, retentionDays: number, log: Log): Promise<void> {
    const { meta, ...collections } = collectionsOf(db);
    const schema = await meta.findOne({ _id: 'schema' });
    if (schema !== null && schema.version > SCHEMA_VERSION) {
        throw new Error(`The database ${db.databaseName} was written by a newer confmeter: its version is ${String(schema.version)}, `
            + `this one knows ${String(SCHEMA_VERSION)}.`);
    }
    const expireAfterSeconds = retentionDays === 0 ? null : Math.min(Math.ceil(retentionDays * DAY_SECONDS), LONGEST_EXPIRY_SECONDS);
    for (const name of Object.keys(INDEXES) as Indexed[])
        await prepareIndexes(db, collections[name] as unknown as Collection, INDEXES[name], expireAfterSeconds);
    await prepareJmmcView(db, log);
    if (schema !== null && schema.version < FACETS_SINCE) await adoptSessions(collections);
    if (schema !== null && schema.version < CONFERENCES_SINCE)
        await collections.rollupPeriods.updateMany({ level: 'hour' }, { $set: { due: true }, $inc: { changes: 1 } });
    await sortConferences(collections);
    if (schema?.version !== SCHEMA_VERSION) await meta.updateOne({ _id: 'schema' }, { $max: { version: SCHEMA_VERSION } }, { upsert: true });
}

/** Gives conferences what they are sorted by that a program wrote which did not sort them; that may run beside this one. */
async function sortConferences({ conferences }: Pick<Collections, 'conferences'>): Promise<void> {
    for (;;) {
        const found = await conferences.find({ trouble: null as never }).limit(SORTED_AT_ONCE)
            .project<Pick<ConferenceFields, '_id' | 'summary'>>({ summary: 1 }).toArray();
        if (found.length === 0) return;
        await writeAll(conferences, found.map(({ _id, summary }) =>
            ({ updateOne: { filter: { _id }, update: { $set: { trouble: troubleOf({ summary }) } } } })));
    }
}

async function prepareIndexes(db: Db, collection: Collection, wanted: readonly Index[], expireAfterSeconds: number | null): Promise<void> {
    const there = await collection.indexes().catch(emptyIfMissing);
    const missing: { key: IndexSpecification; expireAfterSeconds?: number; sparse?: true }[] = [];
    for (const [key, kind] of wanted) {
        const seconds = kind === 'expires' ? expireAfterSeconds : typeof kind === 'number' ? kind : null;
        const found = there.find((index) => isDeepStrictEqual(Object.entries(index.key), Object.entries(key)));
        const options = { ...seconds === null ? {} : { expireAfterSeconds: seconds }, ...kind === 'sparse' ? { sparse: true as const } : {} };
        if (found === undefined) missing.push({ key, ...options });
        else if (kind !== undefined && kind !== 'sparse' && (found.expireAfterSeconds ?? null) !== seconds)
            await changeExpiry(db, collection, String(found.name), key, seconds);
    }
    if (missing.length > 0) await collection.createIndexes(missing as Parameters<Collection['createIndexes']>[0]);
}

async function changeExpiry(db: Db, collection: Collection, name: string, key: Record<string, 1 | -1>, seconds: number | null): Promise<void> {
    if (seconds !== null) {
        try {
            await db.command({ collMod: collection.collectionName, index: { name, expireAfterSeconds: seconds } });
            return;
        } catch (error) {
            // before MongoDB 5.1 and on some compatible servers a plain index cannot become one that expires
            if (!(error instanceof MongoServerError)) throw error;
        }
    }
    await collection.dropIndex(name);
    await collection.createIndex(key, seconds === null ? {} : { expireAfterSeconds: seconds });
}

const NAMESPACE_NOT_FOUND = 26;

function emptyIfMissing(error: unknown): never[] {
    if (error instanceof MongoServerError && error.code === NAMESPACE_NOT_FOUND) return [];
    throw error;
}
