import { createHmac } from 'node:crypto';

/**
 * The headers by which a receiver knows who sent a message, and when
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#signature-scheme).
 * @param keys - each signs, so that a receiver may know any of them while they change
 * @param now - epoch ms
 */
export function signWebhook(keys: readonly Uint8Array[], id: string, body: string, now: number): Record<string, string> {
    const timestamp = String(Math.floor(now / 1000));
    const signatures = keys.map((key) => `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
    return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
