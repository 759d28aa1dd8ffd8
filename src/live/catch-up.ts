import { findNeighbourhood } from '../analysis/find-conferences.js';
import { longestSilenceMs } from '../analysis/session-end.js';
import type { Store } from '../store/store.js';
import type { LiveRoom } from './live-room.js';
import type { LiveSession } from './live-session.js';
import type { Presence } from './presence.js';

/** How far the look back reaches that is taken each time, ms: what others take to store, and what their clocks differ. */
const LOOK_BACK = 5000;
/** From one look at all who may be there to the next, ms: what took others longer to store. */
const SWEEP = 15_000;
/** How long a push is waited for that is in no store, ms: whoever accepted it may be about to store it. */
const PATIENCE = 5000;
/** What was accepted here and could not be kept in memory is in the store by then, ms. */
const STORED_WITHIN = 15_000;
/** Sessions asked for at once, and pushes read without a break: some milliseconds of work. */
const SESSIONS = 50, PUSHES = 100;
/** Asked for in one turn; the others have theirs. */
const MOST_UNKNOWN = 100, MOST_ROOMS = 50, MOST_MARKS = 10_000, MOST_MISSING = 200;

export interface CatchUpParts {
    presence: Presence;
    store: Pick<Store, 'sessions' | 'pushes' | 'erasures'>;
    /** Other processes write into the store, too. */
    hasOthers: boolean;
    /** Whether all that an earlier process had accepted is in the store. */
    isDrained: () => Promise<boolean>;
    /** CONFERENCE_MAX */
    maxConferenceSessions: number;
}

export interface CatchUp {
    /**
     * Learns from the store what this process was not told: what went on before it began, what other processes accept, pushes that are missing
     * here, who was deleted. Rejects when the store is away; what it has learned by then counts.
     */
    turn(isClosing?: () => boolean): Promise<void>;
    /** Sessions that are known of, and not as far as they could be. */
    readonly behind: number;
    /** Since when the store has told nothing of others, epoch ms; null: it does, or there are none. */
    readonly unheardSince: number | null;
}

export function createCatchUp({ presence, store, hasOthers, isDrained, maxConferenceSessions }: CatchUpParts): CatchUp {
    let heardAt: number | null = null;
    let sweptAt = -Infinity;
    let marksFrom = presence.rule.now - PATIENCE;
    let lookedForMissingAt = presence.rule.now;
    let isBegun = false;
    let unheardSince: number | null = hasOthers ? presence.rule.now : null;
    const confirmed = new WeakSet<LiveSession>();
    /** Up to which seq the store was asked in vain. */
    const asked = new WeakMap<LiveSession, number>();

    async function learnSessions(): Promise<void> {
        if (isBegun && !hasOthers) return;
        const { now, pushInterval } = presence.rule;
        const isSweep = heardAt === null || now - sweptAt >= SWEEP;
        const isWhole = isBegun || await isDrained();
        const from = isSweep ? now - longestSilenceMs({ pushInterval }) - SWEEP : (heardAt ?? now) - LOOK_BACK;
        for (const session of await store.sessions.seenSince(from, presence.maxSessions)) {
            const known = presence.sessions.get(session.sessionId);
            const isKnown = known?.document?.sentAt === session.sentAt && known.lastSeenAt >= session.lastSeenAt && known.lastSeq >= session.lastSeq;
            if (isKnown) continue;
            presence.takeStored(session);
            const taken = presence.sessions.get(session.sessionId);
            // no read answers one that is marked
            if (taken !== undefined) confirmed.add(taken);
        }
        heardAt = now;
        if (isSweep) sweptAt = now;
        isBegun = isWhole;
    }

    async function learnMarks(): Promise<void> {
        if (hasOthers) {
            const { now } = presence.rule;
            presence.marks.add(await store.erasures.listMarked(marksFrom, MOST_MARKS));
            marksFrom = now - PATIENCE;
        }
        const unconfirmed = [...presence.sessions.values()].filter((session) => !confirmed.has(session)).slice(0, MOST_MARKS);
        if (unconfirmed.length === 0) return;
        const marked = await store.erasures.findMarked(unconfirmed.map(({ sessionId, document }) => document ?? { sessionId }));
        presence.marks.add([...marked].map((id) => ({ id, at: presence.rule.now })));
        // a post may come later, and say whose it is
        for (const session of unconfirmed) if (session.document !== null) confirmed.add(session);
    }

    /** Sessions of which pushes were accepted here, and posts elsewhere. */
    async function learnUnknown(): Promise<void> {
        const unknown = [...presence.sessions.values()].filter(({ document }) => document === null).slice(-MOST_UNKNOWN);
        for (const { sessionId } of unknown) {
            const stored = await store.sessions.find(sessionId);
            if (stored !== null) presence.takeStored(stored);
        }
    }

    /** Who was there before: by their first session conferences without a meetingId are known. */
    async function learnRooms(isClosing: () => boolean): Promise<void> {
        const rule = presence.rule;
        const open = [...presence.rooms.values()].flatMap((room): [LiveRoom, LiveSession][] => {
            const session = room.needsHistory(rule);
            return session === undefined ? [] : [[room, session]];
        });
        for (const [room, { document }] of open.slice(0, MOST_ROOMS)) {
            if (document === null || isClosing()) continue;
            const around = await findNeighbourhood(document, { reads: store.sessions, rule, maxSessions: maxConferenceSessions });
            for (const { stays } of around.conferences) for (const { session } of stays) presence.takeStored({ ...session, analysis: null });
            room.askedFor.add(document.meetingConferenceId ?? '');
            for (const session of room.sessions.values()) presence.touch(session);
        }
    }

    /** What was nowhere to be found may have been stored since, by an instance that had lost the database: then all is read anew. */
    async function learnMissing(): Promise<void> {
        const { now } = presence.rule;
        if (now - lookedForMissingAt < SWEEP) return;
        lookedForMissingAt = now;
        const missing = [...presence.sessions.values()].filter(({ presence: is, hasMissing }) => is !== null && hasMissing).slice(-MOST_MISSING);
        if (missing.length === 0) return;
        const counts = await store.pushes.count(missing.map(({ sessionId }) => sessionId));
        for (const session of missing) if ((counts.get(session.sessionId)?.pushes ?? 0) > session.pushesRead) session.asksStore = true;
    }

    function behind(): LiveSession[] {
        const rule = presence.rule;
        const isAsked = (session: LiveSession) => !session.asksStore && session.waitsSince === null && asked.get(session) === session.lastSeq
            && rule.now - session.lastSeenAt >= STORED_WITHIN;
        return [...presence.sessions.values()].filter((session) =>
            session.isBehind && session.document !== null && !isAsked(session) && session.end(rule).endedAt === null);
    }

    async function learnPushes(isClosing: () => boolean): Promise<void> {
        const open = behind();
        for (let begin = 0; begin < open.length && !isClosing(); begin += SESSIONS) await readSome(open.slice(begin, begin + SESSIONS), isClosing);
    }

    async function readSome(some: readonly LiveSession[], isClosing: () => boolean): Promise<void> {
        for (const session of some) if (session.asksStore) session.readAnew();
        const places = new Map(some.map(({ sessionId, readTo }) => [sessionId, readTo]));
        for (let isDone = false; !isDone && !isClosing();) {
            const pushes = await store.pushes.listEach([...places].map(([sessionId, after]) => ({ sessionId, after })), PUSHES);
            const rule = presence.rule;
            for (const push of pushes) {
                presence.sessions.get(push.sessionId)?.readStored(push, rule, PATIENCE);
                places.set(push.sessionId, push.seq);
            }
            isDone = pushes.length < PUSHES;
            await new Promise((resolve) => setImmediate(resolve));
        }
        const { now, thresholds } = presence.rule;
        for (const session of some) {
            asked.set(session, session.lastSeq);
            session.readOn(thresholds, session.waitsSince !== null && now - session.waitsSince >= PATIENCE);
            presence.touch(session);
        }
    }

    return {
        get behind() { return behind().length; },
        get unheardSince() { return unheardSince; },
        async turn(isClosing = () => false) {
            const { now } = presence.rule;
            try {
                await learnSessions();
                await learnMarks();
                await learnUnknown();
                await learnRooms(isClosing);
                await learnMissing();
                await learnPushes(isClosing);
                unheardSince = null;
            } catch (error) {
                if (hasOthers) unheardSince ??= heardAt ?? now;
                throw error;
            }
        }
    };
}
