import { brotliDecompressSync } from 'node:zlib';
import t, { type Test } from 'tap';
import type { SessionReply } from '../../schemas/session.js';
import { newSession, READER } from '../build-test-app.js';
import { requestOver, type HttpsRequest } from '../support/https-request.js';
import { skipWithout } from '../support/programs.js';
import { NGINX_FILES, startNginx, type NginxOptions } from '../support/start-nginx.js';
import { startService } from '../support/start-service.js';

/** The settings that deploy/README.md gives for an nginx on the same machine. */
const BEHIND_NGINX = { BASE_PATH: '/confmeter', TRUST_PROXY: 'loopback' };

/** The whole of 127.0.0.0/8 is this machine: a participant's address that is not the proxy's. */
const PARTICIPANT = '127.0.0.5';

async function startBehindNginx(t: Test, file: NginxOptions['file'], settings: Record<string, string>) {
    const service = await startService(t, { ...BEHIND_NGINX, ...settings });
    const nginx = await startNginx(t, { file, servicePort: service.port });
    const request = (path: string, options?: HttpsRequest) =>
        requestOver(nginx.certificate, `${nginx.origin}/confmeter${path}`, { localAddress: PARTICIPANT, ...options });
    const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
        request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain;charset=UTF-8', ...headers } });
    return { service, nginx, request, post };
}

for (const [kind, file] of Object.entries(NGINX_FILES)) t.test(`behind nginx with TLS, as ${kind}`, { skip: skipWithout('nginx', 'openssl') }, async (t) => {
    const { nginx, service, request, post } = await startBehindNginx(t, file, { IP_PRIVACY: 'full', BODY_LIMIT: '4096' });

    await t.test('the script is there, compressed as the service made it, and is not sent again to who has it', async (t) => {
        const answer = await request('/client.js', { headers: { 'accept-encoding': 'gzip, br' } });
        t.equal(answer.status, 200);
        t.match(answer.headers, { 'content-type': /^text\/javascript/, 'content-encoding': 'br', 'cache-control': 'public, max-age=300' });
        t.same(brotliDecompressSync(answer.body), service.app.clientScript.identity.body);
        t.equal(answer.headers.etag, service.app.clientScript.br.etag);
        const again = await request('/client.js', { headers: { 'accept-encoding': 'gzip, br', 'if-none-match': String(answer.headers.etag) } });
        t.equal(again.status, 304);
    });

    await t.test('a session and its pushes are stored with the participant\'s address, whatever address is claimed', async (t) => {
        const { sessionKey, sessionId, ...rest } = newSession();
        const headers = { 'x-forwarded-for': '203.0.113.66', 'x-real-ip': '203.0.113.66', forwarded: 'for=203.0.113.66' };
        const begun = await post('/v1/sessions', { sessionKey, sessionId, ...rest }, headers);
        t.equal(begun.status, 200);
        const at = Date.now();
        const { token } = begun.json<{ token: string }>();
        const push = { token, seq: 0, sentAt: at, deltas: [{ at, keyframe: true, patch: { connectionQuality: 100 } }], end: 'left' };
        t.equal((await post(`/v1/sessions/${sessionId}/metrics`, push, headers)).status, 204);
        const session = (await request(`/v1/sessions/${sessionId}`, { headers: READER })).json<SessionReply>();
        t.match(session, { sessionId, address: PARTICIPANT, pushes: 1, endReason: 'left' });
    });

    await t.test('a page of the same host may send, though the service itself is reached by http', async (t) => {
        t.equal((await post('/v1/sessions', newSession(), { origin: nginx.origin })).status, 200);
    });

    await t.test('so may a page of another port of that host, and it may read the answer', async (t) => {
        const answer = await post('/v1/sessions', newSession(), { origin: 'https://localhost' });
        t.equal(answer.status, 200);
        t.match(answer.headers, { 'access-control-allow-origin': 'https://localhost' });
    });

    await t.test('a page of another host may not, whatever host is claimed to have been asked', async (t) => {
        for (const headers of [{}, { 'x-forwarded-host': 'evil.example' }]) {
            const refused = await post('/v1/sessions', newSession(), { origin: 'https://evil.example', ...headers });
            t.equal(refused.status, 403);
            t.match(refused.json(), { code: 'origin_not_allowed' });
            t.match(refused.headers, { 'access-control-allow-origin': '*' }, 'the page can read that and stop');
        }
    });

    await t.test('a body that is too large is refused by the service, in its own words', async (t) => {
        const refused = await post('/v1/sessions', { ...newSession(), displayName: 'x'.repeat(5000) });
        t.equal(refused.status, 413);
        t.match(refused.json(), { code: 'body_too_large', requestId: String });
    });

    await t.test('the rest of the paths stays Jitsi Meet\'s', async (t) => {
        for (const path of ['/weekly-standup', '/confmeter-room', '/tenant/room']) {
            const { status, body } = await requestOver(nginx.certificate, `${nginx.origin}${path}`);
            t.equal(status, 200);
            t.match(body.toString(), '<title>Jitsi Meet</title>', path);
        }
        const bare = await requestOver(nginx.certificate, `${nginx.origin}/confmeter`);
        t.equal(bare.status, 301);
        t.match(bare.headers.location, /\/confmeter\/$/);
    });
});

t.test('Jitsi Meet in Docker starts and runs while the service is not there', { skip: skipWithout('nginx', 'openssl') }, async (t) => {
    const { certificate, origin } = await startNginx(t, { file: NGINX_FILES.docker });
    t.equal((await requestOver(certificate, `${origin}/weekly-standup`)).status, 200);
    t.equal((await requestOver(certificate, `${origin}/confmeter/client.js`)).status, 502);
});
