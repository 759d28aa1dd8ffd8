import type { Db, MongoClientOptions } from 'mongodb';
import { MongoClient } from './mongo-client.js';

/** What we prefer to the driver's defaults where the connection string does not say otherwise. */
const PREFERENCES = {
    appName: 'confmeter',
    // how long a call waits for a server to be there
    serverSelectionTimeoutMS: 5000,
    connectTimeoutMS: 10_000,
    // how soon it is known that a server is gone, or there again
    heartbeatFrequencyMS: 2000,
    // an answer that takes longer is not coming: the write is sent again, which changes nothing if it had arrived
    socketTimeoutMS: 60_000,
    maxPoolSize: 20
} satisfies MongoClientOptions;

export interface Connection {
    /** Rejects when there has been no server yet, and after close. Once there has been one, calls on what this answers do, while it is away. */
    database(): Promise<Db>;
    /** No server that takes writes is known now. */
    isAway(): boolean;
    /** Calls back when there is one again. Answers how to stop that. */
    onReturn(listener: () => void): () => void;
    close(): Promise<void>;
}

/**
 * Connects when it is first asked to, so that the server may be away, and keeps trying as long as it is asked.
 * @throws when the connection string cannot be understood; the message holds none of its secrets
 */
export function createConnection(uri: string, database: string): Connection {
    const client = createClient(uri);
    let connecting: Promise<MongoClient> | undefined;
    let closed = false;
    let away = true;
    const listeners = new Set<() => void>();
    client.on('topologyDescriptionChanged', ({ newDescription }) => {
        const wasAway = away;
        away = ![...newDescription.servers.values()].some((server) => server.isWritable);
        if (wasAway && !away) for (const listener of listeners) listener();
    });
    return {
        isAway: () => away,
        onReturn(listener) {
            listeners.add(listener);
            return () => { listeners.delete(listener); };
        },
        async database() {
            if (closed) throw new Error('The store is closed');
            // a client whose first connection failed stays without one unless it is told to connect (mongodb 7: MongoTopologyClosedError)
            connecting ??= client.connect().catch((error: unknown) => {
                connecting = undefined;
                throw error;
            });
            return (await connecting).db(database);
        },
        async close() {
            closed = true;
            await client.close();
        }
    };
}

function createClient(uri: string): MongoClient {
    const given = new Set([...new URLSearchParams(uri.split('?')[1]).keys()].map((key) => key.toLowerCase()));
    const preferences = Object.fromEntries(Object.entries(PREFERENCES).filter(([key]) => !given.has(key.toLowerCase())));
    try {
        // every write here may be repeated and the drainer does that: the driver need not, and some compatible servers cannot help it
        return new MongoClient(uri, { ...preferences, retryWrites: false, ignoreUndefined: true });
    } catch (error) {
        throw new Error(`MONGODB_URI cannot be understood: ${withoutSecrets((error as Error).message, uri)}`);
    }
}

/** A text in which neither the connection string nor its user and password appear. */
function withoutSecrets(text: string, uri: string): string {
    const [, user = '', password = ''] = /^[^:]+:\/\/([^:@/]*):?([^@/]*)@/.exec(uri) ?? [];
    return [uri, password, decoded(password), user].filter((secret) => secret !== '').reduce((safe, secret) => safe.replaceAll(secret, '***'), text);
}

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return '';
    }
}
