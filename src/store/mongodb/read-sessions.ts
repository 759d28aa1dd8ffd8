import { foldName } from '../conference-key.js';
import { LONGEST_STAY_MS, type SessionFilter, type SessionReads } from '../store.js';
import type { Collections } from './collections.js';
import { sessionOfDocument } from './session-documents.js';

const NEWEST_FIRST = { startedAt: -1, _id: -1 } as const;
const OLDEST_FIRST = { startedAt: 1, _id: 1 } as const;

/** Below any startedAt: a bound that keeps out the sessions that have had no post. */
const BEGINNING = -Number.MAX_SAFE_INTEGER;

/** Sessions that have had a post. */
export const POSTED = { startedAt: { $gte: BEGINNING } };

export const createSessionReads = (collections: () => Promise<Collections>): SessionReads => ({
    async find(sessionId) {
        const { sessions } = await collections();
        const document = await sessions.findOne({ _id: sessionId, ...POSTED });
        return document === null ? null : sessionOfDocument(document);
    },

    async list(filter) {
        const { conferenceName, userId, from, after, limit } = filter;
        const { sessions } = await collections();
        const found = await sessions.find({
            startedAt: begun(filter),
            ...conferenceName === undefined ? {} : { foldedName: foldName(conferenceName) },
            ...userId === undefined ? {} : { userId },
            ...from === undefined ? {} : { lastSeenAt: { $gte: new Date(from) } },
            ...after === undefined ? {} : {
                $or: [{ startedAt: { $lt: after.startedAt } }, { startedAt: after.startedAt, _id: { $lt: after.sessionId } }]
            }
        }).sort(NEWEST_FIRST).limit(limit).toArray();
        return found.map(sessionOfDocument);
    },

    async listByConferenceKey(conferenceKey, from, to, limit) {
        const { sessions } = await collections();
        const there = { conferenceKey, startedAt: { $gte: from - LONGEST_STAY_MS, $lte: to }, lastSeenAt: { $gte: new Date(from) } };
        const meetings = (await sessions.distinct('meetingConferenceId', there)).filter((id) => id !== null);
        const found = await sessions.find({ $or: [there, { meetingConferenceId: { $in: meetings } }] }).sort(OLDEST_FIRST).limit(limit).toArray();
        return found.map(sessionOfDocument);
    },

    async findByConferenceId(conferenceId) {
        const { sessions } = await collections();
        const document = await sessions.findOne({ meetingConferenceId: conferenceId }, { sort: OLDEST_FIRST })
            ?? await sessions.findOne({ ownConferenceId: conferenceId });
        return document === null ? null : sessionOfDocument(document);
    }
});

/** One range, so that the index which gives the order of the answer also bounds it. */
function begun({ from, to, after }: SessionFilter) {
    return {
        $gte: from === undefined ? BEGINNING : from - LONGEST_STAY_MS,
        ...to === undefined ? {} : { $lt: to },
        ...after === undefined ? {} : { $lte: after.startedAt }
    };
}
