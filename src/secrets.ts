import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.js';

export interface Secrets {
    /** The first signs session tokens, all verify. */
    sessionSecrets: readonly string[];
    dashboardToken: string;
    /** The dashboard's token was made just now: nobody knows it yet. */
    isDashboardTokenNew: boolean;
}

export const SESSION_SECRET_FILE = 'session-secret';
export const DASHBOARD_TOKEN_FILE = 'dashboard-token';
const MIN_LENGTH = 16;

type Settings = Pick<Config, 'DATA_DIR' | 'SESSION_SECRET' | 'DASHBOARD_TOKEN'>;

/** The secrets of the settings, or those kept in DATA_DIR, made at first start. @throws when DATA_DIR cannot be used, or a kept secret is damaged. */
export async function openSecrets({ DATA_DIR, SESSION_SECRET, DASHBOARD_TOKEN }: Settings): Promise<Secrets> {
    await mkdir(DATA_DIR, { recursive: true, mode: 0o700 });
    const session = SESSION_SECRET.length > 0 ? undefined : await keepSecret(join(DATA_DIR, SESSION_SECRET_FILE));
    const dashboard = DASHBOARD_TOKEN === undefined
        ? await keepSecret(join(DATA_DIR, DASHBOARD_TOKEN_FILE))
        : { text: DASHBOARD_TOKEN, isNew: false };
    return {
        sessionSecrets: session === undefined ? SESSION_SECRET : [session.text],
        dashboardToken: dashboard.text,
        isDashboardTokenNew: dashboard.isNew
    };
}

/** Reads a secret, or makes it: 256 bits, readable by this user alone. Whole or not there, also after a power loss or with two starts at once. */
async function keepSecret(path: string): Promise<{ text: string; isNew: boolean }> {
    const isNew = !await exists(path) && await writeOnce(path, `${randomBytes(32).toString('base64url')}\n`);
    await chmod(path, 0o600);
    const text = (await readFile(path, 'utf8')).trim();
    if (text.length < MIN_LENGTH) throw new Error(`${path} holds no secret of at least ${String(MIN_LENGTH)} characters; remove it to have a new one made.`);
    return { text, isNew };
}

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, (error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return false;
    throw error;
});

/** false: another start was faster. */
async function writeOnce(path: string, text: string): Promise<boolean> {
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    const file = await open(draft, 'wx', 0o600);
    try {
        await file.writeFile(text);
        await file.sync();
        await link(draft, path).catch(async (error: NodeJS.ErrnoException) => {
            if (error.code === 'EEXIST') throw error;
            // Not every file system has hard links; there the last of two starts at once wins.
            await rename(draft, path);
        });
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
    } finally {
        await file.close();
        await rm(draft, { force: true });
    }
}
