import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { buildTestApp } from '../../build-test-app.js';
import { skipWithout } from '../../support/programs.js';

const run = promisify(execFile);
const IDENTITY = '"uid":"5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e","conf":"room1234567"';

t.test('with curl: a session, an update with its cookie, and the words of refusals', { skip: skipWithout('curl') }, async (t) => {
    const app = await buildTestApp(t, { AUTHORIZED_REGIONS: 'REGION1,REGION2' });
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    const jar = join(t.testdir(), 'cookies');
    const curl = async (...args: string[]) => (await run('curl', ['-sS', '--max-time', '60', ...args])).stdout;
    const json = ['-H', 'Content-Type: application/json'];

    const begun = await curl('-i', '-c', jar, ...json, '-d', `{${IDENTITY},"m":{"br":"br","os":"os","pid":"abcd1234"}}`, `${origin}/push`);
    t.match(begun, /^HTTP\/1\.1 200 OK/);
    t.match(begun, /^set-cookie: jmmc_objectId=s%3A[0-9a-f]{24}\.\S+; Path=\/; HttpOnly; Secure; SameSite=None\r$/m);
    t.match(begun, /"m":\{"br":"br","os":"os","pid":"abcd1234","ts":\d{10}\},"jmmc_objectId":"[0-9a-f]{24}"\}$/);

    // curl sends no Secure cookie over plain HTTP
    const cookie = (await readFile(jar, 'utf8')).trim().split('\t').at(-1) ?? '';
    const update = await curl('-i', '-b', `jmmc_objectId=${cookie}`, ...json,
        '-d', `{${IDENTITY},"m":{"cq":97.33,"u":{"bw":2500,"pl":0},"t":{"sr":"unknown"}}}`, `${origin}/push`);
    t.match(update, /^HTTP\/1\.1 200 OK/);
    t.match(update, new RegExp(`\\{${IDENTITY},"m":\\{"cq":97\\.33,"u":\\{"bw":2500,"pl":0\\},"ts":\\d{10}\\}\\}$`));

    t.equal(await curl('-d', '{}', ...json, `${origin}/push`), 'must contains the m variable');
    t.equal(await curl(`${origin}/getClient?x=1`), '{"error":"Bad URL or request method."}');
});
