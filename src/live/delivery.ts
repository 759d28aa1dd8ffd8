import type { EventStream } from './event-stream.js';

/** Who is told things over one open connection. Neither function throws; once the connection has ended they do nothing. */
export type Listener = Pick<EventStream, 'send' | 'end'>;

/** ms that sending may take at a stretch before requests get their turn. */
const SLICE_MS = 5;
/** Between two looks at the clock, each of which costs about as much as a send. */
const STEPS_BETWEEN_LOOKS = 16;

/** Of one crowd a later recipient has a higher number. */
export interface Recipient { readonly listener: Listener; readonly number: number }

/** In the order in which they came; may change while something is being delivered. */
export interface Crowd { readonly listening: ReadonlySet<Recipient> }

interface Parcel {
    /** A count is outdated by the next one, a message is not. */
    kind: 'count' | 'message';
    frame: string;
    /** Number of the last recipient who is to get it: who comes later hears what is newer. */
    upTo: number;
}

/** A parcel of which somebody has been sent something: the one Buffer for all, and who is still to get it. */
interface OpenParcel extends Parcel { bytes?: Buffer; rest?: Iterator<Recipient> }

/** Brings frames to crowds of any size, a slice at a time, so that the event loop is never held up for long. */
export interface Delivery {
    /** Parcels of one crowd arrive in their order, each once. */
    deliver(crowd: Crowd, parcel: Parcel): void;
    /** Messages under way. */
    readonly messages: number;
    close(): void;
}

/** `clock`: ms, never going back. */
export function createDelivery(clock: () => number): Delivery {
    const outboxes = new Map<Crowd, OpenParcel[]>();
    let next: NodeJS.Immediate | undefined;
    let messages = 0;

    /** Sends until the outbox is empty, or until it is time for others: false. */
    function empty(crowd: Crowd, outbox: OpenParcel[], isTimeUp: () => boolean): boolean {
        for (let parcel = outbox[0]; parcel !== undefined; parcel = outbox[0]) {
            const rest = parcel.rest ??= crowd.listening.values();
            for (let step = rest.next(); step.done !== true && step.value.number <= parcel.upTo; step = rest.next()) {
                step.value.listener.send(parcel.bytes ??= Buffer.from(parcel.frame));
                if (isTimeUp()) return false;
            }
            outbox.shift();
            if (parcel.kind === 'message') messages -= 1;
            if (isTimeUp()) return outbox.length === 0;
        }
        return true;
    }

    function sendSlice(): void {
        next = undefined;
        const end = clock() + SLICE_MS;
        let steps = 0;
        let timeIsUp = false;
        const isTimeUp = (): boolean => timeIsUp ||= (steps += 1) % STEPS_BETWEEN_LOOKS === 0 && clock() >= end;
        for (const [crowd, outbox] of outboxes) {
            outboxes.delete(crowd);
            // unfinished, it waits behind the others, so that a huge crowd holds no small one up
            if (!empty(crowd, outbox, isTimeUp)) outboxes.set(crowd, outbox);
            if (timeIsUp) break;
        }
        if (outboxes.size > 0) schedule();
    }

    function schedule(): void {
        next ??= setImmediate(sendSlice);
    }

    return {
        deliver(crowd, parcel) {
            const outbox = outboxes.get(crowd) ?? [];
            const last = outbox.at(-1);
            if (parcel.kind === 'count' && last?.kind === 'count' && last.rest === undefined) outbox.pop();
            outbox.push({ ...parcel });
            if (parcel.kind === 'message') messages += 1;
            outboxes.set(crowd, outbox);
            schedule();
        },
        get messages() {
            return messages;
        },
        close() {
            clearImmediate(next);
            outboxes.clear();
            messages = 0;
        }
    };
}
