import { isDeepStrictEqual } from 'node:util';
import { MongoServerError, type Db, type Document } from 'mongodb';
import type { Log } from '../../log.js';
import { JMMC_PIPELINE } from './jmmc-pipeline.js';

/** What queries of jitsi-meet-metrics-collector's documents can be sent to. */
export const JMMC_VIEW = 'jmmc';

/**
 * Makes the view, or changes the one that an older program made. Any number of instances may do it at once. Nothing depends on it, so where
 * the database does not allow it, or has something else of that name, that stays as it is and the log says so.
 * @throws when the server is away
 */
export async function prepareJmmcView(db: Db, log: Log): Promise<void> {
    try {
        await prepare(db, log);
    } catch (error) {
        if (!(error instanceof MongoServerError)) throw error;
        log.warn({ err: error, view: JMMC_VIEW }, 'The view for queries of jitsi-meet-metrics-collector could not be made; nothing else needs it');
    }
}

async function prepare(db: Db, log: Log): Promise<void> {
    const there = await findNamespace(db);
    const view = { viewOn: 'sessions', pipeline: [...JMMC_PIPELINE] };
    if (there === undefined) {
        await db.createCollection(JMMC_VIEW, view).catch(async (error: unknown) => {
            // another instance was quicker: servers have several codes for that
            if ((await findNamespace(db))?.type !== 'view') throw error;
        });
    } else if (there.type !== 'view' || there.options?.viewOn !== view.viewOn) {
        log.warn({ view: JMMC_VIEW, type: there.type }, 'The database has something else of the name of our view: it is left alone');
    } else if (!isDeepStrictEqual(there.options.pipeline, view.pipeline)) {
        await db.command({ collMod: JMMC_VIEW, ...view });
    }
}

interface Namespace { type?: string; options?: { viewOn?: string; pipeline?: Document[] } }

const findNamespace = async (db: Db): Promise<Namespace | undefined> =>
    (await db.listCollections({ name: JMMC_VIEW }, { nameOnly: false }).toArray())[0];
