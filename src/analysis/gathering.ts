import { LONGEST_STAY_MS, type SessionDocument } from '../store/store.js';
import { sessionEnd, type LivenessRule, type SessionEnd } from './session-end.js';

/** A session and how it ended, if it has. */
export interface Stay extends SessionEnd { session: SessionDocument }

/**
 * From the begin of the first to the end of the last, epoch ms; who is still there is there until now. Of one session at most its last
 * LONGEST_STAY_MS: a page that tells of a start in 1970 must not be there in all conferences since.
 */
export interface Span { from: number; to: number }

/** Sessions that belong together, as far as is known. */
export interface Gathering extends Span {
    /** meetingConferenceId, if one of them has it. */
    meeting: string | null;
    stays: [Stay, ...Stay[]];
}

/** The one order in which sessions stand: startedAt, then sessionId. */
export const byStart = (a: SessionDocument, b: SessionDocument): number =>
    a.startedAt - b.startedAt || (a.sessionId < b.sessionId ? -1 : Number(a.sessionId > b.sessionId));

/** Each alone, in the order of their begin. */
export const gatherAll = (sessions: readonly SessionDocument[], rule: LivenessRule): Gathering[] =>
    sessions.map((session) => gather(session, rule)).sort((a, b) => a.from - b.from || byStart(a.stays[0].session, b.stays[0].session));

/** The gathering of one alone. */
export function gather(session: SessionDocument, rule: LivenessRule): Gathering {
    const end = sessionEnd(session, rule);
    const to = Math.max(session.startedAt, end.endedAt ?? rule.now);
    return { from: Math.max(session.startedAt, to - LONGEST_STAY_MS), to, meeting: session.meetingConferenceId, stays: [{ session, ...end }] };
}

/** Takes the others into the first, which grows. */
export function join(home: Gathering, { from, to, stays }: Gathering): void {
    home.from = Math.min(home.from, from);
    home.to = Math.max(home.to, to);
    home.stays.push(...stays);
}

/** Those of one meeting together, however far apart; those of none stay as they are. In the order of the first one of each. */
export function joinMeetings(gatherings: readonly Gathering[]): Gathering[] {
    const meetings = new Map<string, Gathering>();
    const joined: Gathering[] = [];
    for (const gathering of gatherings) {
        const home = gathering.meeting === null ? undefined : meetings.get(gathering.meeting);
        if (home !== undefined) {
            join(home, gathering);
            continue;
        }
        const copy: Gathering = { ...gathering, stays: [...gathering.stays] };
        if (copy.meeting !== null) meetings.set(copy.meeting, copy);
        joined.push(copy);
    }
    return joined;
}

/** Joins neighbours between which there are no more than `apart` ms. Given in the order of their begin; so are the answers. */
export function chain(gatherings: readonly Gathering[], apart: number): Gathering[] {
    const chains: Gathering[] = [];
    for (const gathering of gatherings) {
        const last = chains.at(-1);
        if (last !== undefined && gathering.from - last.to <= apart) join(last, gathering);
        else chains.push({ ...gathering, stays: [...gathering.stays] });
    }
    return chains;
}
