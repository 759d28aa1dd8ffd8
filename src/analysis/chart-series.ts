import type { ConferenceSeriesReply, SessionSeriesReply } from '../../schemas/series.js';
import type { Gap } from '../../schemas/session.js';
import type { PushReads } from '../store/store.js';
import type { Conference } from './assemble-conferences.js';
import { chooseStep, leastStep } from './choose-step.js';
import type { Stay } from './gathering.js';
import type { Metric } from './metrics.js';
import { readSamples } from './read-series.js';
import { createStepColumns, type Grid, type StepColumns } from './step-columns.js';

/** What is asked for. Times in epoch ms. */
export interface SeriesQuery {
    metrics: readonly Metric[];
    /** ms; chosen so that the answer is small when absent. */
    step?: number;
    /** The whole stay, or conference, when absent. */
    from?: number;
    to?: number;
}

/** The step asked for would give an answer of more values than may be. */
export class StepTooShortError extends Error {
    /** @param least - the shortest that does, ms */
    constructor(readonly least: number) {
        super(`step must be at least ${String(least)} for so much`);
    }
}

interface Parts { pushes: PushReads; now: number; maxValues: number }

/** Values of an answer whose step nobody asked for: some hundred kB. */
const MODERATE_VALUES = 60_000;
/** mean, min and max */
const COLUMNS = 3;

/** @throws {StepTooShortError} */
export async function readSessionSeries(stay: Stay, query: SeriesQuery, parts: Parts): Promise<SessionSeriesReply> {
    const grid = gridOf([stay], stay.session.startedAt, query, parts);
    const { sessionId } = stay.session;
    return { sessionId, ...grid, ...await readColumns(stay, query, grid, parts) };
}

/** @throws {StepTooShortError} */
export async function readConferenceSeries(conference: Conference, query: SeriesQuery, parts: Parts): Promise<ConferenceSeriesReply> {
    const { conferenceId, startedAt, stays } = conference;
    const grid = gridOf(stays, startedAt, query, parts);
    const sessions: ConferenceSeriesReply['sessions'] = [];
    // one after the other: each holds its pushes in memory while it is read
    for (const stay of stays) sessions.push({ sessionId: stay.session.sessionId, ...await readColumns(stay, query, grid, parts) });
    return { conferenceId, ...grid, sessions };
}

function gridOf(stays: readonly Stay[], startedAt: number, query: SeriesQuery, { now, maxValues }: Parts): Grid {
    const ends = stays.map(({ endedAt }) => endedAt ?? now);
    const from = query.from ?? startedAt;
    // the last sample may be of the very moment of the end
    const to = query.to ?? ends.reduce((latest, end) => Math.max(latest, end), from) + 1;
    const lengths = stays.map(({ session }, index) => Math.max(0, Math.min(to, ends[index] as number) - Math.max(from, session.startedAt)));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    const columns = query.metrics.length * COLUMNS;
    const least = leastStep(total, columns, maxValues);
    if (query.step !== undefined && query.step < least) throw new StepTooShortError(least);
    const step = query.step ?? Math.max(least, chooseStep(total, columns, MODERATE_VALUES));
    // round steps begin at round times, so that charts of several answers fit each other
    return { from: Math.floor(from / step) * step, to, step };
}

async function readColumns({ session }: Stay, { metrics }: SeriesQuery, grid: Grid, { pushes }: Parts): Promise<StepColumns & { gaps: Gap[] }> {
    const columns = createStepColumns(metrics, grid);
    const series = readSamples(pushes, session);
    for await (const samples of series.pieces) for (const sample of samples) columns.add(sample);
    const gaps = series.gaps().filter((gap) => gap.to > grid.from && gap.from < grid.to);
    return { ...columns.columns(), gaps };
}
