import type { ConferenceTimelineReply, TimelineSession } from '../../../schemas/timeline.js';
import type { Issue } from '../../../schemas/issue.js';
import type { Language } from '../../../schemas/language.js';
import type { TransitionIssue } from '../../../schemas/live-transition.js';
import type { SessionTimeline } from '../../../schemas/session-timeline.js';
import type { SessionAnalysis } from '../../../schemas/session-analysis.js';
import type { Thresholds } from '../../thresholds.js';
import type { Conference } from '../assemble-conferences.js';
import { traitsOf } from '../client-traits.js';
import { detectRejoins } from '../detect-rejoins.js';
import type { Stay } from '../gathering.js';
import { viewParticipant } from '../participant-view.js';
import { tellStoredIssues } from '../sentences/tell-issue.js';
import { qualitySpans } from './quality-spans.js';
import type { RunningSession } from './running-session.js';
import type { RunningSessions } from './running-sessions.js';

interface Parts { running: RunningSessions; now: number; pushInterval: number; thresholds: Thresholds; language: Language }

type Told = Pick<TimelineSession, 'basis'> & { timeline: SessionTimeline; issues: readonly TransitionIssue[] };

const NOTHING: SessionTimeline = {
    ways: [], interruptions: [], muted: { audio: [], video: [] }, screenShares: [], hidden: [], gaps: [], measured: [], marks: [], marksLeftOut: 0
};
/** The last sample of a session that goes on holds until the next one should have come and a little longer, in push intervals. */
const HOLDS = 1.5;

/** All that the lanes of a conference are drawn of. What has been analysed is taken as it is kept, so that an answer costs little. */
export async function readTimeline({ conferenceId, startedAt, endedAt, stays }: Conference, parts: Parts): Promise<ConferenceTimelineReply> {
    const { running, now, thresholds } = parts;
    const rejoined = stays.map((stay) => ({ ...viewParticipant(stay.session), startedAt: stay.session.startedAt, endedAt: stay.endedAt }));
    const rejoins = detectRejoins(rejoined, thresholds);
    const unread = stays.filter((stay) => analysisOf(stay)?.timeline === undefined).map(({ session }) => session);
    const read = await running.read(unread);
    const to = stays.reduce((latest, stay) => Math.max(latest, stay.endedAt ?? now), startedAt);
    return {
        conferenceId, from: startedAt, to, endedAt,
        sessions: stays.map((stay) => viewLane(stay, tell(stay, read.get(stay.session.sessionId), now), rejoins.get(stay.session.sessionId), parts))
    };
}

/** Whether the analysis is of all that is known of the session now. */
function analysisOf({ session: { analysis }, endedAt, endReason }: Stay): SessionAnalysis | null {
    return analysis !== null && analysis.endedAt === endedAt && analysis.endReason === endReason ? analysis : null;
}

function tell(stay: Stay, session: RunningSession | undefined, now: number): Told {
    const analysis = analysisOf(stay);
    const read = session?.tell(stay.endedAt, now);
    // one of before there were timelines has all but that
    if (analysis !== null) return { basis: 'analysis', issues: analysis.issues, timeline: analysis.timeline ?? read?.timeline ?? NOTHING };
    return read === undefined ? { basis: 'none', issues: [], timeline: NOTHING } : { basis: 'pushes', ...read };
}

function viewLane(
    { session, endedAt, endReason }: Stay, told: Told, rejoin: Issue | undefined, { now, pushInterval, language }: Parts
): TimelineSession {
    const { basis, timeline: { measured, ...timeline } } = told;
    const issues = tellStoredIssues([...told.issues, ...rejoin === undefined ? [] : [rejoin]], language).sort((a, b) => a.from - b.from);
    const { silence } = traitsOf(session.client);
    const hold = endedAt === null ? Math.max(silence, HOLDS * pushInterval) : silence;
    const span = { from: session.startedAt, to: Math.max(session.startedAt, endedAt ?? now) };
    return {
        ...viewParticipant(session),
        startedAt: session.startedAt,
        joinedAt: session.joinedAt ?? null,
        endedAt, endReason, basis,
        verdict: session.analysis?.summary.verdict ?? null,
        quality: qualitySpans({ issues, timeline: { measured, gaps: timeline.gaps }, hold }, span),
        ...timeline,
        issues
    };
}
