import { MongoBulkWriteError, type AnyBulkWriteOperation, type BulkWriteResult, type Collection, type Document, type WriteError } from 'mongodb';

/** A document of this _id is there already, or another instance made it at the same moment. */
export const DUPLICATE_KEY = 11000;

/** The server had to choose between two writers, and chose the other one. */
const WRITE_CONFLICT = 112;

/**
 * Codes that say that a document is refused for what it is, so that sending it again would not help: BadValue, FailedToParse,
 * TypeMismatch, InvalidBSON, DollarPrefixedFieldName, EmptyFieldName, DottedFieldName, DocumentValidationFailure (a validator that
 * the database's owner added), BSONObjectTooLarge, document or index key too large.
 * https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
 */
const REFUSALS: ReadonlySet<number> = new Set([2, 9, 14, 22, 52, 56, 57, 121, 10334, 17280, 17419, 17420]);

/** What became of the operations of one unordered bulk write; by their places in it. */
export interface WriteOutcome {
    result: BulkWriteResult;
    duplicates: number[];
    /** Not done, but may be done again at once. */
    raced: number[];
    refused: { index: number; reason: string }[];
}

/**
 * Runs an unordered bulk write and sorts what failed.
 * @throws what makes the whole of it uncertain: no connection, no majority, or a failure that is not the document's fault.
 *     Then all of it, a part, or nothing was written.
 */
export async function outcomeOf(writing: Promise<BulkWriteResult>): Promise<WriteOutcome> {
    try {
        return { result: await writing, duplicates: [], raced: [], refused: [] };
    } catch (error) {
        if (!(error instanceof MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
        const outcome: WriteOutcome = { result: error.result, duplicates: [], raced: [], refused: [] };
        const failures = [error.writeErrors].flat();
        if (failures.length === 0) throw error;
        for (const failure of failures) sort(failure, outcome, error);
        return outcome;
    }
}

function sort({ index, code, errmsg }: WriteError, outcome: WriteOutcome, error: Error): void {
    if (code === DUPLICATE_KEY) outcome.duplicates.push(index);
    else if (code === WRITE_CONFLICT) outcome.raced.push(index);
    else if (REFUSALS.has(code)) outcome.refused.push({ index, reason: `${errmsg ?? 'refused'} (code ${String(code)})` });
    else throw error;
}

/** How often it is tried again when others change the same documents at the same moment. */
const MAX_ATTEMPTS = 10;

/** All of it, in any order; what met another writer once more. For documents that are not made of what somebody sent. */
export async function writeAll<T extends Document>(collection: Collection<T>, operations: readonly AnyBulkWriteOperation<T>[]): Promise<void> {
    let open = [...operations];
    for (let attempt = 0; open.length > 0; attempt++) {
        if (attempt === MAX_ATTEMPTS) throw new Error(`${String(open.length)} documents were changed by others ${String(attempt)} times over`);
        const { duplicates, raced, refused } = await outcomeOf(collection.bulkWrite(open, { ordered: false }));
        if (refused[0] !== undefined) throw new Error(`${collection.collectionName} refuses what it should not: ${refused[0].reason}`);
        const again = new Set([...duplicates, ...raced]);
        open = open.filter((_, index) => again.has(index));
    }
}
