import { openThread } from '../../threads/open-thread.js';
import { movableBuffers } from '../../threads/serve-calls.js';
import type { ConferenceDocument } from '../conferences.js';
import type { Store } from '../store.js';
import { pushOfRow } from './read-pushes.js';
import { rolledSessionOfRow, rollupOfRecord } from './rollups.js';
import { storedRtcStatsOfRow } from './rtcstats.js';
import { sessionOfRow } from './session-rows.js';
import type { ReadingCalls, StoreThreadData, WritingCalls } from './store-thread.js';

const ENTRY = new URL('./store-thread.js', import.meta.url);

/**
 * The embedded store: one SQLite file, made if it is not there. Two threads have a connection each, so that neither an fsync nor
 * a long read holds up a request, and a long read holds up no write (in WAL readers and the writer do not wait for each other).
 * @throws when the file is damaged, of a newer version, or cannot be opened
 */
export async function openSqliteStore(file: string): Promise<Store> {
    const writing = await openThread<WritingCalls>(ENTRY, { file, role: 'write' } satisfies StoreThreadData);
    const reading = await openThread<ReadingCalls>(ENTRY, { file, role: 'read' } satisfies StoreThreadData).catch(async (error: unknown) => {
        await writing.close();
        throw error;
    });
    return {
        sessions: {
            async find(sessionId) {
                const row = await reading.call('findSession', [sessionId]);
                return row === undefined ? null : sessionOfRow(row);
            },
            async list(filter) {
                const { rows, after } = await reading.call('listSessions', [filter]);
                return { items: rows.map(sessionOfRow), after };
            },
            async listByConferenceKey(key, from, to, limit, untilAnalysed = false) {
                return (await reading.call('listSessionsByConferenceKey', [key, from, to, limit, untilAnalysed])).map(sessionOfRow);
            },
            async seenSince(lastSeenAt, limit) {
                return (await reading.call('listSeenSessions', [lastSeenAt, limit])).map(sessionOfRow);
            },
            async findByConferenceId(conferenceId) {
                const row = await reading.call('findSessionByConferenceId', [conferenceId]);
                return row === undefined ? null : sessionOfRow(row);
            }
        },
        pushes: {
            async list(sessionId, after, limit) {
                return (await reading.call('listPushes', [sessionId, after, limit])).map((row) => pushOfRow(sessionId, row));
            },
            async listEach(places, limit) {
                const found = await reading.call('listPushesOfEach', [places, limit]);
                return found.flatMap(([sessionId, rows]) => rows.map((row) => pushOfRow(sessionId, row)));
            },
            async count(sessionIds) {
                return new Map(await reading.call('countPushes', [sessionIds]));
            }
        },
        rtcstats: {
            list: async (sessionId, filter) => (await reading.call('listRtcStats', [sessionId, filter])).map(storedRtcStatsOfRow)
        },
        analyses: {
            claim: (seenBefore, leaseMs, limit) => writing.call('claim', [seenBefore, leaseMs, limit]),
            finish: (due, analysis) => writing.call('finish', [due, analysis]),
            postpone: (due, by) => writing.call('postpone', [due, by])
        },
        conferences: {
            async find(conferenceId) {
                const document = await reading.call('findConference', [conferenceId]);
                return document === undefined ? null : conferenceOfText(document);
            },
            async list(filter) {
                const { documents, after } = await reading.call('listConferences', [filter]);
                return { items: documents.map(conferenceOfText), after };
            },
            async listBegun(from, to, after, limit) {
                return (await reading.call('listBegunConferences', [from, to, after, limit])).map(conferenceOfText);
            },
            async listMembers(conferenceIds, limit) {
                const rows = await reading.call('listConferenceMembers', [conferenceIds, limit]);
                return rows.map(({ conferenceId, ...row }) => ({ conferenceId, session: sessionOfRow(row) }));
            },
            listMemberIds: (conferenceIds, limit) => reading.call('listConferenceMemberIds', [conferenceIds, limit]),
            async conferenceIdsOf(sessionIds) {
                return new Map(await reading.call('findConferenceIds', [sessionIds]));
            },
            claim: (now, leaseMs, limit) => writing.call('claimRooms', [now, leaseMs, limit]),
            claimRoom: (conferenceKey, now, leaseMs) => writing.call('claimRoom', [conferenceKey, now, leaseMs]),
            replace: (claims, change) => writing.call('replaceConferences', [claims, change]),
            release: (claims, isDone) => writing.call('releaseRooms', [claims, isDone])
        },
        search: {
            namesBeginning: (begin, limit) => reading.call('namesBeginning', [begin, limit]),
            namesContaining: (part, walk, limit) => reading.call('namesContaining', [part, walk, limit]),
            participantsBeginning: (begin, _walk, limit) => reading.call('participantsBeginning', [begin, limit]),
            participantsContaining: (part, walk, limit) => reading.call('participantsContaining', [part, walk, limit])
        },
        rollups: {
            mark: (hours) => writing.call('markHours', [hours]),
            claim: (options) => writing.call('claimPeriod', [options]),
            due: (range) => reading.call('duePeriods', [range]),
            async sessionsOf(hour, after, limit) {
                const rows = await reading.call('listRolledSessions', [hour, Number(after ?? 0), limit]);
                return { sessions: rows.map(rolledSessionOfRow), after: rows.length < limit ? null : rows.at(-1)?.session ?? null };
            },
            finish: (due, rows, restUntil) => writing.call('finishPeriod', [due, rows, restUntil]),
            drop: (due) => writing.call('dropPeriod', [due]),
            list: async (kind, ranges) => (await reading.call('listRollups', [kind, ranges])).map(rollupOfRecord),
            removeBefore: (at, limit) => writing.call('removeRollupsBefore', [at, limit])
        },
        erasures: {
            mark: (whose, at, limit) => writing.call('mark', [whose, at, limit]),
            listOpen: () => writing.call('listOpenErasures', []),
            sweep: (_now, limit) => writing.call('sweep', [limit]),
            async findMarked(sessions) {
                return new Set(await writing.call('findMarked', [sessions]));
            },
            listMarked: (from, limit) => writing.call('listMarked', [from, limit]),
            unmark: (before, limit) => writing.call('unmark', [before, limit])
        },
        audience: null,
        webhooks: {
            add: (messages) => writing.call('addWebhooks', [messages]),
            hold: (endpoint, holder, now, leaseMs) => writing.call('holdWebhooks', [endpoint, holder, now, leaseMs]),
            release: (endpoint, holder) => writing.call('releaseWebhooks', [endpoint, holder]),
            listDue: (endpoint, now, limit) => writing.call('listDueWebhooks', [endpoint, now, limit]),
            finish: (ids) => writing.call('finishWebhooks', [ids]),
            postpone: (id, notBefore) => writing.call('postponeWebhook', [id, notBefore]),
            backlog: (endpoint) => writing.call('webhookBacklog', [endpoint]),
            trim: (endpoint, maxMessages, maxBytes) => writing.call('trimWebhooks', [endpoint, maxMessages, maxBytes]),
            forget: (finishedBefore, anyBefore, limit) => writing.call('forgetWebhooks', [finishedBefore, anyBefore, limit])
        },
        writesAtOnce: 1,
        isAway: () => false,
        onReturn: () => () => undefined,
        write: (batches) => writing.call('write', [batches], movableBuffers(batches)),
        async removeBefore(receivedAt, limit) {
            await writing.call('removeConferencesBefore', [receivedAt, limit]);
            return writing.call('removeBefore', [receivedAt, limit]);
        },
        async close() {
            // the writer last: the last connection to close puts the write-ahead log into the file
            await reading.close();
            await writing.close();
        }
    };
}

const conferenceOfText = (text: string): ConferenceDocument => JSON.parse(text) as ConferenceDocument;
