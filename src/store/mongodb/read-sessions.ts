import { LONGEST_STAY_MS, type SessionReads } from '../store.js';
import type { Collections } from './collections.js';
import { listSessions, POSTED } from './list-sessions.js';
import { sessionOfDocument } from './session-documents.js';

/** Of whom the last push did not say an end. A seq is at least 0, `lastSeq` -1 or missing before the first push. */
const NO_END = { $expr: { $ne: [{ $ifNull: ['$end.seq', -2] }, '$lastSeq'] } };
const OLDEST_FIRST = { startedAt: 1, _id: 1 } as const;

export const createSessionReads = (collections: () => Promise<Collections>): SessionReads => ({
    async find(sessionId) {
        const { sessions } = await collections();
        const document = await sessions.findOne({ _id: sessionId, ...POSTED });
        return document === null ? null : sessionOfDocument(document);
    },

    async list(filter) {
        const { sessions } = await collections();
        return listSessions(sessions, filter);
    },

    async listByConferenceKey(conferenceKey, from, to, limit, untilAnalysed = false) {
        const { sessions } = await collections();
        const seen = { lastSeenAt: { $gte: new Date(from) } };
        const there = {
            conferenceKey, startedAt: { $gte: from - LONGEST_STAY_MS, $lte: to },
            ...untilAnalysed ? { $or: [seen, { dueAt: { $exists: true }, ...NO_END }] } : seen
        };
        const meetings = (await sessions.distinct('meetingConferenceId', there)).filter((id) => id !== null);
        const found = await sessions.find({ $or: [there, { meetingConferenceId: { $in: meetings } }] }).sort(OLDEST_FIRST).limit(limit).toArray();
        return found.map(sessionOfDocument);
    },

    async seenSince(lastSeenAt, limit) {
        const { sessions } = await collections();
        const found = await sessions.find({ lastSeenAt: { $gte: new Date(lastSeenAt) }, ...POSTED }, { projection: { analysis: 0, facets: 0 } })
            .sort({ lastSeenAt: -1 }).limit(limit).toArray();
        return found.map(sessionOfDocument);
    },

    async findByConferenceId(conferenceId) {
        const { sessions } = await collections();
        const document = await sessions.findOne({ meetingConferenceId: conferenceId }, { sort: OLDEST_FIRST })
            ?? await sessions.findOne({ ownConferenceId: conferenceId });
        return document === null ? null : sessionOfDocument(document);
    }
});
