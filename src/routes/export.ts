import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { ConferenceIdSchema } from '../../schemas/identifiers.js';
import { exportEvents, exportSamples, exportSessions, type ExportFilter } from '../analysis/export-records.js';
import type { Reads } from '../analysis/reads.js';
import { RequestError } from '../errors.js';
import { EVENT_COLUMNS, SAMPLE_COLUMNS, SESSION_COLUMNS, type Columns } from './export-columns.js';
import { readListQuery, SESSION_FILTER_NAMES } from './list-query.js';
import { refuse } from './query-values.js';
import { begun, NDJSON, sendExport } from './send-export.js';

/** GET /v1/export/sessions, /metrics, /events: everything, as CSV or as one JSON object per line, streamed. */
export async function exportRoutes(app: FastifyInstance): Promise<void> {
    const options = {
        onRequest: app.requireReader,
        schema: { response: { 200: Type.Any({ description: 'text/csv or application/x-ndjson' }), '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    };
    app.get('/v1/export/sessions', options, createExport('sessions', exportSessions, SESSION_COLUMNS, ['language']));
    app.get('/v1/export/metrics', options, createExport('metrics', exportSamples, SAMPLE_COLUMNS));
    app.get('/v1/export/events', options, createExport('events', exportEvents, EVENT_COLUMNS));
}

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8; header=present', ndjson: NDJSON } as const;
type Format = keyof typeof MEDIA_TYPES;

/** @param others - what can be asked for beside filters */
function createExport<T>(
    what: string, read: (reads: Reads, filter: ExportFilter) => AsyncGenerator<T>, columns: Columns<T>, others: readonly 'language'[] = []
) {
    return async ({ query, server, headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const { format: givenFormat = 'csv', conferenceId, ...names } = query as Record<string, unknown>;
        const format = readFormat(givenFormat);
        const { limit: _, ...filter } = readListQuery(names, [...SESSION_FILTER_NAMES, ...others], server.config.LIST_MAX);
        await server.catchUp(reply);
        await server.analyseNow(server.config.READ_WAIT);
        const whole = conferenceId === undefined ? filter : { ...await filterOf(conferenceId, server.reads), ...filter };
        const records = await begun(read(server.reads, whole));
        const text = format === 'csv' ? csvOf(records, columns) : Readable.from(linesOf(records), { objectMode: false });
        return sendExport(text, { mediaType: MEDIA_TYPES[format], filename: `confmeter-${what}.${format}`, accepted: headers['accept-encoding'] }, reply);
    };
}

/** The sessions of one conference, and of their samples and events all. @throws {RequestError} bad_request, not_found */
async function filterOf(conferenceId: unknown, reads: Reads): Promise<ExportFilter> {
    if (!Value.Check(ConferenceIdSchema, conferenceId)) throw refuse('conferenceId', 'conferenceId is not one.');
    const conference = await reads.findConference(conferenceId);
    if (conference === null) throw new RequestError('not_found', { message: 'There is no conference with this id.' });
    const { conferenceName, startedAt, endedAt, sessions } = conference;
    // a list has sessions that began before its `to`; the last sample or event may be of the very moment of the end
    return {
        conferenceName, from: startedAt, ...endedAt !== null && { to: endedAt + 1 }, sessionIds: new Set(sessions.map(({ sessionId }) => sessionId))
    };
}

function readFormat(given: unknown): Format {
    if (given === 'csv' || given === 'ndjson') return given;
    throw refuse('format', 'format must be csv or ndjson, once.');
}

async function* linesOf(records: AsyncGenerator<unknown>): AsyncGenerator<string> {
    for await (const record of records) yield `${JSON.stringify(record)}\n`;
}

/** RFC 4180. A text that a spreadsheet would take for a formula gets a quote before it: people name their own rooms. */
function csvOf<T>(records: AsyncGenerator<T>, columns: Columns<T>): Readable {
    const names = Object.keys(columns), cells = Object.values(columns);
    const stringifier = stringify({
        header: true, columns: names, record_delimiter: 'windows', escape_formulas: true, cast: { boolean: (value) => String(value) }
    });
    return pipeline(rowsOf(records, cells), stringifier, () => undefined);
}

async function* rowsOf<T>(records: AsyncGenerator<T>, cells: readonly Columns<T>[string][]): AsyncGenerator<unknown[]> {
    for await (const record of records) yield cells.map((cell) => cell(record));
}
