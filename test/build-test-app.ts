import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import type { Test } from 'tap';
import type { SessionPost } from '../schemas/session.js';
import { buildApp, type Overrides } from '../src/app.js';
import { loadConfig } from '../src/config.js';
import { sessionIdOf } from '../src/ingest/session-id.js';
// What the plugins add to FastifyInstance.
import type {} from '../src/plugins/drainer.js';
import type {} from '../src/plugins/ingest.js';
import type {} from '../src/plugins/spool.js';
import type {} from '../src/plugins/store.js';
import type {} from '../src/plugins/telemetry.js';

/** A token long enough, and the header that goes with it. */
export const DASHBOARD_TOKEN = 'a-token-for-tests-only';
export const READER = { authorization: `Bearer ${DASHBOARD_TOKEN}` };

/** A folder of its own, removed with the test. */
export async function makeDataDir(t: Test): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'confmeter-test-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/**
 * The real service on real files, closed with the test. `settings`: as in the environment; `SESSION_SECRET` is of its own. Reads wait for
 * what was sent before, on a slow machine, too.
 */
export async function buildTestApp(t: Test, settings: Record<string, string> = {}, overrides: Overrides = {}): Promise<FastifyInstance> {
    const folder = await makeDataDir(t);
    const script = join(folder, 'client.js');
    await writeFile(script, 'globalThis.confmeterOptions=__CONFMETER_OPTIONS__;\n');
    for (const name of ['audience.js', 'audience-demo.js']) await writeFile(join(folder, name), `globalThis.loaded='${name}';\n`);
    const config = loadConfig({ DATA_DIR: join(folder, 'data'), DASHBOARD_TOKEN, LOG_LEVEL: 'silent', READ_WAIT: '30', ...settings });
    const app = await buildApp(config, { clientScript: pathToFileURL(script), ...overrides });
    t.teardown(() => app.close());
    return app;
}

/** A session as a page begins it. */
export function newSession(post: Partial<SessionPost> = {}): SessionPost & { sessionId: string; sessionKey: string } {
    const sessionKey = randomBytes(16).toString('hex');
    return { sessionKey, sessionId: sessionIdOf(sessionKey), conferenceName: 'weekly', startedAt: Date.now(), sentAt: Date.now(), ...post };
}

/** Posts a body as the SDK does: JSON as text/plain. Texts are sent as they are. */
export function post(app: FastifyInstance, url: string, body: unknown, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    return app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers } });
}

export interface BegunSession { sessionId: string; token: string; url: string }

/** Begins a session, ready to push: what its page knows. */
export async function beginSession(app: FastifyInstance, members: Partial<SessionPost> = {}): Promise<BegunSession> {
    const session = newSession(members);
    const { sessionId, token } = (await post(app, '/v1/sessions', session)).json<{ sessionId: string; token: string }>();
    return { sessionId, token, url: `/v1/sessions/${sessionId}/metrics` };
}

/** Resolves when everything accepted so far is in the store. */
export async function settled(app: FastifyInstance): Promise<void> {
    const pending = await app.drainer.settled(300_000);
    if (pending > 0) throw new Error(`${String(pending)} records have not reached the store.`);
}
