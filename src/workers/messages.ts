import type { Arrivals, Trouble } from '../../schemas/setup.js';
import type { Config } from '../config.js';
import type { ErrorCode } from '../errors.js';
import type { Secrets } from '../secrets.js';
import type { MessageSignal } from '../store/audience.js';
import type { SpoolDepth } from '../spool/spool.js';

/** What a worker may ask the others. */
export interface Questions {
    /** How many batches are still on their way to the store, after so many ms at the most? */
    pending: { asked: number; answer: number };
    readiness: { asked: null; answer: WorkerReadiness };
    /** What came, and what was refused? */
    arrivals: { asked: null; answer: ToldArrivals };
    /** Remove refused records of deleted sessions. How many were there? */
    eraseRejected: { asked: null; answer: number };
    /** Tell this to those who listen to its namespace at your place. */
    audienceMessage: { asked: Omit<MessageSignal, 'kind'>; answer: undefined };
}

/** What is counted by all workers together. */
export type RateLimitName = 'RATE_LIMIT' | 'SORA_RATE_LIMIT' | 'LOGIN_ATTEMPTS';

/** What came since a worker's start, and what kept data out. */
export interface ToldArrivals { arrivals: Arrivals; troubles: Trouble[] }

/** How one worker is. */
export interface WorkerReadiness {
    /** Why it takes no push now; empty: it does. */
    refusals: ErrorCode[];
    isStoreAway: boolean;
    spool: SpoolDepth;
}

export type Question = keyof Questions;

/** What a worker is told once, before anything else. */
export interface Assignment {
    /** From 1 on; a worker that takes the place of one that died has its number. */
    number: number;
    /** How many workers there are. */
    count: number;
    /** With this worker's share of what is limited for all of them. */
    config: Config;
    secrets: Secrets;
}

/** What a primary process tells its workers, as JSON. Workers are named by their numbers. */
export type ToWorker =
    | { kind: 'begin'; assignment: Assignment }
    | { kind: 'stop' }
    | { kind: 'question'; id: number; from: number; question: Question; asked: unknown }
    | { kind: 'answer'; id: number; from: number; answer: unknown }
    /** `from` will not answer this. */
    | { kind: 'silence'; id: number; from: number }
    /** `worker` has ended: it will not answer anything any more. */
    | { kind: 'gone'; worker: number }
    | { kind: 'hits'; id: number; hits: number };

/** What a worker tells its primary process. */
export type ToPrimary =
    /** It can be told to begin. What is sent to a worker before is lost. */
    | { kind: 'here' }
    | { kind: 'listening'; port: number }
    /** It cannot start; in words for whoever starts it. */
    | { kind: 'fault'; message: string }
    /** To all others. */
    | { kind: 'question'; id: number; question: Question; asked: unknown }
    | { kind: 'answer'; id: number; to: number; answer: unknown }
    /** May it let more requests of this address in? See shared-hits.ts. */
    | { kind: 'hits'; id: number; limit: RateLimitName; key: string };

/** One end of the way between a primary process and a worker. What is sent to someone who is gone is lost. */
export interface Channel<In, Out> {
    send(message: Out): void;
    onMessage(listener: (message: In) => void): void;
}
