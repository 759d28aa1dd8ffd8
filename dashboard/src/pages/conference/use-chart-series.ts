import { useMemo } from 'preact/hooks';
import type { Column, ConferenceSeriesReply, SessionSeriesReply } from '../../../../schemas/series.js';
import { useRead, type Reading } from '../../api.js';
import type { ChartLine, Stretch } from '../../charts/chart-lines.js';
import type { ChartedMetric, ConferenceChart } from './chart-list.js';

/** Of whom charts are drawn. */
export interface ChartedSession { sessionId: string; label: string; colour: string; joinedAt: number | null }

export interface SeriesQuestion {
    conferenceId: string;
    /** The one whose values are shown alone, with the least and the most of each step; null: all. */
    only: string | null;
    /** How many the conference has. */
    sessions: number;
    metrics: readonly ChartedMetric[];
    stretch: Stretch;
    sinceJoin: boolean;
}

/** What both routes answer, as one. */
export interface ChartSeries extends Pick<ConferenceSeriesReply, 'from' | 'to' | 'step' | 'limits' | 'sessions'> { x: readonly number[] }

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE;
/** Samples come every 10 s: shorter steps would be holes. */
const STEPS = [10 * SECOND, 15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR];
/** Steps that a chart has room for. */
const MOST_STEPS = 360;
/** Values in an answer; a megabyte or so, compressed less than a fifth of it. SERIES_MAX is above it. */
const MOST_VALUES = 250_000;

export function stepFor({ only, sessions, metrics, stretch }: SeriesQuestion): number {
    const columns = only === null ? sessions * metrics.length : metrics.length * 3;
    const span = stretch.to - stretch.from;
    const least = Math.max(span / MOST_STEPS, span * columns / MOST_VALUES);
    return STEPS.find((step) => step >= least) ?? Math.ceil(least / HOUR) * HOUR;
}

/** Asks for the series when they are to be seen. */
export function useChartSeries(question: SeriesQuestion, isWanted: boolean): Reading<ChartSeries> {
    const { conferenceId, only, metrics, stretch, sinceJoin } = question;
    const path = only === null ? `/v1/conferences/${encodeURIComponent(conferenceId)}/series` : `/v1/sessions/${encodeURIComponent(only)}/series`;
    const reading = useRead<ConferenceSeriesReply | SessionSeriesReply>(isWanted ? path : null, {
        metrics: metrics.join(','), step: stepFor(question), from: Math.floor(stretch.from), to: Math.ceil(stretch.to),
        align: sinceJoin ? 'join' : 'time', spread: only === null ? 'false' : 'true'
    });
    const { data } = reading;
    const series = useMemo((): ChartSeries | undefined => data === undefined ? undefined : {
        ...data, sessions: 'sessions' in data ? data.sessions : [data],
        x: Array.from({ length: Math.ceil((data.to - data.from) / data.step) }, (_, place) => data.from + place * data.step)
    }, [data]);
    return { ...reading, data: series };
}

/** The lines of a chart, in the order of the sessions; of whom nothing was told there is none. */
export function linesOf({ x, sessions }: ChartSeries, { metric, companion }: ConferenceChart, shown: readonly ChartedSession[]): ChartLine[] {
    const series = new Map(sessions.map((session) => [session.sessionId, session]));
    return shown.flatMap(({ sessionId, label, colour }): ChartLine[] => {
        const found = series.get(sessionId);
        if (found === undefined) return [];
        const { first, metrics, gaps } = found;
        const placed = (values: Column['mean']) => values === undefined ? undefined : x.map((_, place) => values[place - first] ?? null);
        const column = metrics[metric];
        const values = placed(column?.mean ?? column?.sum);
        if (values?.some((value) => value !== null) !== true) return [];
        const [min, max, other] = [placed(column?.min), placed(column?.max), companion === undefined ? undefined : placed(metrics[companion]?.mean)];
        return [{
            id: sessionId, label, colour, values, gaps, ...min !== undefined && max !== undefined && { band: { min, max } },
            ...other?.some((value) => value !== null) === true && { companion: other }
        }];
    });
}
