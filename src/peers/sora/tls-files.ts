import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, type Config } from '../../config.js';

export type TlsSettings = Pick<Config, 'SORA_TLS_CERT_FILE' | 'SORA_TLS_KEY_FILE' | 'SORA_TLS_CA'>;

/** What TLS needs, as PEM. */
export interface Credentials {
    cert: string;
    key: string;
    /** undefined: no client certificate is asked for. */
    ca: string[] | undefined;
    /** From when to when the certificate counts, epoch ms. */
    validFrom: number;
    validTo: number;
}

const CERTIFICATE = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^-]+-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g;

/**
 * Reads and checks the files of the settings; undefined when there are none.
 * @throws {ConfigError} with every fault: what cannot be read, is no PEM, does not belong together.
 */
export async function readCredentials(settings: TlsSettings): Promise<Credentials | undefined> {
    const { SORA_TLS_CERT_FILE: certFile, SORA_TLS_KEY_FILE: keyFile, SORA_TLS_CA: caPath } = settings;
    if (certFile === undefined || keyFile === undefined) return undefined;
    const faults: string[] = [];
    const attempt = <T>(name: string, work: Promise<T>): Promise<T | undefined> => work.catch((error: unknown) => {
        faults.push(`${name}: ${reasonOf(error)}`);
        return undefined;
    });
    const chain = await attempt('SORA_TLS_CERT_FILE', readCertificates(certFile));
    const key = await attempt('SORA_TLS_KEY_FILE', readKey(keyFile));
    const ca = caPath === undefined ? undefined : await attempt('SORA_TLS_CA', readAuthorities(caPath));
    const [own] = chain ?? [];
    if (own !== undefined && key !== undefined && !own.checkPrivateKey(key.object))
        faults.push(`SORA_TLS_KEY_FILE: ${keyFile} is not the key of the first certificate in ${certFile}`);
    if (faults.length > 0 || chain === undefined || own === undefined || key === undefined) throw new ConfigError(faults);
    return {
        cert: chain.map(String).join(''), key: key.text, ca: ca?.map(String), validFrom: Date.parse(own.validFrom), validTo: Date.parse(own.validTo)
    };
}

class FileFault extends Error {}

/** As the system says it: "ENOENT: no such file or directory, open '/x'". */
const reasonOf = (error: unknown): string => error instanceof FileFault ? error.message : `cannot be read (${(error as Error).message})`;

async function readCertificates(file: string): Promise<X509Certificate[]> {
    const blocks = (await readFile(file, 'utf8')).match(CERTIFICATE) ?? [];
    if (blocks.length === 0) throw new FileFault(`${file} has no certificate in PEM form`);
    try {
        return blocks.map((block) => new X509Certificate(block));
    } catch {
        throw new FileFault(`${file} has a certificate that cannot be read`);
    }
}

async function readKey(file: string): Promise<{ text: string; object: KeyObject }> {
    const text = await readFile(file, 'utf8');
    try {
        return { text, object: createPrivateKey(text) };
    } catch {
        // of both forms that PEM has for it (RFC 7468, 11; RFC 1421, 4.6.1.1)
        if (text.includes('ENCRYPTED')) throw new FileFault(`the key in ${file} is locked by a passphrase`);
        throw new FileFault(`${file} has no private key in PEM form`);
    }
}

/** Of a file, or of all files of a folder but the hidden ones (Kubernetes mounts have such). A file without a certificate is a mistake. */
async function readAuthorities(path: string): Promise<X509Certificate[]> {
    if (!(await stat(path)).isDirectory()) return readCertificates(path);
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
    const files: string[] = [];
    for (const name of names) if ((await stat(join(path, name))).isFile()) files.push(join(path, name));
    if (files.length === 0) throw new FileFault(`the folder ${path} has no files`);
    return (await Promise.all(files.map(readCertificates))).flat();
}
