import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import { sessionEnd, silenceMs } from '../analysis/session-end.js';
import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { DueSession, SessionDocument, Store } from '../store/store.js';
import { eachAtOnce } from './each-at-once.js';
import { createPeriodicJob, type Job } from './periodic-job.js';

/** How soon after its end a session is looked at, ms. */
const PAUSE_MS = 2000;
/** Whoever has claimed a session and is not done with it after so long is no more, ms. */
const LEASE_MS = 120_000;
/** Claimed at a time: so many wait for LEASE_MS should this process be killed. */
const CLAIMED = 20;
/** Sessions at a time: each mostly waits for the store. */
const AT_ONCE = 4;

interface Options {
    store: Pick<Store, 'sessions' | 'analyses'>;
    /** What the pushes of a session that has ended say. */
    analyse: (session: SessionDocument, end: Pick<SessionAnalysis, 'endedAt' | 'endReason'>) => Promise<SessionAnalysis>;
    /** ms between two pushes of a session */
    pushInterval: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

/**
 * Analyses each session once when it has ended, and again if more of it comes. Any number of instances share the work: a session is
 * claimed before it is looked at, and a result of which the session has changed meanwhile does not count.
 */
export function createSessionAnalysis({ store: { sessions, analyses }, analyse, pushInterval, log, now = Date.now, setTimer }: Options): Job {
    async function look(due: DueSession): Promise<void> {
        const session = await sessions.find(due.sessionId);
        // removed since
        if (session === null) return;
        const rule = { now: now(), pushInterval };
        const { endedAt, endReason } = sessionEnd(session, rule);
        if (endedAt === null || endReason === null) await analyses.postpone(due, silenceMs(rule, session.client) - silenceMs(rule));
        else await analyses.finish(due, await analyse(session, { endedAt, endReason }));
    }

    async function lookAtAllThatAreDue(isClosing: () => boolean): Promise<void> {
        for (let more = true; more && !isClosing();) {
            const claimed = await analyses.claim(now() - silenceMs({ pushInterval }), LEASE_MS, CLAIMED);
            await eachAtOnce(claimed, AT_ONCE, async (due) => {
                if (!isClosing()) await look(due);
            });
            more = claimed.length === CLAIMED;
        }
    }

    return createPeriodicJob({
        work: lookAtAllThatAreDue, pauseMs: PAUSE_MS, log, ...setTimer && { setTimer },
        trouble: 'Sessions that have ended could not be analysed; it is tried again and again'
    });
}
