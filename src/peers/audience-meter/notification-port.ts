import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Config } from '../../config.js';
import { RequestError } from '../../errors.js';
import type { Audience } from '../../live/audience.js';
import { readNotification } from './meter-paths.js';
import { createSenderCheck } from './notification-senders.js';

type Settings = Pick<Config, 'AUDIENCE_NOTIFICATION_HOST' | 'AUDIENCE_NOTIFICATION_BYTES' | 'AUDIENCE_LOCAL_TIMEOUT' | 'HEADER_LIMIT'>;

/**
 * `/<ns>/<service>/<message>` by any method tells the listeners of a namespace `<service>=<message>`. As audience-meter answers, 200 says nothing of
 * whether anybody was there; unlike there browsers are refused, messages that are too long, and those for which there is no room.
 */
export function createNotificationServer(audience: Pick<Audience, 'tell'>, settings: Settings): Server {
    const { AUDIENCE_NOTIFICATION_HOST: host, AUDIENCE_NOTIFICATION_BYTES: maxBytes, AUDIENCE_LOCAL_TIMEOUT: timeout, HEADER_LIMIT } = settings;
    const findFault = createSenderCheck(host);

    /** Why nothing was told; undefined: all is well. */
    function tell({ url, headers }: IncomingMessage): Refusal | undefined {
        const fault = findFault(headers);
        if (fault !== undefined) return { status: 403, message: fault };
        const notification = readNotification(url ?? '');
        if (notification === undefined) return undefined;
        const { namespace, service, message } = notification;
        if (service.length + '='.length + message.length > maxBytes)
            return { status: 414, message: `A message may have ${String(maxBytes)} bytes (AUDIENCE_NOTIFICATION_BYTES).` };
        try {
            audience.tell(namespace, service, message);
        } catch (error) {
            if (!(error instanceof RequestError)) throw error;
            return { status: error.status, message: error.message, retryAfterSeconds: error.detail.retryAfterSeconds };
        }
        return undefined;
    }

    return createServer({ maxHeaderSize: HEADER_LIMIT, requestTimeout: timeout, headersTimeout: timeout }, (request, response) => {
        // whatever a body says, it is not heard
        request.resume();
        const refusal = tell(request);
        if (refusal === undefined) response.writeHead(200, { 'content-type': 'text/html', 'content-length': '0' }).end();
        else refuse(response, refusal);
    });
}

interface Refusal { status: number; message: string; retryAfterSeconds?: number | undefined }

function refuse(response: ServerResponse, { status, message, retryAfterSeconds }: Refusal): void {
    const body = `${String(status)} ${STATUS_CODES[status] ?? ''}: ${message}\n`;
    response.writeHead(status, {
        'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(body), connection: 'close',
        ...retryAfterSeconds !== undefined && { 'retry-after': String(retryAfterSeconds) }
    }).end(body);
}
