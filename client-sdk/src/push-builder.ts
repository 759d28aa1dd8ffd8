import type { ConnectionState } from '../../schemas/connection-state.js';
import type { CallEvent, CallEventData, CallEventType } from '../../schemas/event.js';
import type { Delta, EndReason, Push } from '../../schemas/push.js';
import { diffState } from './diff-state.js';

/** Every so many pushes one begins with a keyframe, so that a gap ends. */
const KEYFRAME_EVERY = 20;
/** A big conference comes and goes in bursts; of one burst the last count says it all. */
const BURST_MS = 1000;

export interface PushBuilder {
    addState(at: number, state: ConnectionState): void;
    addEvent(at: number, type: CallEventType, data?: CallEventData): void;
    /** A push with what came since the last one, as JSON without token and sentAt: from here on it does not change. */
    seal(end?: EndReason): string;
    /** The next delta must stand alone: something before it will never arrive. */
    requireKeyframe(): void;
}

/** Turns the states and events of a session into its numbered pushes. `onFull`: time to seal one. */
export function createPushBuilder(limits: { maxDeltas: number; maxEvents: number }, onFull: () => void): PushBuilder {
    let seq = 0;
    let keyframeDue = true;
    let state: ConnectionState = {};
    let deltas: Delta[] = [];
    let events: CallEvent[] = [];
    return {
        addState(at, next) {
            const patch = keyframeDue ? next : diffState(state, next);
            // A new address comes with the whole pair, and so with what says whose it is: the service keeps a bridge's or relay's whole,
            // and a participant's only as IP_PRIVACY allows (src/ingest/addresses.ts).
            if (patch?.transport?.ip) Object.assign(patch.transport, next.transport);
            deltas.push({ at, ...keyframeDue && { keyframe: true }, ...patch && { patch } });
            keyframeDue = false;
            state = next;
            if (deltas.length >= limits.maxDeltas) onFull();
        },
        addEvent(at, type, data) {
            const last = events[events.length - 1];
            if (data?.count !== undefined && last?.type === type && at - last.at < BURST_MS) last.data = data;
            else events.push({ at, type, ...data && { data } });
            if (events.length >= limits.maxEvents) onFull();
        },
        seal(end) {
            const push: Push = { seq: seq++, deltas, events, ...end && { end } };
            keyframeDue ||= seq % KEYFRAME_EVERY === 0;
            deltas = [];
            events = [];
            return JSON.stringify(push);
        },
        requireKeyframe() {
            keyframeDue = true;
        }
    };
}
