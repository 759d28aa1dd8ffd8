import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../config.js';
import { openSqliteStore } from './sqlite/open-sqlite-store.js';
import type { Store } from './store.js';

/** The store that the configuration asks for. Only its owner may enter a DATA_DIR that this makes: it holds what people did. */
export async function openStore({ DATA_DIR }: Pick<Config, 'DATA_DIR'>): Promise<Store> {
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
    return openSqliteStore(path.join(DATA_DIR, 'confmeter.sqlite'));
}
