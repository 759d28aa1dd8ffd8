import type { CallEvent } from '../../schemas/event.js';
import type { Gap, Sample } from '../../schemas/session.js';
import type { PushRecord } from '../store/store.js';
import { contextAfter, UNKNOWN_CONTEXT, type CallContext } from './call-context.js';
import { traitsOf } from './client-traits.js';
import type { Detector, SessionFacts } from './detectors/detector.js';
import { createFold } from './fold-deltas.js';
import { measure, type BestSeen } from './measure.js';
import { orderEvents } from './order-events.js';
import { createSampleClock } from './sample-clock.js';

/** Hears what happened in a session, and what was measured of it, in order of time. */
export type SessionListener = Pick<Detector, 'hear' | 'observe' | 'resume'> & {
    /** Every sample, also one that tells of no time of its own; before it is observed. */
    see?(sample: Sample): void;
};

/** What is known of a session so far. Times are epoch ms, corrected. */
export interface SessionSoFar {
    /** The last state, whole, and when it was; undefined before the first. */
    readonly sample: Sample | undefined;
    readonly context: CallContext;
    /** null: it has not joined yet. */
    readonly joinedAt: number | null;
    readonly setupMs: number | null;
    /** The last moment that was told of. */
    readonly lastAt: number;
    /** Of which nothing is known. An open one ends at the last moment that the pushes tell of. */
    gaps(): Gap[];
}

/** Reads a session push by push; its memory does not grow with them. */
export interface SessionFollower extends SessionSoFar {
    /** Pushes are to be added in the order of seq, each once. */
    add(push: PushRecord): void;
    /** Of which nothing is known, so far. */
    gaps(): Gap[];
}

/** Frame rates above this are a glitch of the counter: cameras of calls give 30. */
const MOST_FRAMES = 30;

export function followSession(session: SessionFacts, listeners: readonly SessionListener[]): SessionFollower {
    const { startedAt } = session;
    const traits = traitsOf(session.client);
    const fold = createFold(startedAt, traits);
    const clock = createSampleClock(session.joinedAt ?? startedAt, traits);
    let context = UNKNOWN_CONTEXT;
    let best: BestSeen = { framesPerSecondUpload: 0, framesPerSecondDownload: 0, frameHeightUpload: 0, encodeTime: Infinity, decodeTime: Infinity };
    let joinedAt: number | null = null;
    let setupMs: number | null = null;
    let lastAt = startedAt;
    let lastSample: Sample | undefined;
    let nextSeq = 0;
    let afterGap = false;

    const hear = (event: CallEvent) => {
        if (event.type === 'joined') {
            joinedAt ??= event.at;
            setupMs ??= event.data?.setupMs ?? null;
        }
        for (const listener of listeners) listener.hear?.(event, context);
        context = contextAfter(context, event);
        lastAt = Math.max(lastAt, event.at);
    };
    const observe = (sample: Sample) => {
        const { at, state } = sample;
        const { span, isResumed } = clock.next(at, afterGap);
        afterGap = false;
        lastAt = Math.max(lastAt, at);
        lastSample = sample;
        for (const listener of listeners) listener.see?.(sample);
        if (isResumed) for (const listener of listeners) listener.resume?.();
        if (span === undefined) return;
        const measures = measure(state, span.to - span.from, context, best);
        best = {
            framesPerSecondUpload: bestOf(best.framesPerSecondUpload, context.sharing ? 0 : measures.framesPerSecondUpload),
            framesPerSecondDownload: bestOf(best.framesPerSecondDownload, measures.framesPerSecondDownload),
            frameHeightUpload: Math.max(best.frameHeightUpload, context.sharing ? 0 : measures.frameHeightUpload ?? 0),
            encodeTime: Math.min(best.encodeTime, state.outbound?.video?.encodeTime ?? Infinity),
            decodeTime: Math.min(best.decodeTime, state.inbound?.video?.decodeTime ?? Infinity)
        };
        const observation = { from: span.from, to: span.to, state, measures, context, best };
        for (const listener of listeners) listener.observe?.(observation);
    };
    return {
        get sample() { return lastSample; },
        get context() { return context; },
        // a post may have told it since
        get joinedAt() { return session.joinedAt ?? joinedAt; },
        get setupMs() { return setupMs; },
        get lastAt() { return lastAt; },
        gaps: fold.gaps,
        add(push) {
            if (traits.countsPushes && push.seq !== nextSeq) afterGap = true;
            nextSeq = push.seq + 1;
            const events = orderEvents([push]);
            for (const sample of fold.add(push)) {
                while (events[0] !== undefined && events[0].at <= sample.at) hear(events.shift() as CallEvent);
                observe(sample);
            }
            events.forEach(hear);
        }
    };
}

const bestOf = (best: number, framesPerSecond: number | undefined): number => Math.max(best, Math.min(MOST_FRAMES, framesPerSecond ?? 0));
