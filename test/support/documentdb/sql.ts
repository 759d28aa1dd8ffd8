import { BSON } from 'mongodb';
import type { Pool } from 'pg';
import { CommandError, unpackCode } from './error-codes.js';
import type { WireRequest } from './wire-message.js';

/** A command with what most of DocumentDB's functions take first. */
export interface Request extends WireRequest {
    name: string;
    db: string;
    /** What the command is about: the value of its first member, if that is a name. */
    collection: string;
}

/** DocumentDB's bson type as PostgreSQL prints it. */
export const readBson = (text: string) => Buffer.from(text.replace(/^BSONHEX/, ''), 'hex');

/** One value of one row; null where there is none. */
export async function queryValue(pool: Pool, text: string, values: unknown[]): Promise<string | null> {
    const { rows } = await pool.query<[string | null]>({ name: text.slice(0, 63), text, values, rowMode: 'array' });
    return rows[0]?.[0] ?? null;
}

/**
 * Runs one of the procedures that write. Not the functions of the same purpose: these do a whole batch in one transaction, so that
 * unordered batches with ids in common wait for each other and deadlock.
 * Replies without errors pass through unread; the codes in others are DocumentDB's and become MongoDB's.
 */
export async function write(pool: Pool, procedure: string, sequence: string, { db, bytes, sequences }: Request): Promise<Buffer | BSON.Document> {
    const reply = readBson(await queryValue(pool, `CALL documentdb_api.${procedure}($1, $2, $3)`, [db, bytes, sequences.get(sequence) ?? null]) ?? '');
    if (!reply.includes('writeErrors')) return reply;
    const document = BSON.deserialize(reply);
    for (const error of document.writeErrors as { code: number }[]) error.code = unpackCode(error.code);
    return document;
}

/** Builds the indexes before it answers, as MongoDB does. */
export async function createIndexes(pool: Pool, { db, bytes }: Request): Promise<BSON.Document> {
    const text = await queryValue(pool, 'SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2, true)', [db, bytes]);
    const document = BSON.deserialize(readBson(text ?? ''));
    const reply = (document.raw as { defaultShard: BSON.Document } | undefined)?.defaultShard ?? document;
    if (reply.ok !== 1 && reply.ok !== true) throw new CommandError(unpackCode(Number(reply.code)), 'CannotCreateIndex', String(reply.errmsg));
    return reply;
}
