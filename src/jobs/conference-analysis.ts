import { reassembleConferences } from '../analysis/reassemble-conferences.js';
import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { RoomClaim } from '../store/conferences.js';
import type { Store } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import { eachAtOnce } from './each-at-once.js';
import { createPeriodicJob, type Job } from './periodic-job.js';

/** How soon after it began a conference is listed, ms; and how much comes together meanwhile of one that many leave at once. */
const PAUSE_MS = 2000;
/** Whoever has claimed a room and is not done with it after so long is no more, ms. */
const LEASE_MS = 30_000;
/** Sessions that are claimed at a time, with their rooms. */
const CLAIMED = 1000;
/** Rooms at a time: each mostly waits for the store. */
const AT_ONCE = 4;

interface Options {
    store: Pick<Store, 'sessions' | 'conferences'>;
    /** ms between two pushes of a session */
    pushInterval: number;
    /** CONFERENCE_MAX */
    maxSessions: number;
    thresholds: Thresholds;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

export interface ConferenceAnalysis extends Job {
    /** How many rooms were due, but somebody else's, when this was last done. */
    held(): number;
}

/**
 * Puts conferences together anew when something of their sessions has changed. Any number of instances share the work: a room, all
 * conferences of one name, is claimed before it is looked at, and so are all of its sessions that are due by then.
 */
export function createConferenceAnalysis(options: Options): ConferenceAnalysis {
    const { store: { sessions, conferences }, pushInterval, maxSessions, thresholds, log, now = Date.now, setTimer } = options;
    let held = 0;

    async function reassemble(room: RoomClaim): Promise<void> {
        const claims = [room];
        const change = await reassembleConferences(room, {
            sessions, conferences, maxSessions, thresholds,
            rule: { now: now(), pushInterval, untilAnalysed: true },
            async claimAlso(conferenceKey) {
                const claim = await conferences.claimRoom(conferenceKey, now(), LEASE_MS);
                if (claim !== null) claims.push(claim);
                return claim;
            }
        });
        const isDone = change !== null && await conferences.replace(claims, change);
        if (!isDone) held += 1;
        await conferences.release(claims, isDone);
    }

    async function reassembleAllThatAreDue(isClosing: () => boolean): Promise<void> {
        for (let more = true; more && !isClosing();) {
            const claimed = await conferences.claim(now(), LEASE_MS, CLAIMED);
            held = claimed.held;
            // a room that failed is not released: it is tried again after the lease
            await eachAtOnce(claimed.claims, AT_ONCE, (room) => isClosing() ? conferences.release([room], false) : reassemble(room));
            more = claimed.claims.reduce((sum, { due }) => sum + due.length, 0) >= CLAIMED;
        }
    }

    const job = createPeriodicJob({
        work: reassembleAllThatAreDue, pauseMs: PAUSE_MS, log, ...setTimer && { setTimer },
        trouble: 'Conferences could not be put together; it is tried again and again'
    });
    return { ...job, held: () => held };
}
