import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.js';
import type { Log } from '../log.js';
import { openMongodbStore } from './mongodb/open-mongodb-store.js';
import { openSqliteStore } from './sqlite/open-sqlite-store.js';
import type { Store } from './store.js';

type StoreSettings = Pick<Config, 'DATA_DIR' | 'MONGODB_URI' | 'MONGODB_DB' | 'RETENTION_DAYS'>;

/** The store that the configuration asks for. Only its owner may enter a DATA_DIR that this makes: it holds what people did. */
export async function openStore({ DATA_DIR, MONGODB_URI, MONGODB_DB, RETENTION_DAYS }: StoreSettings, log: Log): Promise<Store> {
    if (MONGODB_URI !== undefined) return openMongodbStore({ uri: MONGODB_URI, database: MONGODB_DB, retentionDays: RETENTION_DAYS, log });
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
    return openSqliteStore(path.join(DATA_DIR, 'confmeter.sqlite'));
}
