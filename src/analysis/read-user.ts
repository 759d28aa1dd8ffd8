import type { SessionMetricName } from '../../schemas/session-metrics.js';
import type { UserReply } from '../../schemas/user.js';
import type { ConferenceReads } from '../store/conferences.js';
import type { SessionPosition, SessionReads } from '../store/store.js';
import { describeUser, type UserStay } from './describe-user.js';
import { isThere, storedFilter } from './list-filter.js';
import { HistogramSum } from './rollups/histogram-sum.js';
import { sessionEnd, type LivenessRule } from './session-end.js';

/** Sessions that were there at or after `from` and began before `to`, epoch ms. */
export interface UserFilter { from?: number; to?: number }

export interface UserParts {
    sessions: Pick<SessionReads, 'list'>;
    conferences: Pick<ConferenceReads, 'conferenceIdsOf'>;
    rule: LivenessRule;
    /** USER_SESSIONS_MAX: the newest so many are gone through. */
    maxSessions: number;
}

/** Sessions read at once: with their histograms they are some 20 kB each. */
const PAGE = 100;

/** What the newest sessions of one userId say together, in or out of the time that was asked for; null if the store has none of them. */
export async function readUser(userId: string, filter: UserFilter, parts: UserParts): Promise<UserReply | null> {
    const { sessions, conferences, rule, maxSessions } = parts;
    const asked = { ...storedFilter({ ...filter, limit: PAGE }, rule), userId };
    const stays: UserStay[] = [];
    const metrics = new Map<SessionMetricName, HistogramSum>();
    let after: SessionPosition | null = null;
    let left = maxSessions;
    do {
        const page = await sessions.list({ ...asked, ...after !== null && { after }, limit: Math.min(PAGE, left) });
        const ids = await conferences.conferenceIdsOf(page.items.map(({ sessionId }) => sessionId));
        for (const document of page.items) {
            const { analysis, ...session } = document;
            const end = sessionEnd(document, rule);
            if (!isThere(end, filter.from)) continue;
            for (const [name, histogram] of Object.entries(analysis?.histograms ?? {})) {
                const sum = metrics.get(name as SessionMetricName) ?? new HistogramSum();
                sum.addHistogram(histogram);
                metrics.set(name as SessionMetricName, sum);
            }
            // one that analysis has not put into a conference yet has an id that leads to it
            const conferenceId = ids.get(session.sessionId) ?? session.meetingConferenceId ?? session.ownConferenceId;
            stays.push({ session, conferenceId, endedAt: end.endedAt, summary: analysis?.summary ?? null, issues: analysis?.issues ?? [] });
        }
        left -= page.items.length;
        ({ after } = page);
    } while (after !== null && left > 0);
    if (stays.length === 0 && (await sessions.list({ userId, limit: 1 })).items.length === 0) return null;
    return { userId, isWhole: after === null, ...describeUser(stays, metrics) };
}
