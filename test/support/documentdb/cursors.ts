import { BSON } from 'mongodb';
import type { Pool, PoolClient } from 'pg';
import { CommandError } from './error-codes.js';
import { readBson, type Request } from './sql.js';

interface Cursor {
    continuation: Buffer;
    /** Held while the cursor's portal lives in one backend of PostgreSQL. */
    backend: PoolClient | null;
}

type FirstPage = 'find' | 'aggregate' | 'list_collections' | 'list_indexes';

/** The open cursors of one gateway. A cursor that is read to its end, killed, or failed is gone and has given its backend back. */
export function createCursors(pool: Pool) {
    const cursors = new Map<bigint, Cursor>();

    function end(id: bigint): boolean {
        const cursor = cursors.get(id);
        cursor?.backend?.release(true); // ends the backend, and its portal with it
        return cursors.delete(id);
    }

    return {
        open: (kind: FirstPage) => async ({ db, bytes }: Request): Promise<Buffer> => {
            const backend = await pool.connect();
            let kept = false;
            try {
                const { rows } = await backend.query<[string, string | null, boolean, string]>({
                    text: `SELECT cursorpage, continuation, persistconnection, cursorid FROM documentdb_api.${kind}_cursor_first_page($1, $2)`,
                    values: [db, bytes],
                    rowMode: 'array'
                });
                const [page, continuation, persist, id] = rows[0]!;
                if (continuation !== null && id !== '0') {
                    kept = persist;
                    cursors.set(BigInt(id), { continuation: readBson(continuation), backend: persist ? backend : null });
                }
                return readBson(page);
            } finally {
                if (!kept) backend.release();
            }
        },

        async more({ db, bytes, command }: Request): Promise<Buffer> {
            const id = idOf(command.getMore);
            const cursor = cursors.get(id);
            if (cursor === undefined) throw new CommandError(43, 'CursorNotFound', `cursor id ${id} not found`);
            try {
                const { rows } = await (cursor.backend ?? pool).query<[string, string | null]>({
                    text: 'SELECT cursorpage, continuation FROM documentdb_api.cursor_get_more($1, $2, $3)',
                    values: [db, bytes, cursor.continuation],
                    rowMode: 'array'
                });
                const [page, continuation] = rows[0]!;
                if (continuation === null) end(id);
                else cursor.continuation = readBson(continuation);
                return readBson(page);
            } catch (error) {
                end(id);
                throw error;
            }
        },

        kill({ command }: Request): BSON.Document {
            const ids = (command.cursors as unknown[]).map(idOf);
            const cursorsKilled = ids.filter(end).map((id) => BSON.Long.fromBigInt(id));
            return { cursorsKilled, cursorsNotFound: [], cursorsAlive: [], cursorsUnknown: [] };
        },

        close(): void {
            for (const id of [...cursors.keys()]) end(id);
        }
    };
}

/** Ids are int64: the deserializer makes a number of those that fit, a Long of the others. */
const idOf = (value: unknown) => BigInt((value as number | BSON.Long).toString());
