import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Test } from 'tap';
import { findFreePort } from './free-port.js';
import { programPath } from './programs.js';
import { ROOT } from './project.js';
import { startProgram } from './start-program.js';

export interface Nginx {
    /** https://localhost:port */
    origin: string;
    port: number;
    /** The certificate it made for itself, PEM. */
    certificate: string;
}

/** The files that deploy/README.md has users include, and how each names the service. */
export const NGINX_FILES = {
    debian: { path: 'deploy/nginx/confmeter.conf', service: '127.0.0.1:8080' },
    docker: { path: 'deploy/docker-jitsi-meet/confmeter.conf', service: 'confmeter:8080' }
} as const;

export interface NginxOptions {
    file: typeof NGINX_FILES[keyof typeof NGINX_FILES];
    /** Where the service is; left out, it is where the file says. */
    servicePort?: number;
}

/**
 * Starts nginx as Jitsi Meet sets it up (TLS, SSI, compression, every path a room), with one of the files that users include, in front of
 * the service. Ends with the test.
 */
export async function startNginx(t: Test, { file, servicePort }: NginxOptions): Promise<Nginx> {
    const folder = await mkdtemp(join(tmpdir(), 'confmeter-nginx-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const port = await findFreePort();
    const certificate = await makeCertificate(folder);
    const text = await readFile(join(ROOT, file.path), 'utf8');
    const included = servicePort === undefined ? text : text.replace(file.service, `127.0.0.1:${String(servicePort)}`);
    await mkdir(join(folder, 'web'));
    await writeFile(join(folder, 'web/index.html'), '<!doctype html><meta charset="utf-8"><title>Jitsi Meet</title><link rel="icon" href="data:,">');
    await writeFile(join(folder, 'confmeter.conf'), included);
    await writeFile(join(folder, 'nginx.conf'), nginxConf(folder, port));

    const nginx = startProgram(t, { command: programPath('nginx'), args: ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'] });
    await nginx.listens(port);
    return { origin: `https://localhost:${String(port)}`, port, certificate };
}

async function makeCertificate(folder: string): Promise<string> {
    await promisify(execFile)(programPath('openssl'), [
        'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
        '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')
    ]);
    return readFile(join(folder, 'certificate.pem'), 'utf8');
}

const nginxConf = (folder: string, port: number) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
    include /etc/nginx/mime.types;
    resolver 127.0.0.1:1;
    resolver_timeout 1s;
    access_log ${folder}/access.log;
    client_body_temp_path ${folder}/body;
    proxy_temp_path ${folder}/proxy;
    fastcgi_temp_path ${folder}/fastcgi;
    uwsgi_temp_path ${folder}/uwsgi;
    scgi_temp_path ${folder}/scgi;
    server {
        listen 127.0.0.1:${String(port)} ssl http2;
        server_name localhost;
        ssl_certificate ${folder}/certificate.pem;
        ssl_certificate_key ${folder}/key.pem;
        add_header Strict-Transport-Security "max-age=63072000" always;
        root ${folder}/web;
        ssi on;
        ssi_types application/x-javascript application/javascript;
        gzip on;
        gzip_types text/plain text/css application/javascript application/json;
        client_max_body_size 1k;

        include ${folder}/confmeter.conf;

        location ~* \\.(js|css|png|ico)$ {
            expires 30d;
        }
        location ~ ^/([^/?&:'"]+)$ {
            rewrite ^/(.*)$ /index.html break;
        }
        location ~ ^/([^/?&:'"]+)/(.*)$ {
            rewrite ^/(.*)$ /index.html break;
        }
    }
}
`;
