import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';
import type { ConferenceReply } from '../../schemas/conference.js';
import type { ListReply } from '../../schemas/list.js';
import type { SessionReply } from '../../schemas/session.js';
import { DASHBOARD_TOKEN } from '../build-test-app.js';
import { skipWithout } from '../support/programs.js';
import { startService } from '../support/start-service.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const section = /\n## See it work[\s\S]*?\n## /.exec(readFileSync(path.join(ROOT, 'README.md'), 'utf8'))?.[0] ?? '';
const commands = [...section.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text);
const commandWith = (part: string): string => commands.flatMap((text) => text.split('\n')).find((line) => line.includes(part)) ?? '';
/** The sentences that the README shows of the answers. */
const [explained = '', found = ''] = [...section.matchAll(/(?:^> .*\n)+/gm)]
    .map(([text]) => text.replaceAll(/^> /gm, '').replaceAll('\n', ' ').trim());

t.test('a newcomer finds out with the two requests of the README why the call was bad', { skip: skipWithout('curl') }, async (t) => {
    const { origin } = await startService(t);
    const ask = async <T>(command: string): Promise<T> => {
        const line = command.replace('localhost:8080', origin);
        const { stdout } = await promisify(execFile)('bash', ['-c', line], { cwd: ROOT, env: { ...process.env, TOKEN: DASHBOARD_TOKEN } });
        return JSON.parse(stdout) as T;
    };
    const recording = commandWith('npm run replay').split(' -- ')[1] ?? '';
    await promisify(execFile)(process.execPath, [path.join(ROOT, 'dist/src/cli/replay.js'), recording, '--url', origin, '--speed', '100']);

    const { items } = await ask<ListReply<ConferenceReply>>(commandWith('/v1/conferences'));
    t.equal(items[0]?.explanation?.text, explained);

    const sessionIds = items[0]?.sessions.map(({ sessionId }) => sessionId) ?? [];
    const sessions = await Promise.all(sessionIds.map((id) => ask<SessionReply>(commandWith('/v1/sessions/').replace('<sessionId>', id))));
    t.ok(sessions.flatMap(({ issues }) => issues).some(({ text }) => text === found), found);
});
