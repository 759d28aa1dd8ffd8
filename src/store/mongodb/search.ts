import type { Collections } from './collections.js';
import { foldName } from '../conference-key.js';
import { endOf, PARTICIPANT, participantsWith, type SearchReads } from '../search.js';
import { POSTED } from './list-sessions.js';

const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;

/** Store.search. */
export const createSearch = (collections: () => Promise<Collections>): SearchReads => ({
    async namesBeginning(begin, limit) {
        const { conferences } = await collections();
        const names: string[] = [];
        // from one to the next, so that it does not matter how often each is there
        for (let after = { $gte: foldName(begin) } as { $gte: string } | { $gt: string }; names.length < limit;) {
            const next = await conferences.findOne({ foldedName: { ...after, $lt: endOf(foldName(begin)) } }, {
                sort: { foldedName: 1 }, projection: { foldedName: 1 }
            });
            if (next === null) break;
            names.push(next.foldedName);
            after = { $gt: next.foldedName };
        }
        return names;
    },

    async namesContaining(part, walk, limit) {
        const { conferences } = await collections();
        const found = conferences.aggregate<{ foldedName: string }>([
            { $sort: NEWEST_FIRST }, { $limit: walk }, { $project: { foldedName: 1 } },
            { $match: { $expr: { $gte: [{ $indexOfBytes: ['$foldedName', { $literal: foldName(part) }] }, 0] } } }
        ]);
        const names = new Set<string>();
        for await (const { foldedName } of found) {
            names.add(foldedName);
            if (names.size === limit) break;
        }
        return [...names];
    },

    async participantsBeginning(begin, walk, limit) {
        const { sessions } = await collections();
        const first = `${PARTICIPANT}${foldName(begin)}`;
        const range = { $gte: first, $lt: endOf(first) };
        const found = await sessions.aggregate<{ _id: string }>([
            { $match: { facets: { $elemMatch: range } } }, { $limit: walk }, { $project: { facets: 1 } },
            { $unwind: '$facets' }, { $match: { facets: range } }, { $group: { _id: '$facets' } }, { $sort: { _id: 1 } }, { $limit: limit }
        ]).toArray();
        return found.map(({ _id }) => _id);
    },

    async participantsContaining(part, walk, limit) {
        const { sessions } = await collections();
        const literal = foldName(part).replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
        const sessionsWith = sessions.aggregate<{ facets: string[] }>([
            { $match: POSTED }, { $sort: NEWEST_FIRST }, { $limit: walk }, { $project: { facets: 1 } },
            { $match: { facets: { $regex: `^${PARTICIPANT}.*${literal}`, $options: 's' } } }
        ]);
        const found = new Set<string>();
        for await (const { facets } of sessionsWith) {
            for (const facet of participantsWith(facets, part)) found.add(facet);
            if (found.size >= limit) break;
        }
        return [...found].slice(0, limit);
    }
});
