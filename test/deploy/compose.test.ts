import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { SETTINGS } from '../../src/settings.js';
import { parseDockerfile } from '../support/dockerfile.js';
import { ROOT } from '../support/project.js';

interface ComposeService {
    environment?: Record<string, string | null>;
    healthcheck?: object;
    networks?: string[];
    ports?: string[];
    profiles?: string[];
    restart?: string;
    volumes?: string[];
}
interface Compose { services: Record<string, ComposeService>; volumes?: object; networks?: Record<string, { external: boolean }> }

const read = (path: string) => readFile(join(ROOT, path), 'utf8');
const readCompose = async (path: string) => parse(await read(path)) as Compose;
/** The value of the image's instruction. */
const imageSays = async (name: string) => parseDockerfile(await read('Dockerfile')).findLast((instruction) => instruction.name === name)?.text;

t.test('docker-compose.yml runs the image as it wants to be run', async (t) => {
    const { services: { confmeter }, volumes } = await readCompose('docker-compose.yml');
    t.match(confmeter, { restart: 'unless-stopped', read_only: true });
    t.same(confmeter?.volumes, [`data:${String(await imageSays('VOLUME'))}`]);
    t.same(Object.keys(volumes ?? {}), ['data', 'mongodb']);
    t.equal(confmeter?.ports?.length, 1);
    t.match(confmeter?.ports?.[0], new RegExp(`^127\\.0\\.0\\.1:.*:${String(await imageSays('EXPOSE'))}$`), 'for this machine only');
    t.match(await imageSays('HEALTHCHECK'), '/healthz');
});

t.test('what docker-compose.yml sets are settings', async (t) => {
    const { services } = await readCompose('docker-compose.yml');
    const names = Object.keys(services.confmeter?.environment ?? {});
    t.not(names.length, 0);
    t.same(names.filter((name) => !(name in SETTINGS)), []);
});

t.test('MongoDB comes only when it is asked for, with a volume and a health check', async (t) => {
    const { services: { mongodb } } = await readCompose('docker-compose.yml');
    t.match(mongodb, { profiles: ['mongodb'], restart: 'unless-stopped', volumes: ['mongodb:/data/db'], healthcheck: { test: ['CMD', 'mongosh'] } });
    t.notOk(mongodb?.ports, 'nobody else reaches it');
});

t.test('beside docker-jitsi-meet, its web server finds the service by its name', async (t) => {
    const { services, networks } = await readCompose('deploy/docker-jitsi-meet/compose.yml');
    const [name = ''] = Object.keys(services);
    t.ok(name in (await readCompose('docker-compose.yml')).services);
    t.same(services[name]?.networks, ['default', 'jitsi']);
    t.equal(networks?.jitsi?.external, true);
    t.match(await read('deploy/docker-jitsi-meet/confmeter.conf'), `set $confmeter ${name}:${String(await imageSays('EXPOSE'))};`);
});
