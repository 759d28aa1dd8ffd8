import type { BSON } from 'mongodb';
import type { Pool } from 'pg';
import type { createCursors } from './cursors.js';
import { CommandError } from './error-codes.js';
import { createIndexes, queryValue, readBson, write, type Request } from './sql.js';
import { MAX_MESSAGE_BYTES } from './wire-message.js';

/** A reply's members without `ok`, or a whole reply as DocumentDB made it. */
type Answer = BSON.Document | Buffer;
type Command = (request: Request) => Answer | Promise<Answer>;

const MAX_BSON_BYTES = 16 * 1024 * 1024;
/** DocumentDB's documentdb.maxWriteBatchSize. */
const MAX_WRITE_BATCH = 25_000;

/** Every command that the tests' server knows, and the function of DocumentDB that does it. */
export function createCommands(pool: Pool, cursors: ReturnType<typeof createCursors>): Map<string, Command> {
    const call = (expression: string): Command => async ({ db, bytes }) => readBson(await queryValue(pool, expression, [db, bytes]) ?? '');
    const hello: Command = () => ({
        helloOk: true, isWritablePrimary: true, ismaster: true, readOnly: false, minWireVersion: 0, maxWireVersion: 25,
        maxBsonObjectSize: MAX_BSON_BYTES, maxMessageSizeBytes: MAX_MESSAGE_BYTES, maxWriteBatchSize: MAX_WRITE_BATCH,
        logicalSessionTimeoutMinutes: 30, localTime: new Date()
    });
    const commands: Record<string, Command> = {
        hello,
        ismaster: hello,
        isMaster: hello,
        ping: async () => (await queryValue(pool, 'SELECT 1', []), {}),
        endSessions: () => ({}),
        buildInfo: () => ({ version: '8.0.0', versionArray: [8, 0, 0, 0], gitVersion: 'DocumentDB', maxBsonObjectSize: MAX_BSON_BYTES }),
        insert: (request) => write(pool, 'insert_bulk', 'documents', request),
        update: (request) => write(pool, 'update_bulk', 'updates', request),
        delete: (request) => write(pool, 'delete_txn_proc', 'deletes', request),
        find: cursors.open('find'),
        aggregate: cursors.open('aggregate'),
        getMore: (request) => cursors.more(request),
        killCursors: (request) => cursors.kill(request),
        count: call('SELECT document FROM documentdb_api.count_query($1, $2)'),
        distinct: call('SELECT document FROM documentdb_api.distinct_query($1, $2)'),
        findAndModify: call('SELECT p_result FROM documentdb_api.find_and_modify($1, $2)'),
        create: call('SELECT documentdb_api.create_collection_view($1, $2)'),
        listCollections: cursors.open('list_collections'),
        createIndexes: (request) => createIndexes(pool, request),
        listIndexes: cursors.open('list_indexes'),
        dropIndexes: call('CALL documentdb_api.drop_indexes($1, $2)'),
        collMod: async ({ db, collection, bytes }) =>
            readBson(await queryValue(pool, 'SELECT documentdb_api.coll_mod($1, $2, $3)', [db, collection, bytes]) ?? ''),
        collStats: async ({ db, collection }) =>
            readBson(await queryValue(pool, 'SELECT documentdb_api.coll_stats($1, $2)', [db, collection]) ?? ''),
        drop: async ({ db, collection }) => (await queryValue(pool, 'SELECT documentdb_api.drop_collection($1, $2)', [db, collection]), {}),
        dropDatabase: async ({ db }) => (await queryValue(pool, 'SELECT documentdb_api.drop_database($1)', [db]), { dropped: db })
    };
    return new Map(Object.entries(commands));
}

/** @throws {CommandError} for what this server does not do; the store may not need it. */
export function findCommand(commands: Map<string, Command>, { name, command }: Request): Command {
    const found = commands.get(name);
    if (found === undefined) throw new CommandError(59, 'CommandNotFound', `no such command: '${name}'`);
    if ('txnNumber' in command || 'startTransaction' in command)
        throw new CommandError(20, 'IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos');
    return found;
}
