import { Readable } from 'node:stream';
import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ErrorReplySchema } from '../../../schemas/error-reply.js';
import { readListQuery } from '../../routes/list-query.js';
import { refuse } from '../../routes/query-values.js';
import { begun, NDJSON, sendExport } from '../../routes/send-export.js';
import { exportJmmcDocuments } from './export-documents.js';

/** GET /v1/export/jmmc: sessions in the form of jitsi-meet-metrics-collector's documents, streamed. */
export async function jmmcExportRoute(app: FastifyInstance): Promise<void> {
    app.get('/v1/export/jmmc', {
        onRequest: app.requireReader,
        schema: { response: { 200: Type.Any({ description: 'application/x-ndjson' }), '4xx': ErrorReplySchema, '5xx': ErrorReplySchema } }
    }, exportJmmc);
}

async function exportJmmc({ query, server, headers }: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { format = 'ndjson', ...names } = query as Record<string, unknown>;
    if (format !== 'ndjson') throw refuse('format', 'format must be ndjson, once.');
    const { limit: _, ...filter } = readListQuery(names, ['conferenceName', 'from', 'to'], server.config.LIST_MAX);
    await server.catchUp(reply);
    const text = Readable.from(await begun(exportJmmcDocuments(server.reads, filter)), { objectMode: false });
    return sendExport(text, { mediaType: NDJSON, filename: 'confmeter-jmmc.ndjson', accepted: headers['accept-encoding'] }, reply);
}
