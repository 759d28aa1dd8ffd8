import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import { endOf, PARTICIPANT, participantsWith } from '../search.js';

/** Store.search. */
export function createSearch(db: DatabaseSyncInstance) {
    const nextName = db.prepare(`SELECT min(folded_name) AS text FROM conferences INDEXED BY conferences_by_name
        WHERE folded_name > ? AND folded_name < ?`);
    const hasName = db.prepare('SELECT 1 FROM conferences WHERE folded_name = ? LIMIT 1');
    const nextFacet = db.prepare('SELECT min(facet) AS text FROM session_facets WHERE facet > ? AND facet < ?');
    const hasFacet = db.prepare('SELECT 1 FROM session_facets WHERE facet = ? LIMIT 1');
    const namesWith = db.prepare(`SELECT folded_name AS name FROM (SELECT folded_name FROM conferences INDEXED BY conferences_by_start
            ORDER BY started_at DESC, conference_id DESC LIMIT :walk) WHERE instr(folded_name, :part) > 0`);
    const facetsWith = db.prepare(`SELECT s.facets FROM (SELECT id FROM sessions INDEXED BY sessions_by_start WHERE registers IS NOT NULL
            ORDER BY started_at DESC, session_id DESC LIMIT :walk) w CROSS JOIN sessions s ON s.id = w.id WHERE instr(s.facets, :part) > 0`);

    /** From one to the next, so that it does not matter how often each is there. */
    function walkTexts(begin: string, limit: number, has: typeof hasName, next: typeof nextName): string[] {
        const texts = has.get(begin) === undefined ? [] : [begin];
        for (let last = begin; texts.length < limit; texts.push(last)) {
            const { text } = next.get(last, endOf(begin)) as { text: string | null };
            if (text === null) break;
            last = text;
        }
        return texts.slice(0, limit);
    }

    return {
        namesBeginning: (begin: string, limit: number): string[] => walkTexts(foldName(begin), limit, hasName, nextName),

        participantsBeginning: (begin: string, limit: number): string[] =>
            walkTexts(`${PARTICIPANT}${foldName(begin)}`, limit, hasFacet, nextFacet),

        namesContaining(part: string, walk: number, limit: number): string[] {
            const names = new Set<string>();
            for (const row of namesWith.iterate({ part: foldName(part), walk })) {
                if (names.size === limit) break;
                names.add((row as { name: string }).name);
            }
            return [...names];
        },

        participantsContaining(part: string, walk: number, limit: number): string[] {
            const found = new Set<string>();
            // in the JSON text that is looked through, the part is escaped, too
            for (const row of facetsWith.iterate({ part: JSON.stringify(foldName(part)).slice(1, -1), walk })) {
                for (const facet of participantsWith(JSON.parse((row as { facets: string }).facets) as string[], part)) found.add(facet);
                if (found.size >= limit) break;
            }
            return [...found].slice(0, limit);
        }
    };
}
