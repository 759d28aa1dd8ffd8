import type { FunctionComponent } from 'preact';
import type { Messages } from '../messages/en.js';

/** What a page gets: what its address names, decoded. */
export interface PageProps { id: string }
export type PageName = Extract<keyof Messages, 'overview' | 'live' | 'conferences' | 'conference' | 'participant' | 'setup'>;

interface Page {
    name: PageName;
    pattern: RegExp;
    load: () => Promise<FunctionComponent<PageProps>>;
}

const conference = async () => (await import('./pages/conference/conference-page.js')).ConferencePage;
const participant = async () => (await import('./pages/participant/participant-page.js')).ParticipantPage;

/** Every page, with its address; each is loaded when it is looked at. */
const PAGES: readonly Page[] = [
    { name: 'overview', pattern: /^\/$/, load: async () => (await import('./pages/overview/overview-page.js')).OverviewPage },
    { name: 'live', pattern: /^\/live$/, load: async () => (await import('./pages/live/live-page.js')).LivePage },
    { name: 'conferences', pattern: /^\/conferences$/, load: async () => (await import('./pages/conferences/conferences-page.js')).ConferencesPage },
    { name: 'conference', pattern: /^\/conferences\/([^/]+)$/, load: conference },
    { name: 'participant', pattern: /^\/participants\/([^/]+)$/, load: participant },
    { name: 'setup', pattern: /^\/setup$/, load: async () => (await import('./pages/setup/setup-page.js')).SetupPage }
];

/** Of the navigation, in its order; the others are reached from these. */
export const MAIN_PAGES = [['overview', '/'], ['live', '/live'], ['conferences', '/conferences'], ['setup', '/setup']] as const;

/** The page of a path, and what the path names; undefined: there is none. */
export function findPage(path: string): { page: Page; id: string } | undefined {
    for (const page of PAGES) {
        const found = page.pattern.exec(path);
        if (found !== null) return { page, id: decode(found[1] ?? '') };
    }
    return undefined;
}

function decode(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
