import ipaddr from 'ipaddr.js';
import type { Config } from './settings.js';

const PREFIX = 'whsec_';
/** Of a secret's bytes: what Standard Webhooks says of their number. */
const MIN_BYTES = 24, MAX_BYTES = 64;

/** The bytes of a secret as Standard Webhooks writes it, `whsec_` and base64; undefined: it is none. */
export function readWebhookSecret(text: string): Buffer | undefined {
    if (!text.startsWith(PREFIX)) return undefined;
    const encoded = text.slice(PREFIX.length);
    const bytes = Buffer.from(encoded, 'base64');
    const isWhole = bytes.toString('base64').replace(/=+$/, '') === encoded.replace(/=+$/, '');
    return isWhole && bytes.length >= MIN_BYTES && bytes.length <= MAX_BYTES ? bytes : undefined;
}

/** What is wrong with WEBHOOK_SECRETS, which are not shown. */
export const findWebhookSecretFaults = (secrets: readonly string[]): string[] => secrets.flatMap((secret, index) =>
    readWebhookSecret(secret) === undefined
        ? [`secret ${String(index + 1)} (not shown) is not ${PREFIX} and the base64 of ${String(MIN_BYTES)} to ${String(MAX_BYTES)} bytes`] : []);

/** What the settings of webhooks may not say together. Of an address only its host is shown: the rest may be a secret. */
export function findWebhookFaults({ WEBHOOK_URLS, WEBHOOK_SECRETS, WEBHOOK_HTTP }: Config): string[] {
    const faults = WEBHOOK_URLS.flatMap((text, index) => {
        const place = `address ${String(index + 1)}`;
        if (!URL.canParse(text)) return [`WEBHOOK_URLS: ${place} (not shown) cannot be read`];
        const { protocol, hostname } = new URL(text);
        return protocol === 'https:' || WEBHOOK_HTTP === 'any' || isLoopback(hostname) ? []
            : [`WEBHOOK_URLS: ${place}, at ${hostname}, is to be told in the clear, by http; use https, or set WEBHOOK_HTTP=any`];
    });
    if (new Set(WEBHOOK_URLS).size < WEBHOOK_URLS.length) faults.push('WEBHOOK_URLS: an address is there twice');
    if (WEBHOOK_URLS.length > 0 && WEBHOOK_SECRETS.length === 0)
        faults.push('WEBHOOK_SECRETS: is not set, but WEBHOOK_URLS is; make one: echo "whsec_$(openssl rand -base64 32)"');
    return faults;
}

function isLoopback(hostname: string): boolean {
    if (hostname === 'localhost') return true;
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
