import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fp from 'fastify-plugin';

/** What `npm run build` makes of `dashboard/`. */
const BUILT_SITE = new URL('../../site/', import.meta.url);

/** What the shell has to name; files are paths relative to the service's own root, as `assets/main-1a2b.js`. */
export interface DashboardSite {
    /** Where `assets/` is. */
    folder: URL;
    script: string;
    /** What the script imports at once. */
    imports: string[];
    style: string;
    /** What a page and a language need besides, by their names. */
    pages: Readonly<Record<string, string[]>>;
    languages: Readonly<Record<string, string[]>>;
}

declare module 'fastify' {
    interface FastifyInstance { readonly dashboardSite: DashboardSite }
}

/** Reads once, at start, what the dashboard consists of. @throws when it was not built. */
export const dashboardSitePlugin = fp(async (app) => {
    const file = new URL('site.json', BUILT_SITE);
    const text = await readFile(file, 'utf8').catch(({ code, message }: NodeJS.ErrnoException) => {
        throw new Error(`The dashboard cannot be read (${code ?? message}): ${fileURLToPath(file)}. "npm run build" makes it.`);
    });
    app.decorate('dashboardSite', { ...JSON.parse(text) as Omit<DashboardSite, 'folder'>, folder: BUILT_SITE });
}, { name: 'dashboard-site' });
