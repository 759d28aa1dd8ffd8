import type { CallEventData, CallEventType } from '../../schemas/event.js';
import type { EndReason } from '../../schemas/push.js';
import { watchCall } from './call-events.js';
import { watchDevices } from './device-changes.js';
import type { Undo } from './environment.js';
import { attempt, ignore } from './guard.js';
import type { JitsiConference } from './jitsi.js';
import { watchPage } from './page-lifecycle.js';
import { createObserver } from './observer.js';
import { createMediaReader } from './peer-connection.js';
import { createPushBuilder } from './push-builder.js';
import { createSampleQueue } from './sample-queue.js';
import { sampleLocalStats } from './sample.js';
import { sessionFields, type SessionSubject } from './session-fields.js';
import { createSessionIdentity } from './session-identity.js';
import { createSessionOutbox } from './session-outbox.js';
import { claimUnsent, type SessionFields } from './unsent.js';

export interface SessionParts extends SessionSubject {
    /** Nothing is measured any more: the stay is over, or the service does not want it. */
    onOver: () => void;
}

export interface Session {
    addEvent(type: CallEventType, data?: CallEventData): void;
    /** Ends it, if it has not ended. */
    end(reason: EndReason): void;
    /** Resolves when everything was delivered, or will never be. */
    delivered(): Promise<void>;
}

/** In which participants are counted by the service's audience (its src/plugins/conference-audience.ts). */
const namespaceOf = (fields?: SessionFields): string => [fields?.tenant, fields?.conferenceName].filter(Boolean).join('/');

/** More often would be more requests than data. */
const SHORTEST_INTERVAL_MS = 1000;

/** Recorders join as hidden participants. */
export const isHidden = (conference: JitsiConference): boolean => !!attempt(() => conference.isHidden?.());

/** Measures one stay of the participant in the conference, from now on until it ends. `joined`: the join is over already. */
export function startSession(parts: SessionParts, joined: boolean): Session {
    const { conference, environment, settings, onOver } = parts;
    const startedAt = environment.now();
    const builder = createPushBuilder(settings, push);
    const samples = createSampleQueue(environment, createMediaReader(conference), builder.addState);
    const undos: Undo[] = [];
    let joinedAt = joined ? startedAt : undefined;
    let fields: SessionFields | undefined;
    let pair: string | undefined;
    let isOver = false;
    let endReason: EndReason | undefined;
    let { pushInterval } = settings;
    let stopTimer: Undo | undefined;
    let releaseClaim: Undo | undefined;

    const identity = createSessionIdentity(environment);
    const outbox = createSessionOutbox(environment, settings, identity, {
        onPushInterval(ms) {
            const interval = Math.max(SHORTEST_INTERVAL_MS, ms);
            if (isOver || interval === pushInterval) return;
            pushInterval = interval;
            schedule();
        },
        onLoss: builder.requireKeyframe,
        onRejected: close
    });
    const observer = createObserver(parts, identity, () => fields);

    function push() {
        outbox.add(builder.seal(endReason));
    }

    /** What came until now goes into the push, complete or not. */
    function seal() {
        samples.flush();
        push();
    }

    function schedule() {
        stopTimer?.();
        stopTimer = environment.setTimer(() => {
            seal();
            schedule();
        }, pushInterval);
    }

    function addEvent(type: CallEventType, data?: CallEventData) {
        // only a rating comes after the end, and with the end again: it must not look as if the stay went on
        if (isOver && (type !== 'feedback' || !endReason)) return;
        builder.addEvent(environment.now(), type, data);
        if (isOver) seal();
    }

    function post() {
        fields = sessionFields(fields, parts, { startedAt, joinedAt });
        outbox.setPost(fields);
    }

    function flush() {
        if (!isOver) seal();
        outbox.flush();
        observer.flush(endReason && 'unobserved');
    }

    function claim() {
        identity.then((known) => {
            releaseClaim = claimUnsent(environment, known);
            if (!isOver) environment.sessionIds?.set(namespaceOf(fields), known.sessionId);
        }).catch(ignore);
    }

    /** Stops measuring. What is waiting is still delivered, also when the page leaves meanwhile. */
    function close() {
        if (isOver) return;
        isOver = true;
        environment.sessionIds?.delete(namespaceOf(fields));
        stopTimer?.();
        undos.forEach((undo) => { undo(); });
        void delivered().then(() => {
            stopWatchingPage();
            releaseClaim?.();
        });
        onOver();
    }

    async function delivered() {
        await Promise.all([outbox.settled(), observer.delivered()]);
    }

    function end(reason: EndReason) {
        if (isOver) return;
        endReason = reason;
        seal();
        close();
    }

    undos.push(
        watchCall(conference, {
            onStats(stats) {
                const context = { endpointId: conference.myUserId(), p2p: !!attempt(() => conference.isP2PActive?.()), pair };
                const sample = sampleLocalStats(stats, context);
                pair = sample.pair;
                samples.add(environment.now(), sample.state);
            },
            onEvent: addEvent,
            onJoined() {
                if (isHidden(conference)) {
                    outbox.discard();
                    return;
                }
                joinedAt = environment.now();
                addEvent('joined', { setupMs: joinedAt - startedAt });
                post();
            },
            onMoreKnown: post,
            onEnd: end
        }),
        watchDevices(environment, (kind) => { addEvent('deviceChanged', { kind }); }),
        samples.flush,
        observer.stop
    );
    const stopWatchingPage = watchPage(environment, (hidden) => {
        // a page that is left becomes hidden, too
        if (endReason && !isOver) return;
        addEvent('visibility', { hidden });
        if (hidden) flush();
    }, () => {
        endReason ??= 'closed';
        flush();
        // held, it would keep the page out of the back/forward cache
        releaseClaim?.();
    }, () => {
        if (isOver) return;
        // what comes now opens the session again
        endReason = undefined;
        claim();
        seal();
    });
    claim();
    if (joined) addEvent('joined');
    post();
    schedule();
    return { addEvent, end, delivered };
}
