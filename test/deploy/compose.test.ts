import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { SETTINGS } from '../../src/settings.js';
import { parseDockerfile } from '../support/dockerfile.js';
import { ROOT } from '../support/project.js';

interface ComposeService {
    command?: string[];
    depends_on?: unknown;
    environment?: Record<string, string | null>;
    healthcheck?: object;
    image?: string;
    networks?: string[];
    ports?: string[];
    restart?: string;
    volumes?: string[];
}
interface Compose {
    services: Record<string, ComposeService>;
    volumes?: object;
    networks?: Record<string, { external?: boolean; internal?: boolean }>;
}
interface WorkflowJob {
    container?: { image: string; options: string };
    env?: Record<string, string>;
    services?: Record<string, { image: string; options: string }>;
    steps: { uses?: string; run?: string }[];
}
interface Workflow { jobs: Record<string, WorkflowJob> }

const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const readCompose = async (path: string) => parse(await read(path)) as Compose;
const readWorkflow = async () => parse(await read('.github/workflows/ci.yml')) as Workflow;
/** The value of the image's instruction. */
const imageSays = async (name: string) => parseDockerfile(await read('Dockerfile')).findLast((instruction) => instruction.name === name)?.text;
/** What Compose makes of `${NAME-fallback}` and `${NAME:-fallback}` when the variable is not set. */
const withoutVariables = (text: string): string => text.replaceAll(/\$\{\w+:?-([^}]*)\}/g, '$1');

t.test('docker-compose.yml runs the image as it wants to be run', async (t) => {
    const { services: { confmeter }, volumes } = await readCompose('docker-compose.yml');
    t.match(confmeter, { restart: 'unless-stopped', read_only: true });
    t.same(confmeter?.volumes, [`data:${String(await imageSays('VOLUME'))}`]);
    t.same(Object.keys(volumes ?? {}), ['data', 'mongodb']);
    t.equal(confmeter?.ports?.length, 1);
    t.match(confmeter?.ports?.[0], new RegExp(`^127\\.0\\.0\\.1:.*:${String(await imageSays('EXPOSE'))}$`), 'for this machine only');
    t.match(await imageSays('HEALTHCHECK'), '/healthz');
});

t.test('what docker-compose.yml sets are settings that can be used', async (t) => {
    const { services } = await readCompose('docker-compose.yml');
    const environment = Object.entries(services.confmeter?.environment ?? {}).map(([name, value]) => [name, withoutVariables(value ?? '')] as const);
    t.not(environment.length, 0);
    t.same(environment.filter(([name]) => !(name in SETTINGS)), []);
    t.equal(loadConfig(Object.fromEntries(environment)).MONGODB_URI, 'mongodb://mongodb:27017/');
});

t.test('everything rests in the MongoDB beside it, which only confmeter reaches, and which may come later or never', async (t) => {
    const { services: { confmeter, mongodb }, networks } = await readCompose('docker-compose.yml');
    t.match(mongodb, { restart: 'unless-stopped', volumes: ['mongodb:/data/db'], healthcheck: { test: ['CMD', 'mongosh'] } });
    t.match(mongodb?.command?.map(withoutVariables), ['mongod', '--wiredTigerCacheSizeGB', /^[\d.]+$/]);
    t.same(mongodb?.networks, ['database']);
    t.same(confmeter?.networks, ['default', 'database']);
    t.equal(networks?.database?.internal, true);
    t.notOk(mongodb?.ports, 'nobody else reaches it');
    t.notOk(confmeter?.depends_on, 'confmeter starts without it');
    t.match(confmeter?.environment?.MONGODB_URI, /^\$\{MONGODB_URI-m/, 'an empty value is one: SQLite');
});

t.test('beside docker-jitsi-meet, its web server finds the service by its name, and the database stays apart', async (t) => {
    const { services, networks } = await readCompose('deploy/docker-jitsi-meet/compose.yml');
    t.same(Object.keys(services), ['confmeter']);
    t.ok('confmeter' in (await readCompose('docker-compose.yml')).services);
    t.same(services.confmeter?.networks, ['default', 'jitsi']);
    t.equal(networks?.jitsi?.external, true);
    t.match(await read('deploy/docker-jitsi-meet/confmeter.conf'), `set $confmeter confmeter:${String(await imageSays('EXPOSE'))};`);
});

t.test('the workflow tests with the MongoDB that docker-compose.yml runs, and with a small disk', async (t) => {
    const { test } = (await readWorkflow()).jobs;
    const { services } = await readCompose('docker-compose.yml');
    const { hostname } = new URL(test?.env?.MONGODB_URI ?? '');
    t.equal(test?.services?.[hostname]?.image, services.mongodb?.image);
    t.match(test?.services?.[hostname]?.options, '--health-cmd');
    t.match(test?.container?.options, `--tmpfs ${String(test?.env?.SMALL_DISK)}:size=`);
    t.match(await read('.ci/run'), 'CI=true', 'where a skip is a failure');
});

t.test('the workflow runs actions that nobody can change behind its back', async (t) => {
    const used = Object.values((await readWorkflow()).jobs).flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
    t.not(used.length, 0);
    for (const action of used) t.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
});
