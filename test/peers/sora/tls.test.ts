import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import type { SecureClientSessionOptions } from 'node:http2';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import t from 'tap';
import { skipWithout } from '../../support/programs.js';
import { waitUntil } from '../../support/wait-until.js';
import { createCertificateMaker } from './certificates.js';
import { connectHttp2, sendReport } from './http2-client.js';
import { curl, EXPORTER, openSoraPort, report, WEBHOOK } from './open-port.js';

const originOf = (port: number) => `https://127.0.0.1:${String(port)}`;

/** Whether a report is taken over a connection with these credentials. */
async function isTaken(t: Parameters<typeof connectHttp2>[0], port: number, options: SecureClientSessionOptions): Promise<boolean> {
    try {
        const session = await connectHttp2(t, originOf(port), options);
        return (await sendReport(session, report())).status === 204;
    } catch {
        return false;
    }
}

t.test('over TLS', { skip: skipWithout('curl', 'openssl') }, async (t) => {
    const make = await createCertificateMaker(t);
    const authority = await make.authority('authority');
    const server = await make.signedBy(authority, 'server');
    const { port } = await openSoraPort(t, { SORA_TLS_CERT_FILE: server.certFile, SORA_TLS_KEY_FILE: server.keyFile });
    const trusting = ['--cacert', authority.certFile];

    await t.test('HTTP/2 is agreed on, and HTTP/1.1 refused but for the webhook', async (t) => {
        const send = (path: string, args: string[], headers: object) =>
            curl(`${originOf(port)}${path}`, { args: [...trusting, ...args], headers, body: report() });
        t.match(await send('/collector', ['--http2'], EXPORTER), { status: 204, version: 'HTTP/2' });
        t.match(await send('/collector', ['--http1.1'], EXPORTER), { status: 400, version: 'HTTP/1.1', text: '{"message":"Bad Request"}\n' });
        t.match(await send('/collector', ['--no-alpn'], EXPORTER), { status: 400, version: 'HTTP/1.1' });
        t.match(await send('/stats-webhook', ['--http1.1'], WEBHOOK), { status: 204, version: 'HTTP/1.1' });
        t.match(await send('/stats-webhook', ['--http2'], WEBHOOK), { status: 204, version: 'HTTP/2' });
    });

    await t.test('nothing is answered in the clear', async (t) => {
        t.not((await curl(`http://127.0.0.1:${String(port)}/.ok`, { args: ['--http2-prior-knowledge'] })).exit, 0);
        t.not((await curl(`http://127.0.0.1:${String(port)}/.ok`, { args: ['--http1.1'] })).exit, 0);
    });

    await t.test('who does not know the authority does not send', async (t) => {
        t.equal((await curl(`${originOf(port)}/.ok`)).exit, 60);
    });

    await t.test('without a CA no client certificate is asked for', async (t) => {
        t.equal(await isTaken(t, port, { ca: authority.cert }), true);
    });
});

t.test('with mTLS, by a file or a folder', { skip: skipWithout('openssl') }, async (t) => {
    const make = await createCertificateMaker(t);
    const [authority, other, stranger] = [await make.authority('authority'), await make.authority('other'), await make.authority('stranger')];
    const server = await make.signedBy(authority, 'server');
    const [client, otherClient, strangeClient] =
        [await make.signedBy(authority, 'client'), await make.signedBy(other, 'other-client'), await make.signedBy(stranger, 'strange-client')];
    const folder = join(make.folder, 'authorities');
    await mkdir(folder);
    for (const { certFile } of [authority, other]) await copyFile(certFile, join(folder, certFile.split('/').at(-1) as string));
    await writeFile(join(folder, '.hidden'), 'no certificate');
    const tls = { SORA_TLS_CERT_FILE: server.certFile, SORA_TLS_KEY_FILE: server.keyFile };
    const ca = authority.cert;

    const byFile = await openSoraPort(t, { ...tls, SORA_TLS_CA: authority.certFile });
    const byFolder = await openSoraPort(t, { ...tls, SORA_TLS_CA: folder });

    t.test('who has a certificate of one of them is let in', async (t) => {
        t.equal(await isTaken(t, byFile.port, { ca, cert: client.cert, key: client.key }), true);
        t.equal(await isTaken(t, byFolder.port, { ca, cert: client.cert, key: client.key }), true);
        t.equal(await isTaken(t, byFolder.port, { ca, cert: otherClient.cert, key: otherClient.key }), true);
    });

    t.test('who has one of another, or none, is not; the log says why, once', async (t) => {
        for (let i = 0; i < 2; i += 1) {
            t.equal(await isTaken(t, byFile.port, { ca }), false);
            t.equal(await isTaken(t, byFile.port, { ca, cert: otherClient.cert, key: otherClient.key }), false);
        }
        t.equal(await isTaken(t, byFolder.port, { ca, cert: strangeClient.cert, key: strangeClient.key }), false);
        const reasons = () => byFile.warnings().filter(({ msg }) => /could not set up TLS/.test(String(msg))).map(({ reason }) => reason);
        await waitUntil('both are logged', () => reasons().length >= 2);
        t.match(reasons(), ['ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE', /^UNABLE_TO_/]);
        t.equal(reasons().length, 2);
    });

    t.test('an intermediate authority is trusted together with its root', async (t) => {
        const intermediate = await make.intermediate(stranger, 'intermediate');
        const below = await make.signedBy(intermediate, 'below');
        const both = join(make.folder, 'both.pem');
        await writeFile(both, `${intermediate.cert}${stranger.cert}`);
        const { port } = await openSoraPort(t, { ...tls, SORA_TLS_CA: both });
        t.equal(await isTaken(t, port, { ca, cert: below.cert, key: below.key }), true);
        t.equal(await isTaken(t, port, { ca, cert: client.cert, key: client.key }), false);
    });

    t.test('TLS 1.2 is judged as 1.3, and 1.1 is not spoken', async (t) => {
        t.equal(await isTaken(t, byFile.port, { ca, cert: client.cert, key: client.key, maxVersion: 'TLSv1.2' }), true);
        t.equal(await isTaken(t, byFile.port, { ca, maxVersion: 'TLSv1.2' }), false);
        t.equal(await isTaken(t, byFile.port, { ca, cert: client.cert, key: client.key, minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' }), false);
    });
});

t.test('renewed files count without a restart, and broken ones do not', { skip: skipWithout('openssl') }, async (t) => {
    const make = await createCertificateMaker(t);
    const authority = await make.authority('authority');
    const [first, second] = [await make.signedBy(authority, 'first'), await make.signedBy(authority, 'second')];
    const [certFile, keyFile] = [join(make.folder, 'fullchain.pem'), join(make.folder, 'privkey.pem')];
    const use = async ({ cert, key }: { cert: string; key: string }) => {
        await writeFile(certFile, cert);
        await writeFile(keyFile, key);
    };
    await use(first);
    const { port, warnings } = await openSoraPort(t, { SORA_TLS_CERT_FILE: certFile, SORA_TLS_KEY_FILE: keyFile, SORA_TLS_REFRESH: '1' });
    const shown = async () => {
        const socket: TLSSocket = connect({ port, host: '127.0.0.1', ca: authority.cert, ALPNProtocols: ['h2'] });
        await once(socket, 'secureConnect');
        const { subject } = socket.getPeerCertificate() as PeerCertificate;
        socket.destroy();
        return subject.CN;
    };
    const session = await connectHttp2(t, originOf(port), { ca: authority.cert });
    t.equal(await shown(), 'first');

    await use({ cert: second.cert, key: 'half of a key' });
    await waitUntil('the fault is logged', () => warnings().some(({ msg }) => /former stay in use/.test(String(msg))));
    t.equal(await shown(), 'first');

    await use(second);
    await waitUntil('the new certificate is shown', async () => await shown() === 'second');
    t.equal((await sendReport(session, report())).status, 204, 'a connection from before goes on');
});
