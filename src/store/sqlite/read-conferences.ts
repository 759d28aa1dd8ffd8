import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import { LONG_MS, NEVER, type ConferenceFilter, type ConferencePosition } from '../conferences.js';
import { PRESENCE_COLUMNS, sessionIdBytes, sessionIdOf, type SessionRow } from './session-rows.js';

/** A page of conferences as JSON texts, cheaper to receive from another thread than objects. */
export interface ConferenceRows { documents: string[]; after: ConferencePosition | null }

type Parameters = Record<string, string | number>;

/** Where a list is walked: the table whose index gives the order, and what of the filter bounds it. */
interface Walk { from: string; where: string[]; parameters: Parameters }

const BY_NAME = 'conferences w INDEXED BY conferences_by_name';
const BY_START = 'conferences w INDEXED BY conferences_by_start';
const ORDER = 'ORDER BY w.started_at DESC, w.conference_id DESC';

export function createConferenceReads(db: DatabaseSyncInstance) {
    // as many as there are combinations of filters in use
    const prepared = new Map<string, StatementSyncInstance>();
    const prepare = (sql: string): StatementSyncInstance => {
        const known = prepared.get(sql) ?? db.prepare(sql);
        prepared.set(sql, known);
        return known;
    };
    const find = db.prepare('SELECT document FROM conferences WHERE conference_id = ?');
    const findLong = db.prepare('SELECT min(started_at) AS at FROM conferences WHERE long_until >= ?');
    const countPrefix = db.prepare(`SELECT count(*) AS count FROM
        (SELECT 1 FROM conferences WHERE folded_name >= ? AND folded_name < ? LIMIT ?)`);
    const listMembers = db.prepare(`SELECT m.conference_id AS conferenceId, s.registers, ${PRESENCE_COLUMNS},
            json_remove(json_replace(a.analysis, '$.histograms', json('{}')), '$.timeline') AS analysis
        FROM conference_sessions m CROSS JOIN sessions s ON s.id = m.session CROSS JOIN presence p ON p.session = s.id
            LEFT JOIN analyses a ON a.session = s.id
        WHERE m.conference_id IN (SELECT value FROM json_each(?)) AND s.registers IS NOT NULL ORDER BY s.started_at, s.session_id LIMIT ?`);
    const listMemberIds = db.prepare(`SELECT s.session_id AS id FROM conference_sessions m CROSS JOIN sessions s ON s.id = m.session
        WHERE m.conference_id IN (SELECT value FROM json_each(?)) AND s.registers IS NOT NULL LIMIT ?`);
    const findConferenceId = db.prepare(`SELECT m.conference_id AS id FROM sessions s CROSS JOIN conference_sessions m ON m.session = s.id
        WHERE s.session_id = ?`);

    /** Names that begin so are looked for among the names if they are few, and otherwise among all. */
    const isRare = (prefix: string, walk: number): boolean => (countPrefix.get(prefix, endOf(prefix), walk + 1) as { count: number }).count <= walk;

    function walkOf({ conferenceName, namePrefix, facets: [facet] = [], walk }: ConferenceFilter): Walk {
        if (conferenceName !== undefined) {
            return { from: BY_NAME, where: ['w.folded_name = :name'], parameters: { name: foldName(conferenceName) } };
        }
        if (facet !== undefined) return { from: 'conference_facets w', where: ['w.facet = :facet'], parameters: { facet } };
        const prefix = foldName(namePrefix ?? '');
        if (namePrefix !== undefined && isRare(prefix, walk)) {
            const where = ['w.folded_name >= :prefix AND w.folded_name < :prefixEnd'];
            return { from: BY_NAME, where, parameters: { prefix, prefixEnd: endOf(prefix) } };
        }
        return { from: BY_START, where: [], parameters: {} };
    }

    /** Who went on at `from` began at most LONG_MS before, or is one of the few that went on for longer. */
    const begunFrom = (from: number): number => {
        const { at } = findLong.get(from) as { at: number | null };
        return Math.min(from - LONG_MS, at ?? Infinity);
    };

    function list(filter: ConferenceFilter): ConferenceRows {
        const { from, to = Infinity, after, minDuration, now, limit } = filter;
        const walk = walkOf(filter);
        const isFaceted = walk.from.startsWith('conference_facets');
        const bounds: Parameters = {
            ...walk.parameters,
            begunFrom: from === undefined ? -Infinity : begunFrom(from),
            // one bound for both: "began before `to`" is "comes before the conference without an id that began at `to`"
            ...after !== undefined && after.startedAt < to ? { before: after.startedAt, idBefore: after.conferenceId } : { before: to, idBefore: '' }
        };
        const walked = [...walk.where, 'w.started_at >= :begunFrom AND (w.started_at, w.conference_id) < (:before, :idBefore)'].join(' AND ');

        const passed: string[] = [];
        const passes: Parameters = {};
        const require = (condition: string, parameters: Parameters): void => {
            passed.push(condition);
            Object.assign(passes, parameters);
        };
        const others = (filter.facets ?? []).slice(isFaceted ? 1 : 0);
        others.forEach((facet, index) => {
            const name = `facet${String(index)}`;
            require(`EXISTS (SELECT 1 FROM conference_facets f
                WHERE f.facet = :${name} AND f.started_at = w.started_at AND f.conference_id = w.conference_id)`, { [name]: facet });
        });
        // what the walk knows by itself needs no look at the row
        const row = isFaceted ? 'c' : 'w';
        if (filter.namePrefix !== undefined && walk.parameters['prefix'] === undefined) {
            const prefix = foldName(filter.namePrefix);
            require(`${row}.folded_name >= :prefix AND ${row}.folded_name < :prefixEnd`, { prefix, prefixEnd: endOf(prefix) });
        }
        if (from !== undefined) require(`${row}.until_at >= :from`, { from });
        if (minDuration !== undefined) require(`iif(${row}.until_at < ${String(NEVER)}, ${row}.until_at, :now) - ${row}.started_at >= :minDuration`, { now, minDuration });

        const last = passed.length === 0 ? undefined : prepare(`SELECT w.started_at AS startedAt, w.conference_id AS conferenceId
            FROM ${walk.from} WHERE ${walked} ${ORDER} LIMIT 1 OFFSET :walked`).get({ ...bounds, walked: filter.walk - 1 }) as ConferencePosition | undefined;
        const lower = last === undefined ? '' : 'AND (w.started_at, w.conference_id) >= (:lastAt, :lastId)';
        const rows = prepare(`SELECT c.document, w.started_at AS startedAt, w.conference_id AS conferenceId
            FROM ${walk.from} CROSS JOIN conferences c ON c.conference_id = w.conference_id
            WHERE ${[`${walked} ${lower}`, ...passed].join(' AND ')} ${ORDER} LIMIT :limit`).all({
            ...bounds, ...passes, ...last === undefined ? {} : { lastAt: last.startedAt, lastId: last.conferenceId }, limit: limit + 1
        }) as unknown as (ConferencePosition & { document: string })[];

        const page = rows.slice(0, limit);
        const lastOfPage = page.at(-1);
        const goesOn = rows.length > limit && lastOfPage !== undefined;
        return {
            documents: page.map(({ document }) => document),
            after: goesOn ? { startedAt: lastOfPage.startedAt, conferenceId: lastOfPage.conferenceId } : last ?? null
        };
    }

    return {
        findConference: (conferenceId: string) => (find.get(conferenceId) as { document: string } | undefined)?.document,

        listConferences: list,

        listBegunConferences: (from: number, to: number, after: ConferencePosition | null, limit: number): string[] =>
            (prepare(`SELECT c.document FROM ${BY_START} CROSS JOIN conferences c ON c.conference_id = w.conference_id
                WHERE w.started_at >= :from AND (w.started_at, w.conference_id) < (:before, :idBefore) ${ORDER} LIMIT :limit`)
                .all({ from, before: after?.startedAt ?? to, idBefore: after?.conferenceId ?? '', limit }) as { document: string }[])
                .map(({ document }) => document),

        listConferenceMembers: (conferenceIds: readonly string[], limit: number) =>
            listMembers.all(JSON.stringify(conferenceIds), limit) as unknown as (SessionRow & { conferenceId: string })[],

        listConferenceMemberIds: (conferenceIds: readonly string[], limit: number) =>
            (listMemberIds.all(JSON.stringify(conferenceIds), limit) as { id: Uint8Array }[]).map(({ id }) => sessionIdOf(id)),

        findConferenceIds: (sessionIds: readonly string[]): [string, string][] => sessionIds.flatMap((sessionId) => {
            const row = findConferenceId.get(sessionIdBytes(sessionId)) as { id: string } | undefined;
            return row === undefined ? [] : [[sessionId, row.id] as [string, string]];
        })
    };
}

/** The first text after all that begin so: UTF-8 has no byte above F4. */
const endOf = (prefix: string): string => `${prefix}\u{10FFFF}`;
