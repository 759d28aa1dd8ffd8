import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Test } from 'tap';
import { makeDataDir } from '../../build-test-app.js';
import { programPath } from '../../support/programs.js';

/** A certificate and its key: their files, and what is in them. */
export interface Pair { certFile: string; keyFile: string; cert: string; key: string }

/** Makes certificates in a folder of its own, removed with the test; all by openssl, which is what operators have. */
export interface CertificateMaker {
    folder: string;
    /** One that may sign others. */
    authority(name: string): Promise<Pair>;
    /** One that may sign others, itself signed by the first. */
    intermediate(issuer: Pair, name: string): Promise<Pair>;
    /** One for this machine, signed by the other. */
    signedBy(issuer: Pair, name: string): Promise<Pair>;
}

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

const signedWith = ({ certFile, keyFile }: Pair): string[] => ['-CA', certFile, '-CAkey', keyFile];

export async function createCertificateMaker(t: Test): Promise<CertificateMaker> {
    const folder = await makeDataDir(t);
    const make = async (name: string, args: string[]): Promise<Pair> => {
        const [certFile, keyFile] = [join(folder, `${name}.pem`), join(folder, `${name}.key`)];
        await promisify(execFile)(programPath('openssl'), [
            'req', '-x509', ...KEY, '-days', '30', '-subj', `/CN=${name}`, '-keyout', keyFile, '-out', certFile, ...args
        ]);
        return { certFile, keyFile, cert: await readFile(certFile, 'utf8'), key: await readFile(keyFile, 'utf8') };
    };
    return {
        folder,
        authority: (name) => make(name, []),
        intermediate: (issuer, name) => make(name, signedWith(issuer)),
        signedBy: (issuer, name) => make(name, [
            ...signedWith(issuer), '-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'
        ])
    };
}
