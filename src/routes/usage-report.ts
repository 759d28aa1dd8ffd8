import { Type } from '@sinclair/typebox';
import { stringify } from 'csv-stringify/sync';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../schemas/error-reply.js';
import { UsageReplySchema, type UsageItem, type UsageReply } from '../../schemas/usage-reply.js';
import type { Columns } from './export-columns.js';
import { readOneOf, refuse } from './query-values.js';
import { readUsageQuery } from './summary-query.js';

/** GET /v1/reports/usage: how much the service was used, by day, week or month; as JSON or, for spreadsheets, as CSV. */
export async function usageReportRoutes(app: FastifyInstance, { now = Date.now }: { now?: () => number }): Promise<void> {
    const answers = { 'application/json': { schema: UsageReplySchema }, 'text/csv': { schema: Type.String() } };
    app.get('/v1/reports/usage', {
        onRequest: app.requireReader,
        schema: { response: { 200: { content: answers }, '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    }, getUsage);

    async function getUsage({ query, server, headers }: FastifyRequest, reply: FastifyReply): Promise<UsageReply | string> {
        const { format = wantsCsv(headers.accept) ? 'csv' : 'json', ...names } = query as Record<string, unknown>;
        if (typeof format !== 'string') throw refuse('format', 'format is there more than once.');
        const isCsv = readOneOf(format, 'format', ['json', 'csv']) === 'csv';
        const asked = readUsageQuery(names, { maxItems: server.config.SUMMARY_MAX, now: now() });
        await server.catchUp(reply);
        await server.rollups.catchUp(reply, asked);
        const usage = await server.rollups.readUsage(asked);
        void reply.header('vary', 'accept');
        if (!isCsv) return usage;
        void reply.type('text/csv; charset=utf-8; header=present').header('content-disposition', 'attachment; filename="confmeter-usage.csv"');
        return csvOf(usage.items);
    }
}

const MINUTE_MS = 60_000;
const time = (at: number): string => new Date(at).toISOString();

const USAGE_COLUMNS: Columns<UsageItem> = {
    value: ({ value }) => value,
    from: ({ from }) => time(from),
    to: ({ to }) => time(to),
    conferences: ({ conferences }) => conferences,
    sessions: ({ sessions }) => sessions,
    participantMinutes: ({ participantMs }) => Math.round(participantMs / MINUTE_MS),
    longConferences: ({ longConferences }) => longConferences,
    longSessions: ({ longSessions }) => longSessions,
    largestConference: ({ largestConference }) => largestConference
};

/** RFC 4180. */
const csvOf = (items: readonly UsageItem[]): string => stringify(
    items.map((item) => Object.values(USAGE_COLUMNS).map((column) => column(item))),
    { header: true, columns: Object.keys(USAGE_COLUMNS), record_delimiter: 'windows' });

/** Whether a client that names what it takes names CSV and not JSON. */
const wantsCsv = (accept = ''): boolean => /\btext\/csv\b/.test(accept) && !/\bapplication\/json\b/.test(accept);
