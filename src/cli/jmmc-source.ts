import { ObjectId, type Document } from 'mongodb';
import { MongoClient } from '../store/mongodb/mongo-client.js';
import { ImportError } from './import-error.js';

/** An `_id`: of an ObjectId its hexadecimal digits. Texts come before ObjectIds, as MongoDB orders them. */
export interface SourceId { type: 'string' | 'objectId'; value: string }

export interface SourceDocument { id: SourceId; document: Document }

/** A collection of documents that are read in the order of their `_id`. All calls throw ImportError when it is out of reach. */
export interface JmmcSource {
    /** As it is told to people and kept with the progress: without user and password. */
    readonly name: string;
    /** About how many documents there are. */
    estimate(): Promise<number>;
    /** How many have an `_id` that is neither an ObjectId nor a text: those are not read. */
    countOthers(): Promise<number>;
    /** Those after this one; null: all. */
    documents(after: SourceId | null): AsyncGenerator<SourceDocument>;
    close(): Promise<void>;
}

const TYPES = ['string', 'objectId'] as const;
/** So that a server that is away is told of soon, unless the connection string says when, ms. */
const SELECTION_MS = 10_000;

/**
 * @param uri - a connection string; names the database unless `database` does
 * @throws {ImportError} when it cannot be understood, names no database, or the server does not answer
 */
export async function openJmmcSource(uri: string, collectionName: string, database?: string): Promise<JmmcSource> {
    const name = database ?? databaseOf(uri);
    if (name === undefined) throw new ImportError('The connection string names no database: mongodb://host/database, or --database NAME.');
    const client = createClient(uri);
    const collection = client.db(name).collection<{ _id: ObjectId | string }>(collectionName);
    const hosts = client.options.srvHost ?? client.options.hosts.map(String).sort().join(',');
    const told = <T>(asking: Promise<T>) => asking.catch((error: unknown) => {
        throw new ImportError(`${hosts}/${name} cannot be read: ${(error as Error).message}`);
    });
    await told(client.connect());
    return {
        name: `${hosts}/${name}.${collectionName}`,
        estimate: () => told(collection.estimatedDocumentCount()),
        countOthers: () => told(collection.countDocuments({ $nor: TYPES.map((type) => ({ _id: { $type: type } })) }, { hint: { _id: 1 } })),
        async *documents(after) {
            for (const type of TYPES.slice(after === null ? 0 : TYPES.indexOf(after.type))) {
                // a comparison finds ids of one type only
                const beyond = after?.type === type ? { $gt: type === 'string' ? after.value : new ObjectId(after.value) } : {};
                const cursor = collection.find({ _id: { $type: type, ...beyond } }).sort({ _id: 1 });
                try {
                    for (let document = await told(cursor.next()); document !== null; document = await told(cursor.next()))
                        yield { id: { type, value: String(document._id) }, document };
                } finally {
                    await cursor.close();
                }
            }
        },
        close: () => client.close()
    };
}

function createClient(uri: string): MongoClient {
    try {
        const isSaid = /[?&]serverSelectionTimeoutMS=/i.test(uri);
        return new MongoClient(uri, { appName: 'confmeter import-jmmc', ...!isSaid && { serverSelectionTimeoutMS: SELECTION_MS } });
    } catch {
        // the driver's own words may hold the password
        throw new ImportError('The connection string cannot be understood: mongodb://user:password@host/database');
    }
}

function databaseOf(uri: string): string | undefined {
    const [, name] = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^?]+)/.exec(uri) ?? [];
    return name === undefined ? undefined : decodeURIComponent(name);
}
