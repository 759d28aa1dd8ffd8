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

export type Script = Readonly<Record<ContentCoding, ScriptVariant>>;

declare module 'fastify' {
    interface FastifyInstance {
        readonly clientScript: Script;
        /** Those of audience-script, by their paths. */
        readonly audienceScripts: Readonly<Record<'/audience.js' | '/audience-demo.js', Script>>;
    }
}

/** Makes the scripts that pages load, that for calls with this deployment's options in it, once at start. @throws when they were not built. */
export const clientScriptPlugin = fp<{ script?: URL }>(async (app, { script = BUILT_SCRIPT }) => {
    const source = await readFile(script, 'utf8').catch(failToRead);
    const parts = source.split(PLACEHOLDER);
    if (parts.length !== 2) throw new Error(`${fileURLToPath(script)} is no script of this service: ${PLACEHOLDER} must be in it once. "npm run build" makes it.`);
    const { PUSH_INTERVAL, DISPLAY_NAMES, MAX_DELTAS, MAX_EVENTS } = app.config;
    const options: Partial<CollectorOptions> = {
        pushInterval: Math.round(PUSH_INTERVAL), displayNames: DISPLAY_NAMES === 'on', maxDeltas: MAX_DELTAS, maxEvents: MAX_EVENTS
    };
    app.decorate('clientScript', encodeScript(Buffer.from(parts.join(JSON.stringify(options)))));
    app.decorate('audienceScripts', {
        '/audience.js': encodeScript(await readFile(new URL('audience.js', script)).catch(failToRead)),
        '/audience-demo.js': encodeScript(await readFile(new URL('audience-demo.js', script)).catch(failToRead))
    });
}, { name: 'client-script', dependencies: ['settings'] });

function failToRead({ code, message, path }: NodeJS.ErrnoException): never {
    throw new Error(`The script for pages cannot be read (${code ?? message}): ${String(path)}. "npm run build" makes it.`);
}

const encodeScript = (plain: Buffer): Script => ({
    identity: variantOf(plain, 'identity'),
    gzip: variantOf(gzipSync(plain, { level: 9 }), 'gzip'),
    br: variantOf(brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }), 'br')
});

const variantOf = (body: Buffer, coding: ContentCoding): ScriptVariant =>
    ({ body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}-${coding}"` });
