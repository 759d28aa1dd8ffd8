import { mkdir } from 'node:fs/promises';
import { MongoClient } from 'mongodb';
import type { Config } from '../config.js';
import { createAddressPolicy } from '../ingest/addresses.js';
import { openCountries } from '../ingest/countries.js';
import { createClientDescriber } from '../ingest/describe-client.js';
import { createPushRules } from '../ingest/record-push.js';
import { createRecordSession } from '../ingest/record-session.js';
import type { Log } from '../log.js';
import type { ImportRules } from '../peers/jmmc/import-document.js';
import { createMetricsRules } from '../peers/jmmc/metrics-rules.js';
import { holdFolder } from '../spool/hold-folder.js';
import { openStore } from '../store/open-store.js';
import { DAY_MS } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import { importDocuments } from './import-documents.js';
import { ImportError } from './import-error.js';
import { noProgress, progressFolder, readProgress, saveProgress, type ImportProgress } from './import-progress.js';
import { describeImport } from './import-report.js';
import { openJmmcSource, type JmmcSource } from './jmmc-source.js';
import { createProgressDisplay, grouped } from './progress-display.js';

export interface ImportCommand { uri: string; collection: string; database: string | undefined; restart: boolean }

/** Warnings for a person at a terminal, not lines of a service's log. */
const log: Log = {
    info: () => undefined,
    warn: (...words: unknown[]) => { console.error(String(words.at(-1))); },
    error: (...words: unknown[]) => { console.error(String(words.at(-1))); }
};

const AGAIN = 'What has been imported is kept: the same command goes on from there.';

/** @throws {ImportError} when it cannot be done, or not now */
export async function runImport(command: ImportCommand, config: Config, output: NodeJS.WriteStream): Promise<void> {
    const rules = await createRules(config).catch(refuse);
    const source = await openJmmcSource(command.uri, command.collection, command.database);
    try {
        await withStore(config, source.name, async (store, folder) => {
            await importAll({ source, store, folder, rules, command, output, retentionDays: config.RETENTION_DAYS });
        });
    } finally {
        await source.close();
    }
}

async function createRules(config: Config): Promise<Omit<ImportRules, 'losses'>> {
    const addresses = createAddressPolicy(config.IP_PRIVACY);
    const now = Date.now();
    return {
        metrics: createMetricsRules(config.AUTHORIZED_REGIONS),
        recordSession: createRecordSession({
            addresses, describeClient: createClientDescriber(), findCountry: await openCountries(config.MAXMIND_FILE)
        }, config),
        pushes: createPushRules(addresses, config),
        notBefore: config.RETENTION_DAYS === 0 ? 0 : now - config.RETENTION_DAYS * DAY_MS,
        now
    };
}

/** Has the folder of the progress, and DATA_DIR itself where the store is in it, for itself alone. */
async function withStore(config: Config, source: string, work: (store: Store, folder: string) => Promise<void>): Promise<void> {
    const isEmbedded = config.MONGODB_URI === undefined;
    const folder = progressFolder(config.DATA_DIR, source, isEmbedded ? 'embedded' : targetOf(config));
    const hold = (held: string, advice: string) => holdFolder({ folder: held, log, waitMs: 0, advice }).catch(refuse);
    await mkdir(config.DATA_DIR, { recursive: true, mode: 0o700 }).catch(refuse);
    const holds = [await hold(folder, 'This collection is being imported already.')];
    try {
        if (isEmbedded) {
            const advice = 'Stop the service, run this again, and start the service when it is done. (With MONGODB_URI neither has to wait.)';
            holds.push(await hold(config.DATA_DIR, advice));
        }
        const store = await openStore(config, log).catch(refuse);
        try {
            await work(store, folder);
        } finally {
            await store.close();
        }
    } finally {
        for (const held of holds) held.release();
    }
}

/** The settings, or the folder that they name, are at fault. */
function refuse(error: unknown): never {
    throw new ImportError((error as Error).message);
}

/** Which database that is, without user and password. */
function targetOf({ MONGODB_URI = '', MONGODB_DB }: Config): string {
    try {
        const { srvHost, hosts } = new MongoClient(MONGODB_URI).options;
        return `${srvHost ?? hosts.map(String).sort().join(',')}/${MONGODB_DB}`;
    } catch {
        // the driver's own words may hold the password
        throw new ImportError('MONGODB_URI cannot be understood: mongodb://user:password@host/');
    }
}

interface Import {
    source: JmmcSource;
    store: Store;
    folder: string;
    rules: Omit<ImportRules, 'losses'>;
    command: ImportCommand;
    output: NodeJS.WriteStream;
    retentionDays: number;
}

async function importAll({ source, store, folder, rules, command, output, retentionDays }: Import): Promise<void> {
    const kept = await readProgress(folder);
    const isAnew = kept === null || command.restart || await isGone(kept, store);
    const progress = isAnew ? noProgress() : kept;
    if (isAnew) await saveProgress(folder, progress);
    const [total, others] = [await source.estimate(), await source.countOthers()];
    const begun = performance.now();
    const elapsed = () => performance.now() - begun;
    const display = createProgressDisplay(output, () => performance.now());
    const headway = (documents: number) => ({ documents, total: total - others, ofThisRun: documents - progress.documents, elapsedMs: elapsed() });
    if (progress.documents > 0) output.write(`Going on after ${grouped(progress.documents)} documents (--restart begins again).\n`);
    const outcome = await importDocuments({
        source, store, rules, progress,
        async onDurable(reached) {
            await saveProgress(folder, reached);
            display.show(headway(reached.documents));
        }
    }).catch((error: unknown) => {
        const reason = error instanceof ImportError ? error.message : `The store does not take it: ${(error as Error).message}`;
        throw new ImportError(`${reason}\n${AGAIN}`);
    });
    display.end(headway(outcome.progress.documents));
    output.write(`${describeImport(outcome, { source: source.name, before: progress.documents, elapsedMs: elapsed(), others, retentionDays })}\n`);
}

/** What was imported is not there any more: the store is another one now. */
async function isGone({ sessions }: ImportProgress, store: Store): Promise<boolean> {
    return sessions > 0 && (await store.sessions.list({ limit: 1 })).items.length === 0;
}
