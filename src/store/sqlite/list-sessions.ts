import type { DatabaseSyncInstance, StatementSyncInstance } from '@photostructure/sqlite';
import { foldName } from '../conference-key.js';
import { criteriaOf, PROBE, type Criterion } from '../list-criteria.js';
import { LONGEST_STAY_MS, type SessionFilter, type SessionPosition } from '../store.js';
import { PRESENCE_COLUMNS, sessionIdBytes, sessionIdOf, type SessionRow } from './session-rows.js';

/** Rows, for session-rows.ts to read, and where the list goes on. */
export interface SessionRowPage { rows: SessionRow[]; after: SessionPosition | null }

type Values = Record<string, string | number | Uint8Array>;
interface Place { started_at: number; session_id: Uint8Array }

const NOTHING = Buffer.alloc(0);
const ALL = -1;

/** Answers SessionReads.list. One index leads: it gives the order, and is gone through from where the page begins; all else is looked up. */
export function createSessionList(db: DatabaseSyncInstance): (filter: SessionFilter) => SessionRowPage {
    const statements = new Map<string, StatementSyncInstance>();
    const prepare = (sql: string) => {
        const statement = statements.get(sql) ?? db.prepare(sql);
        statements.set(sql, statement);
        return statement;
    };
    const placeAt = (walked: string, values: Values, row: number) =>
        prepare(`SELECT started_at, session_id FROM (${walked}) LIMIT 1 OFFSET :row`).get({ ...values, row }) as Place | undefined;

    /** The criterion whose sessions are the fewest, as far as one looks. */
    function chooseLead(criteria: readonly Criterion[], bounds: Values): Criterion | undefined {
        if (criteria.length < 2) return criteria[0];
        const reach = (lead: Criterion) => placeAt(walkedSql(lead), { ...bounds, lead: lead.value, walk: ALL }, PROBE)?.started_at ?? -Infinity;
        const reaches = criteria.map(reach);
        return criteria[reaches.indexOf(Math.min(...reaches))];
    }

    return (filter) => {
        const { limit, walk = ALL } = filter;
        const bounds = boundsOf(filter);
        const criteria = criteriaOf(filter);
        const lead = chooseLead(criteria, bounds);
        const others = criteria.filter((criterion) => criterion !== lead);
        const walked = walkedSql(lead);
        const values: Values = { ...bounds, walk, ...lead && { lead: lead.value } };
        const page = prepare(pageSql(walked, others, filter));
        const found = page.all({ ...values, ...checkedValues(others, filter), limit: limit + 1 }) as (SessionRow & Place)[];
        const rows = found.slice(0, limit);
        const last = found.length > limit ? rows.at(-1) : walk === ALL ? undefined : placeAt(walked, values, walk - 1);
        return { rows, after: last === undefined ? null : { startedAt: last.started_at, sessionId: sessionIdOf(last.session_id) } };
    };
}

/** One bound for both: "began before `to`" is "comes before the session without an id that began at `to`". */
function boundsOf({ from = -Infinity, to = Infinity, after }: SessionFilter): Values {
    const [begunBefore, idBefore] = after !== undefined && after.startedAt < to ? [after.startedAt, sessionIdBytes(after.sessionId)] : [to, NOTHING];
    return { begunFrom: from - LONGEST_STAY_MS, begunBefore, idBefore };
}

/** The sessions to go through, in order. */
function walkedSql(lead: Criterion | undefined): string {
    const bounds = `started_at >= :begunFrom AND (started_at, session_id) < (:begunBefore, :idBefore)
        ORDER BY started_at DESC, session_id DESC LIMIT :walk`;
    if (lead?.by === 'facet') return `SELECT session AS id, started_at, session_id FROM session_facets WHERE facet = :lead AND ${bounds}`;
    const condition = lead === undefined ? '' : `${COLUMNS[lead.by]} = :lead AND`;
    return `SELECT id, started_at, session_id FROM sessions WHERE ${condition} registers IS NOT NULL AND ${bounds}`;
}

const COLUMNS = { user: 'user_id', name: 'conference_name' } as const;

/** CROSS JOIN keeps the order of the tables, and with it that of the answer. The narrow ones come first: they sort out most. */
function pageSql(walked: string, others: readonly Criterion[], { from, minDuration, namePrefix }: SessionFilter): string {
    const facets = others.map(({ by }, index) => by !== 'facet' ? '' : `CROSS JOIN session_facets f${String(index)}
        ON f${String(index)}.facet = :other${String(index)} AND f${String(index)}.started_at = w.started_at AND f${String(index)}.session_id = w.session_id`);
    const conditions = others.flatMap(({ by }, index) => by === 'facet' ? [] : [`s.${COLUMNS[by]} = :other${String(index)}`]);
    if (from !== undefined) conditions.push('p.last_seen_at >= :from');
    if (minDuration !== undefined)
        conditions.push('max(w.started_at, CASE WHEN p.end_seq = p.last_seq THEN p.end_at ELSE p.last_at END) - w.started_at >= :minDuration');
    if (namePrefix !== undefined) conditions.push('instr(s.conference_name, :namePrefix) = 1');
    return `SELECT w.started_at, w.session_id, s.registers, ${PRESENCE_COLUMNS}, a.analysis
        FROM (${walked}) w ${facets.join(' ')}
        CROSS JOIN presence p ON p.session = w.id CROSS JOIN sessions s ON s.id = w.id LEFT JOIN analyses a ON a.session = w.id
        WHERE ${['TRUE', ...conditions].join(' AND ')} LIMIT :limit`;
}

const checkedValues = (others: readonly Criterion[], { from, minDuration, namePrefix }: SessionFilter): Values => ({
    ...Object.fromEntries(others.map(({ value }, index) => [`other${String(index)}`, value])),
    ...from !== undefined && { from },
    ...minDuration !== undefined && { minDuration },
    ...namePrefix !== undefined && { namePrefix: foldName(namePrefix) }
});
