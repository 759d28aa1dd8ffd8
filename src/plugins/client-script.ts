import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import fp from 'fastify-plugin';
import type { CollectorOptions } from '../../client-sdk/src/options.js';

/** What `npm run build` makes of client-sdk. */
const BUILT_SCRIPT = new URL('../../client/client.js', import.meta.url);
const PLACEHOLDER = '__CONFMETER_OPTIONS__';

export type ContentCoding = 'br' | 'gzip' | 'identity';

/** The script as one coding has it: its bytes, and their strong ETag (RFC 9110, 8.8.3). */
export interface ScriptVariant { body: Buffer; etag: string }

declare module 'fastify' {
    interface FastifyInstance { readonly clientScript: Readonly<Record<ContentCoding, ScriptVariant>> }
}

/** Makes the script that pages load, with this deployment's options in it, once at start. @throws when the SDK was not built. */
export const clientScriptPlugin = fp<{ script?: URL }>(async (app, { script = BUILT_SCRIPT }) => {
    const source = await readFile(script, 'utf8').catch((error: NodeJS.ErrnoException) => {
        throw new Error(`The script for pages cannot be read (${error.code ?? error.message}): ${fileURLToPath(script)}. "npm run build" makes it.`);
    });
    const parts = source.split(PLACEHOLDER);
    if (parts.length !== 2) throw new Error(`${fileURLToPath(script)} is no script of this service: ${PLACEHOLDER} must be in it once. "npm run build" makes it.`);
    const { PUSH_INTERVAL, DISPLAY_NAMES, MAX_DELTAS, MAX_EVENTS } = app.config;
    const options: Partial<CollectorOptions> = {
        pushInterval: Math.round(PUSH_INTERVAL), displayNames: DISPLAY_NAMES === 'on', maxDeltas: MAX_DELTAS, maxEvents: MAX_EVENTS
    };
    const plain = Buffer.from(parts.join(JSON.stringify(options)));
    app.decorate('clientScript', {
        identity: variantOf(plain, 'identity'),
        gzip: variantOf(gzipSync(plain, { level: 9 }), 'gzip'),
        br: variantOf(brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }), 'br')
    });
}, { name: 'client-script', dependencies: ['settings'] });

const variantOf = (body: Buffer, coding: ContentCoding): ScriptVariant =>
    ({ body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}-${coding}"` });
