import type { PushReads, SessionDocument } from '../../store/store.js';
import type { Thresholds } from '../../thresholds.js';
import { createRunningSession, type RunningSession } from './running-session.js';

export interface RunningSessionsParts {
    pushes: PushReads;
    thresholds: Thresholds;
    /** TIMELINE_MAX */
    timelineMax: number;
    /** TIMELINE_SESSIONS: sessions that are followed at once. */
    maxSessions: number;
}

/** Sessions that have not been analysed, read as far as they are stored. */
export interface RunningSessions {
    /** By sessionId; without those that are more than `maxSessions`. */
    read(sessions: readonly SessionDocument[]): Promise<ReadonlyMap<string, RunningSession>>;
}

/** Pushes read without a break: some milliseconds of work. */
const PUSHES = 100;
/** What nobody has asked for so long is forgotten, ms: a page asks every 10 s. */
const FORGOTTEN_AFTER = 60_000;

/**
 * Reads of each session once, and from then on only what is new, as long as somebody asks: the page of a conference that goes on does so
 * every few seconds. A push that came out of order makes its session be read anew.
 */
export function createRunningSessions({ pushes, thresholds, timelineMax, maxSessions }: RunningSessionsParts): RunningSessions {
    // those asked for last are last
    const known = new Map<string, RunningSession>();
    let forgetting: NodeJS.Timeout | undefined;
    let turn: Promise<unknown> = Promise.resolve();

    const remember = (sessionId: string, session: RunningSession) => {
        known.delete(sessionId);
        known.set(sessionId, session);
        const [oldest] = known.keys();
        if (known.size > maxSessions && oldest !== undefined) known.delete(oldest);
    };

    async function readOn(sessions: ReadonlyMap<string, RunningSession>): Promise<void> {
        for (let last = PUSHES; last === PUSHES;) {
            const places = [...sessions].map(([sessionId, { lastSeq }]) => ({ sessionId, after: lastSeq }));
            const found = await pushes.listEach(places, PUSHES);
            for (const push of found) sessions.get(push.sessionId)?.add(push);
            last = found.length;
        }
    }

    async function readAll(sessions: readonly SessionDocument[]): Promise<Map<string, RunningSession>> {
        const asked = sessions.slice(0, maxSessions);
        const begin = (session: SessionDocument): [string, RunningSession] =>
            [session.sessionId, createRunningSession(session, thresholds, timelineMax)];
        const reading = new Map(asked.map((session): [string, RunningSession] => {
            const running = known.get(session.sessionId);
            return running === undefined ? begin(session) : [session.sessionId, running];
        }));
        await readOn(reading);
        const counts = await pushes.count([...reading.keys()]);
        const hasMissed = ({ sessionId }: SessionDocument) => (reading.get(sessionId)?.pushes ?? 0) < (counts.get(sessionId)?.pushes ?? 0);
        const anew = new Map(asked.filter(hasMissed).map(begin));
        if (anew.size > 0) await readOn(anew);
        for (const [sessionId, session] of anew) reading.set(sessionId, session);
        for (const [sessionId, session] of reading) remember(sessionId, session);
        return reading;
    }

    return {
        read(sessions) {
            if (sessions.length === 0) return Promise.resolve(new Map());
            clearTimeout(forgetting);
            forgetting = setTimeout(() => { known.clear(); }, FORGOTTEN_AFTER);
            forgetting.unref();
            // one after the other: two must not add to one session
            const result = turn.then(() => readAll(sessions));
            turn = result.catch(() => { known.clear(); });
            return result;
        }
    };
}
