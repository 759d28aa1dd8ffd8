import { Value } from '@sinclair/typebox/value';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ListenerUuidSchema } from '../../../schemas/audience.js';
import { RequestError } from '../../errors.js';
import { retryFrame } from '../../live/event-frame.js';
import { answerError, COMMON_HEADERS } from '../../plugins/error-handler.js';
import { httpOptions } from '../../plugins/http-options.js';
import { limitRate } from '../../plugins/rate-limit.js';
import { guardListeners } from '../../routes/audience-origins.js';
import { pathOf, readPlace, type Place } from './meter-paths.js';

/**
 * What answers on audience-meter's public port: any method, any path, nearly always 200. An app of its own, as those paths are nobody else's. The
 * service's guards hold: rate, connections, sizes, times.
 */
export async function buildPublicApp(service: FastifyInstance, createRequestId: () => string): Promise<FastifyInstance> {
    const { config, siblings } = service;
    // as with audience-meter the pages of any origin may listen, unless AUDIENCE_CORS_ORIGINS says which
    const origins = config.AUDIENCE_CORS_ORIGINS.length === 0 ? [ANY_ORIGIN] : config.AUDIENCE_CORS_ORIGINS;
    const app = Fastify({
        loggerInstance: service.log,
        // which path it is, we read from the request line as it came: a router would refuse those that cannot be decoded
        rewriteUrl: () => '/',
        ...httpOptions(config, createRequestId)
    });
    service.limitConnections(app.server);
    app.setErrorHandler(answerError);
    app.addHook('onRequest', (_request, reply, done) => {
        void reply.headers(COMMON_HEADERS);
        done();
    });
    app.addHook('onRequest', guardListeners(origins));
    await limitRate(app, { name: 'RATE_LIMIT', max: config.RATE_LIMIT, siblings });
    // whatever a body says, it is not heard
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => { done(null); });
    // no routes: what Fastify has not heard of is a method of this port, too
    app.setNotFoundHandler(createAnswer(service, origins.includes(ANY_ORIGIN)));
    await app.ready();
    return app;
}

const ANY_ORIGIN = '*';

function createAnswer(service: FastifyInstance, mayAnybodyListen: boolean): (request: FastifyRequest, reply: FastifyReply) => FastifyReply {
    const { config, audience } = service;
    const policy = describeFlashPolicy(mayAnybodyListen);

    function join(request: FastifyRequest, reply: FastifyReply, { namespace, uuid }: Place): FastifyReply {
        if (uuid !== undefined && !Value.Check(ListenerUuidSchema, uuid))
            throw new RequestError('bad_request', { message: 'This cannot be a uuid.' });
        if (mayAnybodyListen) void reply.header('access-control-allow-origin', ANY_ORIGIN);
        audience.admit(namespace);
        const stream = service.eventStreams.open(request, reply, {
            maxDuration: config.AUDIENCE_MAX_CONN_DURATION,
            first: (request.headers['user-agent']?.includes('MSIE') === true ? MSIE_PADDING : '') + retryFrame(RETRY_MS * (0.5 + Math.random()))
        });
        const member = audience.join(namespace, stream, uuid);
        stream.onClose(() => { member.leave(); });
        return reply;
    }
    return (request, reply) => {
        const path = pathOf(request.originalUrl);
        if (path === '/crossdomain.xml') return reply.code(200).type('application/xml').send(policy);
        const place = readPlace(path);
        if (place !== undefined && hears(request)) return join(request, reply, place);
        if (place?.uuid !== undefined) audience.exclude(place.namespace, place.uuid);
        return reply.code(200).headers({ 'content-length': '0', connection: 'close' }).send();
    };
}

/** audience-meter asks no more of Accept. To an answer to HEAD nobody can listen. */
const hears = ({ method, headers }: FastifyRequest): boolean => method !== 'HEAD' && (headers.accept ?? '').includes('text/event-stream');

/** After how long a client comes again: its own two seconds, but not all at the same moment. */
const RETRY_MS = 2000;

/** Before so many bytes Internet Explorer hands nothing on. */
const MSIE_PADDING = '\n'.repeat(2047);

/** What Flash asked for before it connected (Adobe's cross-domain policy file specification). */
const describeFlashPolicy = (isOpen: boolean): string => `<?xml version="1.0"?>
<!DOCTYPE cross-domain-policy SYSTEM "http://www.macromedia.com/xml/dtds/cross-domain-policy.dtd">
<cross-domain-policy>
${isOpen ? `<site-control permitted-cross-domain-policies="master-only"/>
<allow-access-from domain="*" secure="false"/>
<allow-http-request-headers-from domain="*" headers="Accept"/>` : '<site-control permitted-cross-domain-policies="none"/>'}
</cross-domain-policy>
`;
