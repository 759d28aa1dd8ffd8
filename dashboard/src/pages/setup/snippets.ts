/**
 * The lines to paste. They are those of deploy/ and of the READMEs, without their comments, with another path, port or address in them; a test
 * compares the two.
 */

/** @param path - BASE_PATH, as /confmeter */
export const nginxOnHost = (path: string, port: number): string => `location ^~ ${path}/ {
    proxy_pass http://127.0.0.1:${String(port)};
${NGINX_REST}`;

/** The same within docker-jitsi-meet's web container, where the name is looked up when a request comes. */
export const nginxInDocker = (path: string, port: number): string => `location ^~ ${path}/ {
    set $confmeter confmeter:${String(port)};
    proxy_pass http://$confmeter;
${NGINX_REST}`;

const NGINX_REST = `    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_set_header X-Forwarded-Host "";
    client_max_body_size 0;
    proxy_max_temp_file_size 0;
    ssi off;
    access_log off;
}
`;

export const customConfig = (path: string): string => `config.analytics = config.analytics || {};
config.analytics.scriptURLs = (config.analytics.scriptURLs || []).concat('${path}/client.js');
`;

export const serviceSettings = (path: string): string => `BASE_PATH=${path}
TRUST_PROXY=loopback
`;

export const dockerNetwork = (): string => `JITSI_NETWORK=docker-jitsi-meet_meet.jitsi
COMPOSE_FILE=docker-compose.yml:deploy/docker-jitsi-meet/compose.yml
`;

/** @param url - of the service, with a slash at its end */
export const scriptTag = (url: string): string => `<script src="${url}client.js"></script>
<script>
    const stop = confmeter.collectCallQuality(conference); // before conference.join()
</script>
`;

export const npmModule = (url: string): string => `import { collectCallQuality } from 'confmeter';

const stop = collectCallQuality(conference, { endpoint: '${url}' });
`;

export const jmmcSettings = (): string => 'BASE_PATH=/jitsi-meet-metrics-collector\n';

export const audiencePorts = (): string => `AUDIENCE_PORT=80
AUDIENCE_STATS_PORT=1442
AUDIENCE_NOTIFICATION_PORT=2442
`;

export const audienceTag = (url: string): string => `<span id="count"></span>
<script src="${url}audience.js" data-namespace="slide-4" data-target="#count"></script>
`;
