import type { FastifyBaseLogger } from 'fastify';
import fp from 'fastify-plugin';
import { createReads, type Reads, type ReadsParts } from '../analysis/reads.js';
import type { Store } from '../store/store.js';
import { createFailureTeller } from './store-failures.js';

declare module 'fastify' {
    interface FastifyInstance {
        /** What can be asked of what is stored. Rejects with RequestError store_unavailable while the store does not answer. */
        readonly reads: Reads;
    }
}

export const analysisPlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { PUSH_INTERVAL, CONFERENCE_MAX, SERIES_MAX, LIST_WALK, USER_SESSIONS_MAX, TIMELINE_MAX, TIMELINE_SESSIONS } = app.config;
    const store = tellFailures(app.store, app.log);
    app.decorate('reads', createReads({
        store, now, pushInterval: PUSH_INTERVAL, maxConferenceSessions: CONFERENCE_MAX, maxSeriesValues: SERIES_MAX, maxWalk: LIST_WALK,
        maxUserSessions: USER_SESSIONS_MAX, timelineMax: TIMELINE_MAX, maxTimelineSessions: TIMELINE_SESSIONS, thresholds: app.thresholds
    }));
}, { name: 'analysis', dependencies: ['settings', 'store'] });

/** The same reads, whose failures are the store's and not a fault of ours: logged here, told as 503. */
function tellFailures({ sessions, pushes, rtcstats, conferences, search }: Store, log: FastifyBaseLogger): ReadsParts['store'] {
    const told = createFailureTeller(log);
    return {
        sessions: {
            find: told(sessions.find),
            list: told(sessions.list),
            listByConferenceKey: told(sessions.listByConferenceKey),
            seenSince: told(sessions.seenSince),
            findByConferenceId: told(sessions.findByConferenceId)
        },
        pushes: { list: told(pushes.list), listEach: told(pushes.listEach), count: told(pushes.count) },
        rtcstats: { list: told(rtcstats.list) },
        search: {
            namesBeginning: told(search.namesBeginning),
            namesContaining: told(search.namesContaining),
            participantsBeginning: told(search.participantsBeginning),
            participantsContaining: told(search.participantsContaining)
        },
        conferences: {
            find: told(conferences.find),
            list: told(conferences.list),
            listBegun: told(conferences.listBegun),
            listMembers: told(conferences.listMembers),
            listMemberIds: told(conferences.listMemberIds),
            conferenceIdsOf: told(conferences.conferenceIdsOf)
        }
    };
}
