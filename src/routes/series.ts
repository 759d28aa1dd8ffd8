import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { ConferenceIdSchema, SessionIdSchema } from '../../schemas/identifiers.js';
import {
    ConferenceSeriesReplySchema, SessionSeriesReplySchema, type ConferenceSeriesReply, type SessionSeriesReply
} from '../../schemas/series.js';
import { CHART_METRICS, type ChartMetric } from '../analysis/chart-metrics.js';
import { StepTooShortError, type SeriesQuery } from '../analysis/chart-series.js';
import { SHORTEST_STEP } from '../analysis/choose-step.js';
import { RequestError } from '../errors.js';
import { readId, readMoment, readNames, readOneOf, refuse } from './query-values.js';

/** Metrics in one question. */
const MAX_METRICS = 20;
const LISTED = 'docs/metrics.md and docs/issues.md list them.';
/** ms */
const LONGEST_STEP = 7 * 24 * 3_600_000;
/** ms since a join, a year */
const LONGEST_STAY = 366 * 24 * 3_600_000;

/** GET /v1/sessions/:sessionId/series, /v1/conferences/:conferenceId/series: columns for charts, small whatever the length of the call. */
export async function seriesRoutes(app: FastifyInstance): Promise<void> {
    const named = { onRequest: app.requireReader, attachValidation: true };
    const refusals = { '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } as const;
    app.get('/v1/sessions/:sessionId/series', {
        ...named, schema: { params: Type.Object({ sessionId: SessionIdSchema }), response: { 200: SessionSeriesReplySchema, ...refusals } }
    }, getSessionSeries);
    app.get('/v1/conferences/:conferenceId/series', {
        ...named, schema: { params: Type.Object({ conferenceId: ConferenceIdSchema }), response: { 200: ConferenceSeriesReplySchema, ...refusals } }
    }, getConferenceSeries);
}

async function getSessionSeries(request: FastifyRequest, reply: FastifyReply): Promise<SessionSeriesReply> {
    const sessionId = readId(request, 'sessionId');
    const query = readSeriesQuery(request.query);
    await request.server.catchUp(reply);
    const series = await request.server.reads.findSessionSeries(sessionId, query).catch(refuseStep);
    if (series === null) throw new RequestError('not_found', { message: 'There is no session with this id.' });
    return series;
}

async function getConferenceSeries(request: FastifyRequest, reply: FastifyReply): Promise<ConferenceSeriesReply> {
    const conferenceId = readId(request, 'conferenceId');
    const query = readSeriesQuery(request.query);
    await request.server.catchUp(reply);
    const series = await request.server.reads.findConferenceSeries(conferenceId, query).catch(refuseStep);
    if (series === null) throw new RequestError('not_found', { message: 'There is no conference with this id.' });
    return series;
}

/** @throws {RequestError} bad_request */
function readSeriesQuery(given: unknown): SeriesQuery {
    const names = readNames(given, ['metrics', 'step', 'from', 'to', 'align', 'spread']);
    const [step, from, to] = [names.get('step'), names.get('from'), names.get('to')];
    const sinceJoin = readOneOf(names.get('align') ?? 'time', 'align', ['time', 'join']) === 'join';
    const read = sinceJoin ? readSinceJoin : readMoment;
    const query: SeriesQuery = {
        metrics: readMetrics(names.get('metrics') ?? ''),
        sinceJoin,
        spread: readOneOf(names.get('spread') ?? 'true', 'spread', ['true', 'false']) === 'true',
        ...step !== undefined && { step: readStep(step) },
        ...from !== undefined && { from: read(from, 'from') },
        ...to !== undefined && { to: read(to, 'to') }
    };
    if (query.from !== undefined && query.to !== undefined && query.from >= query.to) throw refuse('from', 'from is not before to.');
    return query;
}

function readMetrics(text: string): ChartMetric[] {
    const names = [...new Set(text.split(',').filter((name) => name !== ''))];
    if (names.length === 0 || names.length > MAX_METRICS)
        throw refuse('metrics', `metrics must name 1 to ${String(MAX_METRICS)} metrics, separated by commas; ${LISTED}`);
    return names.map((name) => {
        const metric = CHART_METRICS.get(name);
        if (metric === undefined) throw refuse('metrics', `There is no metric ${JSON.stringify(name)}; ${LISTED}`);
        return metric;
    });
}

function readSinceJoin(text: string, name: string): number {
    const ms = /^\d{1,12}$/.test(text) ? Number(text) : Infinity;
    if (ms <= LONGEST_STAY) return ms;
    throw refuse(name, `With align=join ${name} must be a whole number of milliseconds since the join, from 0 to ${String(LONGEST_STAY)}.`);
}

function readStep(text: string): number {
    const step = /^\d{1,9}$/.test(text) ? Number(text) : 0;
    if (step >= SHORTEST_STEP && step <= LONGEST_STEP) return step;
    throw refuse('step', `step must be a whole number of milliseconds from ${String(SHORTEST_STEP)} to ${String(LONGEST_STEP)}.`);
}

function refuseStep(error: unknown): never {
    if (error instanceof StepTooShortError) throw refuse('step', `step must be at least ${String(error.least)} for so many sessions and metrics over that time.`);
    throw error;
}
