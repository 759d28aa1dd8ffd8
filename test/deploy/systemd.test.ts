import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../../src/config.js';
import { SETTINGS } from '../../src/settings.js';
import { ROOT } from '../support/project.js';

t.test('the systemd service sets what nginx beside it needs, with settings that exist', async (t) => {
    const unit = await readFile(join(ROOT, 'deploy/systemd/confmeter.service'), 'utf8');
    const pairs = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, text = '']) => text.split(' '));
    const env: Record<string, string> = Object.fromEntries(pairs.map((pair) => pair.split('=')));
    t.same(Object.keys(env).filter((name) => !(name in SETTINGS)), ['NODE_ENV']);
    t.match(loadConfig(env), { HOST: '127.0.0.1', BASE_PATH: '/confmeter', TRUST_PROXY: ['loopback'] });
    t.match(await readFile(join(ROOT, 'deploy/nginx/confmeter.conf'), 'utf8'), `proxy_pass http://${String(env.HOST)}:${String(env.PORT)};`);
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } };
    t.match(unit, `\nExecStart=/usr/bin/${scripts.start}\n`);
});
