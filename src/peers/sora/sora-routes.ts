import { Type } from '@sinclair/typebox';
import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify';
import { SoraExportSchema, SoraWebhookSchema, type SoraReport } from '../../../schemas/peers/sora.js';
import { RequestError } from '../../errors.js';
import { faultOf } from '../../ingest/find-faults.js';
import { createOncePer } from '../../plugins/once-per.js';
import type { AcceptSoraReport } from './accept-report.js';
import { answerMessage } from './kohaku-errors.js';
import { describeFaults } from './validator-words.js';

declare module 'fastify' {
    interface FastifyContextConfig {
        /** true: on the port for Sora this route is served by HTTP/1.1, too. */
        http1?: true;
    }
}

const NEEDED_IN_WEBHOOKS: readonly string[] = SoraWebhookSchema.required ?? [];
const OPTIONAL_IN_WEBHOOKS = Object.keys(SoraWebhookSchema.properties).filter((name) => !NEEDED_IN_WEBHOOKS.includes(name));

interface Options {
    accept: AcceptSoraReport;
    /** Of the webhook that follows the exporter, SORA_WEBHOOK_PATH. */
    webhookPath: string;
    /** Is a report taken now? */
    isReady: () => boolean;
}

/**
 * POST /collector: what a connection's client told Sora of its statistics. The webhook: the same by the way that Sora has since 2025. /.ok: is it
 * of use to send? (Kohaku's collector_h.go, sora_stats_webhook.go, ok_h.go)
 */
export function soraRoutes(app: FastifyInstance, { accept, webhookPath, isReady }: Options): void {
    const response = { 204: Type.Null() };
    const takeReports = (optional: readonly string[]) => async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        // bytes, which the schema does not count, are among the faults
        const faults = describeFaults(request.body, optional);
        if (faults !== '') throw new RequestError('bad_request', { message: faults });
        if (request.validationError !== undefined) throw refusalOf(request);
        await accept(request.body as SoraReport);
        return reply.code(204).send();
    };
    app.post('/collector', {
        schema: { body: SoraExportSchema, response }, attachValidation: true,
        onRequest: requireType('x-sora-stats-exporter-type', 'connection.user-agent')
    }, takeReports([]));
    app.post(webhookPath, {
        schema: { body: SoraWebhookSchema, response }, attachValidation: true, config: { http1: true },
        onRequest: requireType('sora-stats-webhook-type', 'connection.rtc')
    }, takeReports(OPTIONAL_IN_WEBHOOKS));
    app.route({
        method: ['GET', 'POST'], url: '/.ok', config: { http1: true, rateLimit: false }, schema: { response },
        handler: (_request, reply) => isReady() ? reply.code(204).send() : answerMessage(reply, 500)
    });
}

function requireType(header: string, type: string): onRequestHookHandler {
    const isDue = createOncePer(3_600_000, 20);
    return (request, reply, done) => {
        const told = request.headers[header];
        if (told === type) return done();
        const shown = typeof told === 'string' ? told.slice(0, 64) : null;
        if (isDue(String(shown))) request.log.warn({ header, type: shown, taken: type }, 'A report was refused: it is of a kind that is not known.');
        answerMessage(reply, 400);
    };
}

/** Of what Kohaku's validator does not look at, in the words of ours. */
function refusalOf({ validationError }: FastifyRequest): RequestError {
    const [error] = validationError?.validation ?? [];
    if (error === undefined) return new RequestError('bad_request');
    const { path, reason } = faultOf(error);
    return new RequestError('bad_request', { message: `${path} ${reason}`, path });
}
