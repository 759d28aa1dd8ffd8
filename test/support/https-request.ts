import { request as httpsRequest } from 'node:https';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';

export interface HttpsAnswer { status: number; headers: IncomingHttpHeaders; body: Buffer; json: <T>() => T }

export interface HttpsRequest {
    method?: string;
    headers?: Record<string, string>;
    body?: string;
    /** Of several on this machine, the address that the request comes from. */
    localAddress?: string;
}

/** What fetch cannot do: trust one certificate, come from an address of one's choice, set Origin. The body comes as sent, compressed or not. */
export function requestOver(certificate: string, url: string, { body, ...options }: HttpsRequest = {}): Promise<HttpsAnswer> {
    return new Promise((resolve, reject) => {
        const settings: RequestOptions & { ca: string } = { ca: certificate, family: 4, ...options };
        httpsRequest(url, settings, (response) => {
            const chunks: Buffer[] = [];
            response.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', reject).once('end', () => {
                const { statusCode: status = 0, headers } = response;
                const bytes = Buffer.concat(chunks);
                resolve({ status, headers, body: bytes, json: () => JSON.parse(bytes.toString()) as never });
            });
        }).once('error', reject).end(body);
    });
}
