import http from 'node:http';
import https from 'node:https';
import { webcrypto } from 'node:crypto';
import { ANSWER_TIMEOUT_MS, type Environment, type HttpAnswer } from '../../client-sdk/src/environment.js';
import type { CallClock } from './call-clock.js';

/** What a participant has sent and got. Bytes on the connection are those of HTTP/1.1, with the few headers that are sent from here. */
export interface Traffic {
    requests: number;
    /** Bytes of the requests' bodies. */
    bodyBytes: number;
    sentBytes: number;
    receivedBytes: number;
}

export interface ReplayEnvironmentParts {
    clock: CallClock;
    userAgent: string;
    /** An answer of the service with its body; or none: then the status is null, and the text says why. */
    onAnswer: (path: string, status: number | null, text: string) => void;
}

const nothing = (): void => undefined;

/**
 * The SDK's world for a recorded call: the call's time, a browser of its own that keeps nothing beyond the call, real requests.
 * `close` ends the connection; the traffic is whole then.
 */
export function createReplayEnvironment({ clock, userAgent, onAnswer }: ReplayEnvironmentParts) {
    const traffic: Traffic = { requests: 0, bodyBytes: 0, sentBytes: 0, receivedBytes: 0 };
    const agents = { 'http:': new http.Agent({ keepAlive: true, maxSockets: 1 }), 'https:': new https.Agent({ keepAlive: true, maxSockets: 1 }) };
    const kept = new Map<string, string>();

    async function post(url: string, body: string): Promise<HttpAnswer> {
        const { pathname } = new URL(url);
        traffic.requests += 1;
        traffic.bodyBytes += Buffer.byteLength(body);
        try {
            const answer = await send(url, body);
            const text = await answer.text();
            onAnswer(pathname, answer.status, text);
            return { ...answer, text: async () => text };
        } catch (error) {
            onAnswer(pathname, null, (error as Error).message);
            throw error;
        }
    }

    const send = (url: string, body: string) => new Promise<HttpAnswer>((resolve, reject) => {
        const { protocol } = new URL(url);
        const request = (protocol === 'https:' ? https : http).request(url, {
            method: 'POST', agent: agents[protocol as keyof typeof agents], timeout: ANSWER_TIMEOUT_MS,
            headers: { 'content-type': 'text/plain;charset=UTF-8', 'content-length': Buffer.byteLength(body), 'user-agent': userAgent }
        });
        let countBytes = nothing;
        request.on('socket', (socket) => {
            const { bytesWritten, bytesRead } = socket;
            countBytes = () => {
                traffic.sentBytes += socket.bytesWritten - bytesWritten;
                traffic.receivedBytes += socket.bytesRead - bytesRead;
            };
        });
        request.on('timeout', () => { request.destroy(new Error(`no answer within ${String(ANSWER_TIMEOUT_MS / 1000)} s`)); });
        request.on('error', reject);
        request.on('response', (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('error', reject).on('end', () => {
                countBytes();
                const { headers, statusCode: status = 0 } = response;
                resolve({ status, headers: { get: (name) => String(headers[name] ?? '') || null }, text: async () => text });
            });
        });
        request.end(body);
    });

    const environment: Environment = {
        now: () => clock.now(),
        sendTime: Date.now,
        random: Math.random,
        setTimer: (callback, ms) => clock.at(clock.now() + ms, callback),
        post: (url, body) => clock.hold(post(url, body)),
        keepalive: false,
        sendBeacon: () => false,
        crypto: {
            getRandomValues: (array) => webcrypto.getRandomValues(array),
            randomUUID: () => webcrypto.randomUUID(),
            subtle: { digest: (algorithm, bytes) => clock.hold(webcrypto.subtle.digest(algorithm, bytes)) }
        },
        storage: {
            getItem: (key) => kept.get(key) ?? null,
            setItem: (key, value) => { kept.set(key, value); },
            removeItem: (key) => { kept.delete(key); }
        },
        locks: { request: async () => undefined },
        isOnline: () => true,
        isHidden: () => false,
        listen: () => nothing,
        listDevices: async () => [],
        device: {}
    };
    const close = (): void => {
        agents['http:'].destroy();
        agents['https:'].destroy();
    };
    return { environment, traffic, close };
}
