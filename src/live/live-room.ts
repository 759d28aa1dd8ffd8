import { LIVE_VERDICTS, PRESENCES, type LiveConference, type LiveTotals, type LiveVerdict } from '../../schemas/live.js';
import type { LiveConferenceHead } from '../../schemas/live-transition.js';
import { assembleConferences, JOINS_WITHIN, type Conference } from '../analysis/assemble-conferences.js';
import { countParticipants } from '../analysis/conference-view.js';
import type { Stay } from '../analysis/gathering.js';
import type { LiveRule, LiveSession } from './live-session.js';

/** A conference that goes on, or did just now. */
export interface RoomConference {
    head: LiveConferenceHead;
    /** The sessions that go on, in the order in which they began. */
    there: { session: LiveSession; stay: Stay }[];
    stays: Conference['stays'];
}

/** All that is known of one conferenceKey: who is there, and who was as long as it has a say in which conference this is. */
export class LiveRoom {
    readonly sessions = new Map<string, LiveSession>();
    conferences: RoomConference[] = [];
    /** What was told of its conferences: when one ended; null: that it goes on. */
    readonly told = new Map<string, { endedAt: number | null; head: LiveConferenceHead }>();
    /** Its sessions have changed in what conferences are made of. */
    isChanged = true;
    /** Of which meetings, '' for none, the store was asked for the sessions before. */
    readonly askedFor = new Set<string>();
    /** Since when the store is still to be asked, epoch ms; null: it was. */
    asksSince: number | null = null;

    constructor(readonly conferenceKey: string) {}

    /** One that goes on must be asked for: its conference may have begun before this process heard of it. */
    needsHistory(rule: LiveRule): LiveSession | undefined {
        for (const session of this.sessions.values()) {
            if (session.document === null || this.askedFor.has(session.document.meetingConferenceId ?? '')) continue;
            if (session.end(rule).endedAt !== null) continue;
            this.asksSince ??= rule.now;
            return session;
        }
        this.asksSince = null;
        return undefined;
    }

    /** Puts its conferences together anew. Answers the sessions that have no say in any that goes on, or may go on. */
    assemble(rule: LiveRule): LiveSession[] {
        const documents = [...this.sessions.values()].flatMap(({ document }) => document ?? []);
        const isOver = ({ endedAt }: Conference) => endedAt !== null && rule.now - endedAt > JOINS_WITHIN + LINGERS;
        const assembled = assembleConferences(documents, rule);
        const going = assembled.filter((conference) => !isOver(conference));
        this.conferences = going.map((conference) => this.#conferenceOf(conference));
        this.isChanged = false;
        return assembled.filter(isOver).flatMap(({ stays }) => stays.flatMap((stay) => this.sessions.get(stay.session.sessionId) ?? []));
    }

    #conferenceOf({ conferenceId, startedAt, endedAt, stays }: Conference): RoomConference {
        const { conferenceName, tenant } = stays[0].session;
        const meeting = stays.find(({ session }) => session.meetingConferenceId !== null);
        const there = stays.flatMap((stay) => {
            const session = stay.endedAt === null ? this.sessions.get(stay.session.sessionId) : undefined;
            return session === undefined ? [] : [{ session, stay }];
        });
        const head = {
            conferenceId, conferenceName, tenant: tenant ?? null, meetingId: meeting?.session.meetingId ?? null, startedAt, endedAt
        };
        return { head, there, stays };
    }
}

/** What falls silent is known to have ended only after a while: so much longer than JOINS_WITHIN what has ended is kept, ms. */
const LINGERS = 5 * 60_000;

export function viewConference({ head, there }: RoomConference): LiveConference {
    const presences = { joining: 0, there: 0, fading: 0 };
    const verdicts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    for (const { session } of there) {
        presences[session.presence ?? 'there'] += 1;
        verdicts[session.verdict()] += 1;
    }
    const worst = (['poor', 'fair', 'good'] satisfies LiveVerdict[]).find((verdict) => verdicts[verdict] > 0) ?? LIVE_VERDICTS[3];
    return {
        ...head, sessionCount: there.length, presences, verdicts, worst,
        participantCount: countParticipants(there.filter(({ session }) => session.presence !== 'joining').map(({ stay }) => stay))
    };
}

/** All of these together. */
export function totalsOf(conferences: readonly RoomConference[]): LiveTotals {
    const totals: LiveTotals = {
        conferences: conferences.length, participantCount: 0, sessionCount: 0, presences: { joining: 0, there: 0, fading: 0 },
        verdicts: { good: 0, fair: 0, poor: 0, unknown: 0 }
    };
    for (const { participantCount, sessionCount, presences, verdicts } of conferences.map(viewConference)) {
        totals.participantCount += participantCount;
        totals.sessionCount += sessionCount;
        for (const presence of PRESENCES) totals.presences[presence] += presences[presence];
        for (const verdict of LIVE_VERDICTS) totals.verdicts[verdict] += verdicts[verdict];
    }
    return totals;
}
