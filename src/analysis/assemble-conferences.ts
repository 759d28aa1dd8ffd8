import type { SessionDocument } from '../store/store.js';
import { sessionEnd, type LivenessRule, type SessionEnd } from './session-end.js';

/** A session without a meetingId belongs to a conference that ended at most so long before it began, ms. */
export const JOINS_WITHIN = 5 * 60_000;

/** A session and how it ended, if it has. */
export interface Stay extends SessionEnd { session: SessionDocument }

/** Sessions that are one meeting, the earliest first. Times are epoch ms; endedAt is null while a session of it goes on. */
export interface Conference {
    conferenceId: string;
    startedAt: number;
    endedAt: number | null;
    stays: readonly [Stay, ...Stay[]];
}

interface Span { from: number; to: number }
interface Gathering extends Span { stays: [Stay, ...Stay[]] }

/** The one order in which sessions stand: startedAt, then sessionId. */
export const byStart = (a: SessionDocument, b: SessionDocument): number =>
    a.startedAt - b.startedAt || (a.sessionId < b.sessionId ? -1 : Number(a.sessionId > b.sessionId));

/**
 * Which sessions of one conferenceKey are one conference. The same whatever the order in which they are given.
 *
 * 1. Those with the same meetingId are one, however far apart.
 * 2. One without a meetingId that overlaps meetings (from the first begin to the last end) joins the one that it overlaps longest.
 * 3. The others: those that overlap each other stay together, and join a conference that they overlap by way of those of step 2; or else
 *    the one that ended last within JOINS_WITHIN before they began; or else they are a conference of their own.
 */
export function assembleConferences(sessions: readonly SessionDocument[], rule: LivenessRule): Conference[] {
    const stays = [...sessions].sort(byStart).map((session): Stay => ({ session, ...sessionEnd(session, rule) }));
    const gatherings = gatherMeetings(stays, rule);

    // all choose before any joins: a meeting grows by who joins it, and that must not depend on who comes first
    const homes = stays.filter(({ session }) => !hasMeeting(session)).map((stay) => {
        const lone = gather(stay, rule);
        return { lone, home: longestOverlapped(lone, gatherings) };
    });
    for (const { lone, home } of homes) if (home !== undefined) join(home, lone);

    for (const block of overlapping(homes.filter(({ home }) => home === undefined).map(({ lone }) => lone))) {
        const home = longestOverlapped(block, gatherings) ?? lastEndedBefore(block, gatherings);
        if (home === undefined) gatherings.push(block);
        else join(home, block);
    }
    return gatherings.map(conferenceOf).sort((a, b) => byStart(a.stays[0].session, b.stays[0].session));
}

const hasMeeting = ({ meetingConferenceId }: SessionDocument): boolean => meetingConferenceId !== null;

const gather = (stay: Stay, { now }: LivenessRule): Gathering =>
    ({ from: stay.session.startedAt, to: Math.max(stay.session.startedAt, stay.endedAt ?? now), stays: [stay] });

function join(home: Gathering, { from, to, stays }: Gathering): void {
    home.from = Math.min(home.from, from);
    home.to = Math.max(home.to, to);
    home.stays.push(...stays);
}

function gatherMeetings(stays: readonly Stay[], rule: LivenessRule): Gathering[] {
    const meetings = new Map<string, Gathering>();
    for (const stay of stays) {
        const { meetingConferenceId } = stay.session;
        if (meetingConferenceId === null) continue;
        const meeting = meetings.get(meetingConferenceId);
        if (meeting === undefined) meetings.set(meetingConferenceId, gather(stay, rule));
        else join(meeting, gather(stay, rule));
    }
    return [...meetings.values()];
}

/** Joins those that overlap. Given in the order of their begin; so are the answers. */
function overlapping(gatherings: readonly Gathering[]): Gathering[] {
    const blocks: Gathering[] = [];
    for (const gathering of gatherings) {
        const last = blocks.at(-1);
        if (last !== undefined && gathering.from <= last.to) join(last, gathering);
        else blocks.push(gathering);
    }
    return blocks;
}

/** ms; negative when the two are apart. */
const overlapMs = (a: Span, b: Span): number => Math.min(a.to, b.to) - Math.max(a.from, b.from);

/** Of those overlapped equally long the one that began first. */
function longestOverlapped(span: Span, gatherings: readonly Gathering[]): Gathering | undefined {
    return best(gatherings, (gathering) => overlapMs(span, gathering), 0);
}

function lastEndedBefore(span: Span, gatherings: readonly Gathering[]): Gathering | undefined {
    return best(gatherings.filter(({ to }) => to < span.from), ({ to }) => to, span.from - JOINS_WITHIN);
}

/** The one that scores highest, and at least `atLeast`; the first given of equals. */
function best(gatherings: readonly Gathering[], score: (gathering: Gathering) => number, atLeast: number): Gathering | undefined {
    let found: Gathering | undefined;
    let highest = -Infinity;
    for (const gathering of gatherings) {
        const reached = score(gathering);
        if (reached >= atLeast && reached > highest) [found, highest] = [gathering, reached];
    }
    return found;
}

function conferenceOf({ stays: gathered }: Gathering): Conference {
    const stays = gathered.sort((a, b) => byStart(a.session, b.session));
    const first = stays[0].session;
    const meeting = stays.find(({ session }) => hasMeeting(session))?.session.meetingConferenceId;
    return {
        conferenceId: meeting ?? first.ownConferenceId,
        startedAt: first.startedAt,
        endedAt: stays.reduce<number | null>((latest, { endedAt }) => latest === null || endedAt === null ? null : Math.max(latest, endedAt), 0),
        stays
    };
}
