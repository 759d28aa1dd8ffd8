import type { ConferenceReply } from '../../schemas/conference.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Language } from '../../schemas/language.js';
import type { ConferenceSeriesReply, SessionSeriesReply } from '../../schemas/series.js';
import type { Delta } from '../../schemas/push.js';
import type { SearchReply } from '../../schemas/search.js';
import type { SessionReply } from '../../schemas/session.js';
import type { ConferenceTimelineReply } from '../../schemas/timeline.js';
import type { UserReply } from '../../schemas/user.js';
import type { ConferenceReads } from '../store/conferences.js';
import type { RtcStatsFilter, RtcStatsPosition, StoredRtcStats } from '../store/rtcstats.js';
import type { SessionDocument, SessionFilter, Store } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import { readConferenceSeries, readSessionSeries, type SeriesQuery } from './chart-series.js';
import { viewConference } from './conference-view.js';
import { createConferenceFinder, type FindConference } from './find-conferences.js';
import { listConferences, type ConferenceListFilter, type ConferenceListPage } from './list-conferences.js';
import { isThere, storedFilter, type ListFilter, type Page } from './list-filter.js';
import { readDeltas, readEvents, readSamples, type SampleSeries } from './read-series.js';
import { readUser, type UserFilter } from './read-user.js';
import { search, type SearchQuery } from './search.js';
import { STORED } from './sentences/tell-issue.js';
import { sessionEnd, type LivenessRule } from './session-end.js';
import { viewSession } from './session-view.js';
import { readTimeline } from './timeline/read-timeline.js';
import { createRunningSessions } from './timeline/running-sessions.js';

export type SessionListFilter = ListFilter & Pick<SessionFilter, 'userId' | 'namePrefix' | 'facets' | 'minDuration'> & { language?: Language };

/**
 * All that can be asked of what is stored. `language` is that of the sentences: what is stored if it is not given.
 * Answers hold what the store has at this moment; null where there is no such session or conference.
 */
export interface Reads {
    listSessions(filter: SessionListFilter): Promise<Page<SessionReply>>;
    findSession(sessionId: string, language?: Language): Promise<SessionReply | null>;
    findSamples(sessionId: string): Promise<SampleSeries | null>;
    /** What the session's pushes told, without folding; nothing where there is no such session. `at` is corrected. */
    listDeltas(sessionId: string): AsyncIterable<Delta>;
    /** Those of the pushes with a seq above `after`; -1 for all. */
    findEvents(sessionId: string, after: number): Promise<{ events: CallEvent[]; after: number | null } | null>;
    /** What getStats() said, the oldest first. */
    listRtcStats(sessionId: string, filter: RtcStatsFilter): Promise<RtcStatsPage | null>;
    /** @throws {StepTooShortError} */
    findSessionSeries(sessionId: string, query: SeriesQuery): Promise<SessionSeriesReply | null>;
    /** conferenceId as for findConference. @throws {StepTooShortError} */
    findConferenceSeries(conferenceId: string, query: SeriesQuery): Promise<ConferenceSeriesReply | null>;
    /** conferenceId as for findConference. */
    findTimeline(conferenceId: string, language?: Language): Promise<ConferenceTimelineReply | null>;
    listConferences(filter: ConferenceListFilter): Promise<ConferenceListPage>;
    /** The session that was seen last of those that have told something, whoever took it; null: there is none. */
    findLatestSession(): Promise<LatestSession | null>;
    findUser(userId: string, filter: UserFilter): Promise<UserReply | null>;
    /**
     * The conference that has this id, or had it before more was known: a conference without a meetingId is named after its first
     * session, so a meetingId or an earlier session gives it another id. Then the answer is the conference that this session belongs to
     * now, with its id of now.
     */
    findConference(conferenceId: string, language?: Language): Promise<ConferenceReply | null>;
    search(query: SearchQuery): Promise<SearchReply>;
}

export type LatestSession = Pick<SessionReply, 'sessionId' | 'conferenceName' | 'client' | 'lastSeenAt'> & { conferenceId: string };

/** `after`: where it goes on, null at the end. */
export interface RtcStatsPage { items: StoredRtcStats[]; after: RtcStatsPosition | null }

export interface ReadsParts {
    store: Pick<Store, 'sessions' | 'pushes' | 'rtcstats' | 'search'> & { conferences: ConferenceReads };
    /** Epoch ms. */
    now: () => number;
    /** ms */
    pushInterval: number;
    /** Sessions that are looked at to put a conference together. */
    maxConferenceSessions: number;
    /** Values in a series. */
    maxSeriesValues: number;
    /** TIMELINE_MAX */
    timelineMax: number;
    /** TIMELINE_SESSIONS */
    maxTimelineSessions: number;
    /** Sessions, or conferences, gone through for one page of a list of them. */
    maxWalk: number;
    /** Sessions gone through to tell of a user. */
    maxUserSessions: number;
    thresholds: Thresholds;
}

/** Sessions looked at for one that has told something: others have begun, and sent nothing yet. */
const LATEST_WALK = 20;

export function createReads(parts: ReadsParts): Reads {
    const { store, now, pushInterval, maxConferenceSessions, maxSeriesValues, maxWalk, maxUserSessions, thresholds } = parts;
    const { sessions, pushes, rtcstats, conferences } = store;
    const running = createRunningSessions({ pushes, thresholds, timelineMax: parts.timelineMax, maxSessions: parts.maxTimelineSessions });
    const begin = (): { rule: LivenessRule; findConference: FindConference } => {
        const rule = { now: now(), pushInterval };
        return { rule, findConference: createConferenceFinder({ reads: sessions, rule, maxSessions: maxConferenceSessions }) };
    };
    const seriesParts = (rule: LivenessRule) => ({ pushes, now: rule.now, maxValues: maxSeriesValues, thresholds });
    const conferenceIdOf = async (session: SessionDocument, findConference: FindConference) =>
        session.meetingConferenceId ?? (await findConference(session)).conferenceId;

    async function view(
        documents: readonly SessionDocument[], rule: LivenessRule, findConference: FindConference, language: Language | undefined
    ): Promise<SessionReply[]> {
        const counts = await pushes.count(documents.map(({ sessionId }) => sessionId));
        const views: SessionReply[] = [];
        for (const session of documents) {
            const conferenceId = await conferenceIdOf(session, findConference);
            const count = counts.get(session.sessionId) ?? { pushes: 0, samples: 0 };
            views.push(viewSession(session, conferenceId, sessionEnd(session, rule), count, language));
        }
        return views;
    }

    return {
        async listSessions({ language, ...filter }) {
            const { rule, findConference } = begin();
            const { limit, after, from } = filter;
            const page = await sessions.list({ ...storedFilter(filter, rule), ...after !== undefined && { after }, limit, walk: maxWalk });
            const there = page.items.filter((session) => isThere(sessionEnd(session, rule), from));
            return { items: await view(there, rule, findConference, language), after: page.after };
        },
        async findSession(sessionId, language) {
            const { rule, findConference } = begin();
            const session = await sessions.find(sessionId);
            return session === null ? null : (await view([session], rule, findConference, language))[0] ?? null;
        },
        async findSamples(sessionId) {
            const session = await sessions.find(sessionId);
            return session === null ? null : readSamples(pushes, session);
        },
        listDeltas: (sessionId) => readDeltas(pushes, sessionId),
        async findEvents(sessionId, after) {
            return await sessions.find(sessionId) === null ? null : readEvents(pushes, sessionId, after);
        },
        async listRtcStats(sessionId, filter) {
            if (await sessions.find(sessionId) === null) return null;
            const found = await rtcstats.list(sessionId, { ...filter, limit: filter.limit + 1 });
            const items = found.slice(0, filter.limit);
            return { items, after: found.length > items.length ? items.at(-1) ?? null : null };
        },
        async findSessionSeries(sessionId, query) {
            const session = await sessions.find(sessionId);
            const { rule } = begin();
            if (session === null) return null;
            return readSessionSeries({ session, ...sessionEnd(session, rule) }, query, seriesParts(rule));
        },
        async findConferenceSeries(conferenceId, query) {
            const session = await sessions.findByConferenceId(conferenceId);
            const { rule, findConference } = begin();
            if (session === null) return null;
            return readConferenceSeries(await findConference(session), query, seriesParts(rule));
        },
        async findTimeline(conferenceId, language = STORED) {
            const session = await sessions.findByConferenceId(conferenceId);
            const { rule, findConference } = begin();
            return session === null ? null : readTimeline(await findConference(session), { running, ...rule, thresholds, language });
        },
        async listConferences(filter) {
            return listConferences(filter, { conferences, rule: begin().rule, maxSessions: maxConferenceSessions, maxWalk, thresholds });
        },
        async findLatestSession() {
            const session = (await sessions.seenSince(0, LATEST_WALK)).find(({ lastSeq }) => lastSeq >= 0);
            if (session === undefined) return null;
            const { sessionId, conferenceName, client = 'sdk', lastSeenAt } = session;
            return { sessionId, conferenceId: await conferenceIdOf(session, begin().findConference), conferenceName, client, lastSeenAt };
        },
        async findUser(userId, filter) {
            return readUser(userId, filter, { sessions, conferences, rule: begin().rule, maxSessions: maxUserSessions });
        },
        async findConference(conferenceId, language) {
            const session = await sessions.findByConferenceId(conferenceId);
            return session === null ? null : viewConference(await begin().findConference(session), thresholds, language);
        },
        search: (query) => search(query, { store, now: now(), maxWalk })
    };
}
