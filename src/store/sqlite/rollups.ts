import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ConnectionKind } from '../../../schemas/connection-kind.js';
import type { IssueCode } from '../../../schemas/issue.js';
import type { SessionHistograms, SessionSummary, Verdict } from '../../../schemas/summary.js';
import {
    dayOf, type ClaimOptions, type DuePeriod, type PeriodRange, type RolledSession, type RollupRow, type StoredRollupRow
} from '../rollups.js';
import { createHourMarker, createPeriodMarker } from './mark-hours.js';
import { sessionIdOf } from './session-rows.js';
import { transact } from './transact.js';

/** What of Store.rollups writes. */
export function createRollupWrites(db: DatabaseSyncInstance) {
    const markHours = createHourMarker(db);
    const markPeriod = createPeriodMarker(db);
    const claim = db.prepare(`UPDATE rollup_periods SET not_before = :until, claims = claims + 1 WHERE id IN (
            SELECT id FROM rollup_periods WHERE level = :level AND due = 1 AND not_before <= :now AND at >= :from AND at < :to
            ORDER BY not_before, at LIMIT 1
        ) RETURNING level, at, changes, claims`);
    const settle = db.prepare(`UPDATE rollup_periods SET due = CASE WHEN changes = :changes THEN 0 ELSE 1 END, not_before = :restUntil
        WHERE level = :level AND at = :at AND claims = :claims`);
    const removeRows = db.prepare('DELETE FROM rollups WHERE at = ? AND level = ?');
    const insertRow = db.prepare('INSERT INTO rollups (level, metric, division, at, totals, cells) VALUES (?, ?, ?, ?, ?, ?)');
    const removeOldRows = db.prepare('DELETE FROM rollups WHERE id IN (SELECT id FROM rollups WHERE at < ? ORDER BY at LIMIT ?)');
    const removeOldPeriods = db.prepare('DELETE FROM rollup_periods WHERE id IN (SELECT id FROM rollup_periods WHERE at < ? ORDER BY at LIMIT ?)');

    return {
        markHours: (hours: readonly number[]): void => { transact(db, () => { markHours(hours); }); },

        claimPeriod: ({ level, from, to, now, leaseMs }: ClaimOptions): DuePeriod | null =>
            (claim.get({ level, from, to, now, until: now + leaseMs }) ?? null) as DuePeriod | null,

        finishPeriod({ level, at, changes, claims }: DuePeriod, rows: readonly RollupRow[], restUntil: number): void {
            transact(db, () => {
                if (settle.run({ level, at, changes, claims, restUntil }).changes === 0) return;
                removeRows.run(at, level);
                for (const { table, metric, totals, cells } of rows)
                    insertRow.run(level, metric ?? '', table, at, totals === null ? null : JSON.stringify(totals), cells);
                if (level === 'hour') markPeriod('day', dayOf(at));
            });
        },

        dropPeriod({ level, at, changes, claims }: DuePeriod): void {
            settle.run({ level, at, changes, claims, restUntil: 0 });
        },

        removeRollupsBefore: (at: number, limit: number): number => transact(db, () => {
            const removed = Number(removeOldRows.run(at, limit).changes);
            // what is due of a period that is gone would only be made once more
            if (removed < limit) removeOldPeriods.run(at, limit);
            return removed;
        })
    };
}

/** What of Store.rollups reads. */
export function createRollupReads(db: DatabaseSyncInstance) {
    const due = db.prepare('SELECT at FROM rollup_periods WHERE level = ? AND due = 1 AND at >= ? AND at < ? ORDER BY at');
    const list = db.prepare(`SELECT level, at, totals, cells FROM rollups
        WHERE level = ? AND division = ? AND metric = ? AND at >= ? AND at < ? ORDER BY at`);
    const sessionsOf = db.prepare(`SELECT a.session, s.session_id AS id, s.started_at AS startedAt, s.conference_key AS conferenceKey,
            s.conference_name AS conferenceName, p.region,
            json_extract(s.registers, '$.endpointId[1]', '$.observedBy[1]', '$.joinedAt[1]', '$.browser[1].name', '$.os[1].name', '$.country[1]') AS told,
            json_extract(a.analysis, '$.summary.inCallMs', '$.summary.connectionKind', '$.summary.setupMs', '$.summary.mediaErrors',
                '$.summary.rating', '$.summary.verdict', '$.summary.mediaErrorNames', '$.histograms') AS found,
            (SELECT json_group_array(DISTINCT json_extract(value, '$.code')) FROM json_each(a.analysis, '$.issues')) AS issueCodes
        FROM analyses a CROSS JOIN sessions s ON s.id = a.session CROSS JOIN presence p ON p.session = s.id
        WHERE a.hour = ? AND a.session > ? ORDER BY a.session LIMIT ?`);

    return {
        duePeriods: ({ level, from, to }: PeriodRange): number[] => (due.all(level, from, to) as { at: number }[]).map(({ at }) => at),

        listRollups: ({ table, metric }: Pick<RollupRow, 'table' | 'metric'>, ranges: readonly PeriodRange[]): RollupRecord[] =>
            ranges.flatMap(({ level, from, to }) => list.all(level, table, metric ?? '', from, to) as unknown as RollupRecord[]),

        listRolledSessions: (hour: number, after: number, limit: number): RolledSessionRow[] =>
            sessionsOf.all(hour, after, limit) as unknown as RolledSessionRow[]
    };
}

/** A row of `rollups` as SELECT answers it. */
export interface RollupRecord extends Pick<StoredRollupRow, 'level' | 'at' | 'cells'> { totals: string | null }

export const rollupOfRecord = ({ totals, ...row }: RollupRecord): StoredRollupRow =>
    ({ ...row, totals: totals === null ? null : JSON.parse(totals) as Record<string, unknown> });

type MediaErrorNames = SessionSummary['mediaErrorNames'] | null;

/** A session that has been analysed, as SELECT answers it; texts are JSON arrays. */
export interface RolledSessionRow extends Pick<RolledSession, 'startedAt' | 'conferenceKey' | 'conferenceName' | 'region'> {
    session: number;
    id: Uint8Array;
    told: string;
    found: string;
    issueCodes: string;
}

export function rolledSessionOfRow({ session: _, id, told, found, issueCodes, ...columns }: RolledSessionRow): RolledSession {
    const [endpointId, observedBy, joinedAt, browser, os, country] = JSON.parse(told) as
        [string | null, string | null, number | null, string | null, string | null, string | null];
    const [inCallMs, connectionKind, setupMs, mediaErrors, rating, verdict, mediaErrorNames, histograms] = JSON.parse(found) as
        [number, ConnectionKind | null, number | null, number, number | null, Verdict | null, MediaErrorNames, SessionHistograms];
    return {
        ...columns, sessionId: sessionIdOf(id), endpointId, observedBy, joinedAt, browser, os, country,
        summary: { inCallMs, connectionKind, setupMs, mediaErrors, rating, verdict, ...mediaErrorNames && { mediaErrorNames } },
        issueCodes: JSON.parse(issueCodes) as IssueCode[],
        histograms
    };
}
