import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { skipWithout } from '../../support/programs.js';
import { NGINX_FILES, startNginx } from '../../support/start-nginx.js';
import { startService } from '../../support/start-service.js';

const IDENTITY = '"uid":"5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e","conf":"room1234567"';
const JSON_BODY = ['-H', 'Content-Type: application/json'];
const SETTINGS = { AUTHORIZED_REGIONS: 'REGION1,REGION2' };

interface Curl { origin: string; jar: string; curl: (...args: string[]) => Promise<string> }

function createCurl(origin: string, folder: string, options: readonly string[] = []): Curl {
    const curl = async (...args: string[]) => (await promisify(execFile)('curl', ['-sS', '--max-time', '60', ...options, ...args])).stdout;
    return { origin, jar: join(folder, 'cookies'), curl };
}

async function begin(t: Test, { origin, jar, curl }: Curl): Promise<void> {
    const begun = await curl('-i', '-c', jar, ...JSON_BODY, '-d', `{${IDENTITY},"m":{"br":"br","os":"os","pid":"abcd1234"}}`, `${origin}/push`);
    t.match(begun, /^HTTP\/\S+ 200/);
    t.match(begun, /^set-cookie: jmmc_objectId=s%3A[0-9a-f]{24}\.\S+; Path=\/; HttpOnly; Secure; SameSite=None\r$/m);
    t.match(begun, /"m":\{"br":"br","os":"os","pid":"abcd1234","ts":\d{10}\},"jmmc_objectId":"[0-9a-f]{24}"\}$/);
}

/** @param cookie - what curl's -b takes: a jar, or a cookie itself */
async function update(t: Test, { origin, curl }: Curl, cookie: string): Promise<void> {
    const answer = await curl('-i', '-b', cookie, ...JSON_BODY,
        '-d', `{${IDENTITY},"m":{"cq":97.33,"u":{"bw":2500,"pl":0},"t":{"sr":"unknown"}}}`, `${origin}/push`);
    t.match(answer, /^HTTP\/\S+ 200/);
    t.match(answer, new RegExp(`\\{${IDENTITY},"m":\\{"cq":97\\.33,"u":\\{"bw":2500,"pl":0\\},"ts":\\d{10}\\}\\}$`));
}

t.test('with curl: a session, an update with its cookie, and the words of refusals', { skip: skipWithout('curl') }, async (t) => {
    const { origin } = await startService(t, SETTINGS);
    const client = createCurl(origin, t.testdir());
    await begin(t, client);
    // curl sends no Secure cookie over plain HTTP by itself
    const cookie = (await readFile(client.jar, 'utf8')).trim().split('\t').at(-1) ?? '';
    await update(t, client, `jmmc_objectId=${cookie}`);
    t.equal(await client.curl('-d', '{}', ...JSON_BODY, `${origin}/push`), 'must contains the m variable');
    t.equal(await client.curl(`${origin}/getClient?x=1`), '{"error":"Bad URL or request method."}');
});

t.test('with curl behind nginx with TLS, where the cookie comes back by itself', { skip: skipWithout('curl', 'nginx', 'openssl') }, async (t) => {
    const service = await startService(t, { ...SETTINGS, BASE_PATH: '/confmeter', TRUST_PROXY: 'loopback' });
    const nginx = await startNginx(t, { file: NGINX_FILES.debian, servicePort: service.port });
    const folder = t.testdir();
    const certificate = join(folder, 'certificate.pem');
    await writeFile(certificate, nginx.certificate);
    const client = createCurl(`${nginx.origin}/confmeter`, folder, ['--cacert', certificate, '--ipv4']);
    await begin(t, client);
    await update(t, client, client.jar);
    const script = await client.curl('-i', '--compressed', `${client.origin}/getClient`);
    t.match(script, /^content-type: application\/javascript; charset=utf-8\r$/m);
    t.ok(script.endsWith(service.app.clientScript.identity.body.toString()), 'the script as it is, whatever nginx does with JavaScript');
});
