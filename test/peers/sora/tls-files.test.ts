import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { ConfigError } from '../../../src/config.js';
import { readCredentials, type TlsSettings } from '../../../src/peers/sora/tls-files.js';
import { programPath, skipWithout } from '../../support/programs.js';
import { createCertificateMaker } from './certificates.js';

const faultsOf = (settings: Partial<TlsSettings>) => readCredentials({
    SORA_TLS_CERT_FILE: undefined, SORA_TLS_KEY_FILE: undefined, SORA_TLS_CA: undefined, ...settings
}).then(() => [], (error: unknown) => error instanceof ConfigError ? error.faults : [`not a ConfigError: ${String(error)}`]);

t.test('TLS files that cannot be used are told, each by its setting', { skip: skipWithout('openssl') }, async (t) => {
    const make = await createCertificateMaker(t);
    const [authority, other] = [await make.authority('authority'), await make.authority('other')];
    const own = { SORA_TLS_CERT_FILE: authority.certFile, SORA_TLS_KEY_FILE: authority.keyFile };
    const file = async (name: string, text: string) => {
        await writeFile(join(make.folder, name), text);
        return join(make.folder, name);
    };

    await t.test('good ones have no fault, and without any there is nothing to read', async (t) => {
        t.same(await faultsOf(own), []);
        t.same(await faultsOf({}), []);
    });

    await t.test('all faults are told at once', async (t) => {
        t.match(await faultsOf({ SORA_TLS_CERT_FILE: '/nowhere', SORA_TLS_KEY_FILE: make.folder, SORA_TLS_CA: '/nowhere/either' }), [
            /^SORA_TLS_CERT_FILE: cannot be read \(ENOENT/, /^SORA_TLS_KEY_FILE: cannot be read \(EISDIR/, /^SORA_TLS_CA: cannot be read \(ENOENT/
        ]);
    });

    await t.test('a key of another certificate', async (t) => {
        t.match(await faultsOf({ ...own, SORA_TLS_KEY_FILE: other.keyFile }), [/^SORA_TLS_KEY_FILE: .*other\.key is not the key of the first cert/]);
    });

    await t.test('what is no PEM, a part of one, or the other of the two', async (t) => {
        const damaged = authority.cert.split('\n').filter((_line, index) => index !== 2).join('\n');
        t.match(await faultsOf({ ...own, SORA_TLS_CERT_FILE: await file('text', 'hello') }), [/^SORA_TLS_CERT_FILE: .* has no certificate in PEM/]);
        t.match(await faultsOf({ ...own, SORA_TLS_CERT_FILE: await file('damaged', damaged) }), [/^SORA_TLS_CERT_FILE: .* that cannot be read/]);
        t.match(await faultsOf({ ...own, SORA_TLS_CERT_FILE: authority.keyFile }), [/^SORA_TLS_CERT_FILE: .* has no certificate in PEM/]);
        t.match(await faultsOf({ ...own, SORA_TLS_KEY_FILE: authority.certFile }), [/^SORA_TLS_KEY_FILE: .* has no private key in PEM/]);
    });

    await t.test('a key that is locked', async (t) => {
        const locked = join(make.folder, 'locked.key');
        execFileSync(programPath('openssl'), ['pkey', '-in', authority.keyFile, '-aes256', '-passout', 'pass:secret', '-out', locked]);
        t.match(await faultsOf({ ...own, SORA_TLS_KEY_FILE: locked }), [/^SORA_TLS_KEY_FILE: the key in .* is locked by a passphrase/]);
    });

    await t.test('a folder without certificates, or with a file that has none', async (t) => {
        const [empty, mixed] = [join(make.folder, 'empty'), join(make.folder, 'mixed')];
        for (const folder of [empty, mixed]) await mkdir(join(folder, 'below'), { recursive: true });
        await writeFile(join(mixed, 'authority.pem'), authority.cert);
        await writeFile(join(mixed, 'other.pem'), other.cert);
        t.same(await faultsOf({ ...own, SORA_TLS_CA: mixed }), []);
        await writeFile(join(mixed, 'readme'), 'hello');
        t.match(await faultsOf({ ...own, SORA_TLS_CA: mixed }), [/^SORA_TLS_CA: .*readme has no certificate in PEM form$/]);
        t.match(await faultsOf({ ...own, SORA_TLS_CA: empty }), [/^SORA_TLS_CA: the folder .* has no files$/]);
    });
});

t.test('a chain is kept whole, and all that a file of authorities has counts', { skip: skipWithout('openssl') }, async (t) => {
    const make = await createCertificateMaker(t);
    const authority = await make.authority('authority');
    const server = await make.signedBy(authority, 'server');
    const bundle = join(make.folder, 'bundle.pem');
    await writeFile(bundle, `subject=CN = server\n${server.cert}\n${authority.cert}`);
    const credentials = await readCredentials({ SORA_TLS_CERT_FILE: bundle, SORA_TLS_KEY_FILE: server.keyFile, SORA_TLS_CA: bundle });
    t.equal(credentials?.cert.match(/BEGIN CERTIFICATE/g)?.length, 2);
    t.equal(credentials?.ca?.length, 2);
    t.ok(credentials !== undefined && credentials.validFrom < Date.now() && Date.now() < credentials.validTo);
});
