import { setTimeout as delay } from 'node:timers/promises';
import fp from 'fastify-plugin';
import type { LiveKnowledge } from '../../schemas/live.js';
import type { Transition } from '../../schemas/live-transition.js';
import { createPeriodicJob } from '../jobs/periodic-job.js';
import { createCatchUp } from '../live/catch-up.js';
import { createHook } from '../live/hook.js';
import { createLiveReaders, type LiveReaders } from '../live/live-frames.js';
import type { RoomConference } from '../live/live-room.js';
import { createPresence, type PresenceChange } from '../live/presence.js';
import { createReadQueue } from '../live/read-queue.js';
import { userMarkOf } from '../store/erasures.js';

declare module 'fastify' {
    interface FastifyInstance { readonly live: Live }
}

export interface Live {
    /** The conferences that go on, with who is there, as of this moment. */
    readonly conferences: () => RoomConference[];
    readonly knowledge: () => LiveKnowledge;
    readonly readers: LiveReaders;
    /** Calls back when a conference, a stay or an issue begins or ends; several instances tell the same, with the same id. Answers its undo. */
    readonly onTransition: (listener: (transition: Transition) => void) => () => void;
    /** Calls back about once a second, if anything has changed. Answers its undo. */
    readonly onChange: (listener: (change: PresenceChange) => void) => () => void;
    /** Resolves when what went on before the start is known, or after `withinMs`. */
    readonly ready: (withinMs: number) => Promise<void>;
    /** Resolves when all that was accepted here is read, the store was asked, and all is told. */
    readonly turn: () => Promise<void>;
}

/** From one look at who is there to the next, ms: readers are told as often. */
const LOOK_MS = 1000;
/** From the end of one look at what others have stored to the next, ms. */
const FOLLOW_MS = 1000;

/** What is happening now, in memory: from what this process accepts, and from the store what others do, or did before it began. */
export const livePlugin = fp<{ now?: () => number }>(async (app, { now = Date.now }) => {
    const { config, store, drainer, leftSpools, log } = app;
    const presence = createPresence({ thresholds: app.thresholds, pushInterval: config.PUSH_INTERVAL, maxSessions: config.LIVE_MAX_SESSIONS, now });
    const queue = createReadQueue(presence.read);
    const catchUp = createCatchUp({
        presence, store, hasOthers: config.MONGODB_URI !== undefined, maxConferenceSessions: config.CONFERENCE_MAX,
        isDrained: async () => await drainer.settled(config.READ_WAIT) + await leftSpools.settled(config.READ_WAIT) === 0
    });
    const transitions = createHook<[Transition]>();
    const changes = createHook<[PresenceChange]>();
    const conferences = () => [...presence.conferences];
    const knowledge = (): LiveKnowledge => ({
        catchingUp: catchUp.behind, forgotten: presence.forgotten, unheardSince: catchUp.unheardSince
    });
    const readers = createLiveReaders({ conferences, knowledge, now });

    function look(): void {
        const { transitions: told, change } = presence.look();
        for (const transition of told) transitions.call(transition);
        readers.tell(change);
        if (change.sessions.length + change.conferences.length + change.left.length + change.ended.length > 0) changes.call(change);
    }

    const following = createPeriodicJob({
        work: (isClosing) => catchUp.turn(isClosing), pauseMs: FOLLOW_MS, log,
        trouble: 'The store does not tell what goes on elsewhere: what is accepted here is shown; it is tried again and again'
    });
    let timer: NodeJS.Timeout | undefined;
    let isReady: Promise<void> = Promise.resolve();

    app.decorate('live', {
        conferences, knowledge, readers,
        onTransition: transitions.listen,
        onChange: changes.listen,
        ready: (withinMs) => Promise.race([isReady, delay(withinMs, undefined, { ref: false })]),
        async turn() {
            queue.flush();
            await following.turn();
            look();
        }
    });
    app.ingest.onAccepted((record) => {
        presence.takeAccepted(record);
        if (record.kind === 'push') queue.add(record);
    });
    app.onErased((whose, at) => {
        presence.marks.add([{ id: 'userId' in whose ? userMarkOf(whose.userId) : whose.sessionId, at }]);
        look();
    });
    app.addHook('onReady', async () => {
        following.start();
        isReady = following.settled().then(look);
        timer = setInterval(look, LOOK_MS);
    });
    app.addHook('onClose', async () => {
        clearInterval(timer);
        queue.close();
        readers.close();
        await following.close();
    });
}, { name: 'live', dependencies: ['settings', 'store', 'drainer', 'left-spools', 'ingest', 'erasure'] });
