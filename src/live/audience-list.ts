import type { AudienceList } from '../../schemas/audience.js';
import type { NamespaceStats } from './audience.js';

const seconds = (ms: number): number => Math.round(ms / 1000);

/** Namespaces as audience-meter's statistics have them: by name, times in Unix seconds. */
export const toListOfSeconds = (namespaces: Iterable<[name: string, stats: NamespaceStats]>): AudienceList =>
    Object.fromEntries(Array.from(namespaces, ([name, { created, modified, ...counts }]) =>
        [name, { created: seconds(created), ...counts, modified: seconds(modified) }]));
