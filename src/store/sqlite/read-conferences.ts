import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { ConferencePosition } from '../conferences.js';
import { createConferenceList } from './list-conferences.js';
import { PRESENCE_COLUMNS, sessionIdBytes, sessionIdOf, type SessionRow } from './session-rows.js';

export function createConferenceReads(db: DatabaseSyncInstance) {
    const find = db.prepare('SELECT document FROM conferences WHERE conference_id = ?');
    const listBegun = db.prepare(`SELECT c.document FROM conferences w INDEXED BY conferences_by_start
            CROSS JOIN conferences c ON c.conference_id = w.conference_id
        WHERE w.started_at >= :from AND (w.started_at, w.conference_id) < (:before, :idBefore)
        ORDER BY w.started_at DESC, w.conference_id DESC LIMIT :limit`);
    const listMembers = db.prepare(`SELECT m.conference_id AS conferenceId, s.registers, ${PRESENCE_COLUMNS},
            json_remove(json_replace(a.analysis, '$.histograms', json('{}')), '$.timeline') AS analysis
        FROM conference_sessions m CROSS JOIN sessions s ON s.id = m.session CROSS JOIN presence p ON p.session = s.id
            LEFT JOIN analyses a ON a.session = s.id
        WHERE m.conference_id IN (SELECT value FROM json_each(?)) AND s.registers IS NOT NULL ORDER BY s.started_at, s.session_id LIMIT ?`);
    const listMemberIds = db.prepare(`SELECT s.session_id AS id FROM conference_sessions m CROSS JOIN sessions s ON s.id = m.session
        WHERE m.conference_id IN (SELECT value FROM json_each(?)) AND s.registers IS NOT NULL LIMIT ?`);
    const findConferenceId = db.prepare(`SELECT m.conference_id AS id FROM sessions s CROSS JOIN conference_sessions m ON m.session = s.id
        WHERE s.session_id = ?`);

    return {
        findConference: (conferenceId: string) => (find.get(conferenceId) as { document: string } | undefined)?.document,

        listConferences: createConferenceList(db),

        listBegunConferences: (from: number, to: number, after: ConferencePosition | null, limit: number): string[] =>
            (listBegun.all({ from, before: after?.startedAt ?? to, idBefore: after?.conferenceId ?? '', limit }) as { document: string }[])
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
