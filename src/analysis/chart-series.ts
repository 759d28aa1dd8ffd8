import type { ConferenceSeriesReply, SeriesGap, SessionSeriesReply } from '../../schemas/series.js';
import type { PushReads } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import type { Conference } from './assemble-conferences.js';
import { limitsOf, type ChartMetric } from './chart-metrics.js';
import { chooseStep, leastStep } from './choose-step.js';
import { followSession } from './follow-session.js';
import type { Stay } from './gathering.js';
import { readPushes } from './read-series.js';
import { createStepColumns, type Grid, type StepColumns } from './step-columns.js';

/** What is asked for. */
export interface SeriesQuery {
    metrics: readonly ChartMetric[];
    /** ms; chosen so that the answer is small when absent. */
    step?: number;
    /** The steps of each session count from when it joined, or, where that is not known, began; not from the epoch. */
    sinceJoin: boolean;
    /** ms, since the epoch or the join. The whole stay, or conference, when absent. */
    from?: number;
    to?: number;
    /** With the least and the most of each step, where it has several values. */
    spread: boolean;
}

/** The step asked for would give an answer of more values than may be. */
export class StepTooShortError extends Error {
    /** @param least - the shortest that does, ms */
    constructor(readonly least: number) {
        super(`step must be at least ${String(least)} for so much`);
    }
}

interface Parts { pushes: PushReads; now: number; maxValues: number; thresholds: Thresholds }
type CommonGrid = Omit<Grid, 'origin'>;

/** Values of an answer whose step nobody asked for: some hundred kB. */
const MODERATE_VALUES = 60_000;
/** mean, min and max */
const COLUMNS = 3;

/** @throws {StepTooShortError} */
export async function readSessionSeries(stay: Stay, query: SeriesQuery, parts: Parts): Promise<SessionSeriesReply> {
    const grid = gridOf([stay], stay.session.startedAt, query, parts);
    return { sessionId: stay.session.sessionId, ...shown(grid, query, parts), ...await readColumns(stay, query, grid, parts) };
}

/** @throws {StepTooShortError} */
export async function readConferenceSeries(conference: Conference, query: SeriesQuery, parts: Parts): Promise<ConferenceSeriesReply> {
    const { conferenceId, startedAt, stays } = conference;
    const grid = gridOf(stays, startedAt, query, parts);
    const sessions: ConferenceSeriesReply['sessions'] = [];
    // one after the other: each holds its pushes in memory while it is read
    for (const stay of stays) sessions.push({ sessionId: stay.session.sessionId, ...await readColumns(stay, query, grid, parts) });
    return { conferenceId, ...shown(grid, query, parts), sessions };
}

const shown = ({ from, to, step }: CommonGrid, { metrics }: SeriesQuery, { thresholds }: Parts) =>
    ({ from, to, step, limits: limitsOf(metrics, thresholds) });

const originOf = ({ session }: Stay, { sinceJoin }: SeriesQuery): number => sinceJoin ? session.joinedAt ?? session.startedAt : 0;

function gridOf(stays: readonly Stay[], startedAt: number, query: SeriesQuery, { now, maxValues }: Parts): CommonGrid {
    const { metrics, sinceJoin, spread } = query;
    const spans = stays.map((stay) => {
        const origin = originOf(stay, query);
        return { from: stay.session.startedAt - origin, to: (stay.endedAt ?? now) - origin };
    });
    const from = query.from ?? (sinceJoin ? 0 : startedAt);
    // the last sample may be of the very moment of the end
    const to = query.to ?? spans.reduce((latest, span) => Math.max(latest, span.to), from) + 1;
    const total = spans.reduce((sum, span) => sum + Math.max(0, Math.min(to, span.to) - Math.max(from, span.from)), 0);
    const columns = metrics.reduce((sum, { column }) => sum + (spread && column === 'mean' ? COLUMNS : 1), 0);
    const least = leastStep(total, columns, maxValues);
    if (query.step !== undefined && query.step < least) throw new StepTooShortError(least);
    const step = query.step ?? Math.max(least, chooseStep(total, columns, MODERATE_VALUES));
    // round steps begin at round times, so that charts of several answers fit each other
    return { from: Math.floor(from / step) * step, to, step, spread };
}

async function readColumns(
    stay: Stay, query: SeriesQuery, grid: CommonGrid, { pushes }: Parts
): Promise<StepColumns & { origin: number; gaps: SeriesGap[] }> {
    const origin = originOf(stay, query);
    const columns = createStepColumns(query.metrics, { ...grid, origin });
    const follower = followSession(stay.session, [columns]);
    for await (const push of readPushes(pushes, stay.session.sessionId, -1)) follower.add(push);
    const gaps = follower.gaps().map((gap) => ({ from: gap.from - origin, to: gap.to - origin }))
        .filter((gap) => gap.to > grid.from && gap.from < grid.to);
    return { origin, ...columns.columns(), gaps };
}
