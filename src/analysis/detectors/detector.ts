import type { ConnectionState } from '../../../schemas/connection-state.js';
import type { CallEvent } from '../../../schemas/event.js';
import type { FoundIssue } from '../../../schemas/issue.js';
import type { SessionDocument } from '../../store/store.js';
import type { CallContext } from '../call-context.js';
import type { BestSeen, Measures } from '../measure.js';
import type { SessionEnd } from '../session-end.js';
import type { Thresholds } from '../../thresholds.js';

/** One sample, and the span that it tells of. Times are epoch ms. */
export interface Observation {
    from: number;
    to: number;
    state: ConnectionState;
    measures: Measures;
    context: CallContext;
    best: BestSeen;
}

/** What is known of a session beside its pushes. */
export type SessionFacts = Pick<SessionDocument, 'startedAt' | 'joinedAt' | 'tags' | 'observedBy' | 'client'>;

/** How the session ended, and the last moment that is known of it. */
export interface Ending extends SessionEnd { lastAt: number }

/** Looks for one kind of issue, from a session's first sample and event to its last, in order of time. Its memory does not grow with them. */
export interface Detector {
    observe?(observation: Observation): void;
    /** @param before - the context without this event */
    hear?(event: CallEvent, before: CallContext): void;
    /** The next sample comes after a gap or a silence. */
    resume?(): void;
    /**
     * Those that go on now, while the session does; their ends are where they were last seen. Changes nothing.
     * @param at - the last moment that is known of the session
     */
    current?(at: number): FoundIssue[];
    /** Those found; of an open end the end of the session. */
    finish(ending: Ending): FoundIssue[];
}

export interface DetectorParts { session: SessionFacts; thresholds: Thresholds }
export type DetectorFamily = (parts: DetectorParts) => Detector[];
