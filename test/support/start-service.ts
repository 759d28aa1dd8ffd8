import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { buildApp } from '../../src/app.js';
import { loadConfig } from '../../src/config.js';
import { DASHBOARD_TOKEN, makeDataDir } from '../build-test-app.js';

export interface Service { app: FastifyInstance; origin: string; port: number }

/** The real service on a port of its own, with the script that `npm run build` made; closed with the test. */
export async function startService(t: Test, settings: Record<string, string> = {}): Promise<Service> {
    const app = await buildApp(loadConfig({ DATA_DIR: await makeDataDir(t), DASHBOARD_TOKEN, LOG_LEVEL: 'silent', ...settings }));
    t.teardown(() => app.close());
    await app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = app.server.address() as AddressInfo;
    return { app, port, origin: `http://localhost:${String(port)}` };
}
