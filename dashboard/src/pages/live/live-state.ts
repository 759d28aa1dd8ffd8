import type { LiveChange, LiveConference, LiveKnowledge, LiveParticipant, LiveTotals } from '../../../../schemas/live.js';

/** What somebody who does not look at the page is told of. */
export type News = { kind: 'started' | 'ended'; conferenceName: string } | { kind: 'poor'; participant: LiveParticipant };

/** One told moment of a participant, for the small chart of what came since the page was opened. `at`: epoch ms. */
export interface Point { at: number; loss: number | null }

/** Points that are kept of one participant: half an hour of pushes. */
const POINTS = 60;
const NONE: readonly Point[] = [];

/** Who is there, put together from what the stream tells (docs/live.md). */
export interface LiveState {
    /** A snapshot replaces all that was known. Answers what is new to who was watching. */
    take(change: LiveChange, isSnapshot: boolean): News[];
    readonly conferences: ReadonlyMap<string, LiveConference>;
    participantsOf(conferenceId: string): LiveParticipant[];
    pointsOf(sessionId: string): readonly Point[];
    readonly totals: LiveTotals | undefined;
    readonly knowledge: LiveKnowledge | undefined;
    /** Epoch ms of the service's clock, which the page's own may be away from. */
    now(): number;
}

export function createLiveState(lossOf: (participant: LiveParticipant) => number | null): LiveState {
    const conferences = new Map<string, LiveConference>();
    const participants = new Map<string, LiveParticipant>();
    const members = new Map<string, Set<string>>();
    const points = new Map<string, Point[]>();
    let latest: Pick<LiveChange, 'totals' | 'knowledge'> | undefined;
    let ahead = 0;

    const remove = (sessionId: string): void => {
        const known = participants.get(sessionId);
        if (known !== undefined) members.get(known.conferenceId)?.delete(sessionId);
        participants.delete(sessionId);
    };
    const add = (participant: LiveParticipant): void => {
        const { sessionId, conferenceId } = participant;
        remove(sessionId);
        participants.set(sessionId, participant);
        const others = members.get(conferenceId);
        if (others === undefined) members.set(conferenceId, new Set([sessionId]));
        else others.add(sessionId);
        note(participant);
    };
    const note = (participant: LiveParticipant): void => {
        if (participant.stateAt === null) return;
        const told = points.get(participant.sessionId) ?? [];
        if (told.at(-1)?.at === participant.stateAt) return;
        points.set(participant.sessionId, [...told, { at: participant.stateAt, loss: lossOf(participant) }].slice(-POINTS));
    };
    return {
        conferences,
        participantsOf: (conferenceId) => [...members.get(conferenceId) ?? []].flatMap((sessionId) => participants.get(sessionId) ?? []),
        pointsOf: (sessionId) => points.get(sessionId) ?? NONE,
        get totals() { return latest?.totals; },
        get knowledge() { return latest?.knowledge; },
        now: () => Date.now() + ahead,
        take(change, isSnapshot) {
            const news: News[] = [];
            if (isSnapshot) {
                conferences.clear();
                participants.clear();
                members.clear();
            }
            for (const conference of change.conferences) {
                const { conferenceId, conferenceName } = conference;
                if (!isSnapshot && !conferences.has(conferenceId)) news.push({ kind: 'started', conferenceName });
                conferences.set(conferenceId, conference);
            }
            for (const participant of change.participants) {
                const before = participants.get(participant.sessionId);
                if (before !== undefined && before.verdict !== 'poor' && participant.verdict === 'poor') news.push({ kind: 'poor', participant });
                add(participant);
            }
            for (const { sessionId } of change.left) {
                remove(sessionId);
                points.delete(sessionId);
            }
            for (const conferenceId of change.ended) {
                const ended = conferences.get(conferenceId);
                if (ended !== undefined) news.push({ kind: 'ended', conferenceName: ended.conferenceName });
                conferences.delete(conferenceId);
                members.delete(conferenceId);
            }
            latest = change;
            ahead = change.at - Date.now();
            return news;
        }
    };
}
