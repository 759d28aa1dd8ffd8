import type { SessionDocument } from '../store/store.js';
import { byStart, chain, gatherAll, join, joinMeetings, type Gathering, type Span, type Stay } from './gathering.js';
import type { LivenessRule } from './session-end.js';

/** A conference rests at most so long, ms: a session without a meetingId that begins later belongs to another one. */
export const JOINS_WITHIN = 5 * 60_000;

/** Sessions that are one meeting, the earliest first. Times are epoch ms; endedAt is null while a session of it goes on. */
export interface Conference {
    conferenceId: string;
    startedAt: number;
    endedAt: number | null;
    stays: readonly [Stay, ...Stay[]];
}

/**
 * Which sessions of one conferenceKey are one conference. The same whatever the order in which they are given.
 *
 * 1. Those with the same meetingId are one, however far apart.
 * 2. One without a meetingId that overlaps meetings joins the one that it overlaps longest. What counts is when somebody was there: a
 *    meeting that rested for more than JOINS_WITHIN was not there meanwhile.
 * 3. The others: those that overlap each other stay together, and join a conference that they overlap by way of those of step 2; or else
 *    the one that ended last within JOINS_WITHIN before they began; or else they are a conference of their own.
 */
export function assembleConferences(sessions: readonly SessionDocument[], rule: LivenessRule): Conference[] {
    const all = gatherAll(sessions, rule);
    const gatherings = meetingsOf(all);

    // all choose before any joins: a meeting grows by who joins it, and that must not depend on who comes first
    const homes = all.filter(({ meeting }) => meeting === null).map((one) => ({ one, home: longestOverlapped(one, gatherings) }));
    for (const { one, home } of homes) if (home !== undefined) join(home, one);

    const homeless = homes.filter(({ home }) => home === undefined).map(({ one }) => one);
    for (const block of chain(homeless, 0)) {
        const home = longestOverlapped(block, gatherings) ?? lastEndedBefore(block, gatherings);
        if (home === undefined) gatherings.push(block);
        else join(home, block);
    }
    return joinMeetings(gatherings).map(conferenceOf).sort((a, b) => byStart(a.stays[0].session, b.stays[0].session));
}

/** The spans within which somebody was in a meeting, each with its sessions. */
function meetingsOf(all: readonly Gathering[]): Gathering[] {
    const meetings = new Map<string, Gathering[]>();
    for (const one of all) {
        if (one.meeting === null) continue;
        const meeting = meetings.get(one.meeting);
        if (meeting === undefined) meetings.set(one.meeting, [one]);
        else meeting.push(one);
    }
    return [...meetings.values()].flatMap((meeting) => chain(meeting, JOINS_WITHIN));
}

/** ms; negative when the two are apart. */
const overlapMs = (a: Span, b: Span): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

function longestOverlapped(span: Span, gatherings: readonly Gathering[]): Gathering | undefined {
    return best(gatherings, (gathering) => overlapMs(span, gathering), 0);
}

function lastEndedBefore(span: Span, gatherings: readonly Gathering[]): Gathering | undefined {
    return best(gatherings.filter(({ to }) => to < span.from), ({ to }) => to, span.from - JOINS_WITHIN);
}

/** The one that scores highest, and at least `atLeast`; of equals the first given. */
function best(gatherings: readonly Gathering[], score: (gathering: Gathering) => number, atLeast: number): Gathering | undefined {
    let found: Gathering | undefined;
    let highest = -Infinity;
    for (const gathering of gatherings) {
        const reached = score(gathering);
        if (reached >= atLeast && reached > highest) [found, highest] = [gathering, reached];
    }
    return found;
}

function conferenceOf({ meeting, stays: gathered }: Gathering): Conference {
    const stays = gathered.sort((a, b) => byStart(a.session, b.session));
    const { session: first } = stays[0];
    return { conferenceId: meeting ?? first.ownConferenceId, startedAt: first.startedAt, endedAt: endOf(stays), stays };
}

/** When the last one ended; null while one goes on. */
export function endOf(stays: Conference['stays']): number | null {
    const end = stays.map(({ endedAt }) => endedAt ?? Infinity).reduce((latest, other) => Math.max(latest, other));
    return end === Infinity ? null : end;
}
