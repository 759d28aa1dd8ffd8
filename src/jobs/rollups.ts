import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { SESSION_METRIC_NAMES } from '../../schemas/session-metrics.js';
import { COUNTS_ONLY, SETUP, TABLES } from '../analysis/rollups/dimensions.js';
import { rollUpDay } from '../analysis/rollups/roll-up-day.js';
import { createHourRollup, type RollupBounds } from '../analysis/rollups/roll-up-hour.js';
import type { Log } from '../log.js';
import type { SetTimer } from '../set-timer.js';
import type { ConferenceDocument, ConferencePosition } from '../store/conferences.js';
import { DAY_MS, HOUR_MS, type DuePeriod, type PeriodRange, type RollupRow } from '../store/rollups.js';
import type { Store } from '../store/store.js';
import { createPeriodicJob, type Job } from './periodic-job.js';
import { rollupsSince } from './rollup-retention.js';

/** How soon hours that are due are looked for, ms. */
const PAUSE_MS = 2000;
/** Whoever has claimed a period and is not done with it after so long is no more, ms. */
const LEASE_MS = 120_000;
/** Sessions of an hour that are read at once: some milliseconds of work, then others have their turn. */
const SLICE = 50;
/** An hour that has been made rests so long, and so much longer for each session, ms: one that is busy is not made all the time. */
const REST_MS = 10_000;
const REST_PER_SESSION_MS = 10;
/** A day rests so long, ms: as long as it is due, reads take its hours. */
const DAY_REST_MS = 600_000;
/** Within it sessions of an hour may be removed while it is made, ms. */
const RETENTION_MARGIN_MS = HOUR_MS;

interface Options {
    store: Pick<Store, 'rollups' | 'conferences'>;
    bounds: RollupBounds;
    /** RETENTION_DAYS and ROLLUP_DAYS; 0 = for ever. */
    retentionDays: number;
    rollupDays: number;
    log: Log;
    /** Epoch ms, as Date.now. */
    now?: () => number;
    setTimer?: SetTimer;
}

export interface RollupJob extends Pick<Job, 'start' | 'close'> {
    /**
     * Makes the hours that begin in [from, to) and are due, those that rest as well if they are small, or waits for those that this process
     * is at already, `withinMs` at most. Answers how many are due then.
     */
    refresh(range: Span, withinMs: number): Promise<number>;
}

/**
 * Keeps the rows of hours, and of the days that they make up, as the sessions are that are stored. Any number of instances share the work: a
 * period is claimed before it is made. An hour of which sessions may have been removed already (RETENTION_DAYS) stays as it is.
 */
export function createRollupJob(options: Options): RollupJob {
    const { store: { rollups, conferences }, bounds, retentionDays, rollupDays, log, now = Date.now, setTimer } = options;
    const sessionsSince = () => retentionDays === 0 ? -Infinity : now() - retentionDays * DAY_MS;
    const isFrozen = ({ level, at }: DuePeriod): boolean =>
        at < rollupsSince(now(), rollupDays) || level === 'hour' && at < sessionsSince() + RETENTION_MARGIN_MS;

    async function rollUpHour(hour: DuePeriod): Promise<void> {
        const rollup = createHourRollup(bounds);
        let count = 0;
        for (let after: string | number | null = null, more = true; more;) {
            const page = await rollups.sessionsOf(hour.at, after, SLICE);
            for (const session of page.sessions) rollup.add(session);
            count += page.sessions.length;
            ({ after } = page);
            more = after !== null;
            await nextTurn();
        }
        for (let after: ConferencePosition | null = null, more = true; more;) {
            const page: ConferenceDocument[] = await conferences.listBegun(hour.at, hour.at + HOUR_MS, after, SLICE);
            for (const conference of page) if (conference.endedAt !== null) rollup.addConference(conference);
            after = page.at(-1) ?? null;
            more = page.length === SLICE;
            await nextTurn();
        }
        const rows: RollupRow[] = [];
        for (const row of rollup.build()) {
            rows.push(row);
            await nextTurn();
        }
        await rollups.finish(hour, rows, now() + REST_MS + count * REST_PER_SESSION_MS);
    }

    async function rollUpWholeDay(day: DuePeriod): Promise<void> {
        const rows: RollupRow[] = [];
        const hours: PeriodRange = { level: 'hour', from: day.at, to: day.at + DAY_MS };
        for (const table of TABLES) {
            for (const metric of COUNTS_ONLY.includes(table) ? [null] : [null, SETUP, ...SESSION_METRIC_NAMES]) {
                const row = rollUpDay({ table, metric }, await rollups.list({ table, metric }, [hours]));
                if (row !== null) rows.push(row);
                await nextTurn();
            }
        }
        await rollups.finish(day, rows, now() + DAY_REST_MS);
    }

    /** What this process is at. */
    const making = new Map<DuePeriod, Promise<void>>();
    const refreshing = new Set<Promise<unknown>>();

    async function make(period: DuePeriod): Promise<void> {
        if (isFrozen(period)) await rollups.drop(period);
        else if (period.level === 'hour') await rollUpHour(period);
        else await rollUpWholeDay(period);
    }

    /** @param until - of those that rest: until when, epoch ms */
    async function makeAllThatAreDue(range: PeriodRange, until: () => number, isOver: () => boolean): Promise<void> {
        let fault: unknown;
        while (!isOver()) {
            const period = await rollups.claim({ ...range, now: until(), leaseMs: LEASE_MS });
            if (period === null) break;
            // the others first: this one is left alone until its lease is over
            const made = make(period).catch((error: unknown) => void (fault ??= error)).finally(() => making.delete(period));
            making.set(period, made);
            await made;
        }
        if (fault !== undefined) throw fault;
    }

    let closed = false;
    const job = createPeriodicJob({
        async work(isClosing) {
            await makeAllThatAreDue({ level: 'hour', ...EVER }, now, isClosing);
            await makeAllThatAreDue({ level: 'day', ...EVER }, now, isClosing);
        },
        pauseMs: PAUSE_MS, log, ...setTimer && { setTimer },
        trouble: 'The rollups could not be brought up to date; it is tried again and again'
    });
    return {
        start: job.start,
        async refresh(range, withinMs) {
            const hours: PeriodRange = { ...range, level: 'hour' };
            const tooLate = Date.now() + withinMs;
            if ((await rollups.due(hours)).length === 0) return 0;
            const work = makeAllThatAreDue(hours, () => now() + REST_MS, () => closed || Date.now() >= tooLate)
                .then(() => Promise.all([...making].filter(([{ level, at }]) => level === 'hour' && isIn(at, range)).map(([, made]) => made)))
                // it stays due; the job tries again, and tells
                .catch(() => undefined);
            refreshing.add(work);
            await Promise.race([work, delay(withinMs, undefined, { ref: false })]).finally(() => refreshing.delete(work));
            return (await rollups.due(hours)).length;
        },
        async close() {
            closed = true;
            await Promise.all([job.close(), Promise.allSettled(refreshing), Promise.allSettled(making.values())]);
        }
    };
}

/** Of beginnings of periods: since when and until when. */
type Span = Omit<PeriodRange, 'level'>;
const EVER: Span = { from: -Infinity, to: Infinity };
const isIn = (at: number, { from, to }: Span): boolean => at >= from && at < to;
