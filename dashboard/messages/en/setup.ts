/** The page that tells how Jitsi's pages come to send, and whether they do. */
export const setup = {
    name: 'Setup',
    lead: 'Paste these lines beside your Jitsi, make a call, and watch the light turn green.',
    light: {
        title: 'Does it work?',
        waiting: 'Waiting for the first push',
        waitingText: 'This page looks every two seconds. The first push comes about half a minute after somebody has joined a call.',
        arriving: 'Green: pushes are arriving',
        quiet: 'Green: it works, and nobody is in a call at the moment',
        last: (ago: string) => `The last push came ${ago}.`,
        script: 'The script was loaded', session: 'A participant began a session', push: 'A push arrived',
        times: (count: string, ago: string) => `${count} times, the last ${ago}`, never: 'not since the service started',
        latest: 'Seen last:', minutes: 'Pushes in each of the last 15 minutes', pushes: (count: string) => `${count} pushes in the last 15 minutes`,
        workers: (answering: string, count: string) => `${answering} of ${count} workers answered; the others are not counted.`,
        version: (version: string, ago: string) => `Version ${version}, counted since the start ${ago}.`
    },
    troubles: {
        title: 'What is refused, and what to do',
        none: 'Nothing was refused since the service started.',
        what: 'What', advice: 'What to do', count: 'Times', last: 'Last',
        origin_not_allowed: (about: string) => `Pages from ${about} are refused`,
        origin_advice: (about: string) => `If they are yours, add it: CORS_ORIGINS=${about}. If they are on this very host, the proxy does `
            + 'not pass the '
            + 'Host header on.',
        conference_not_allowed: (about: string) => `Conferences with names as “${about}” are refused`,
        conference_advice: (pattern: string) => `CONFERENCE_PATTERN is ${pattern}: change it if these are to be measured.`,
        session_token_invalid: () => 'Pushes with a token that is not of this service',
        token_advice: () => 'Pages that were open while SESSION_SECRET changed, or several instances with different ones.',
        rate_limited: () => 'Too many requests from one address',
        rate_advice: () => 'Behind a proxy set TRUST_PROXY to its address; else raise RATE_LIMIT.',
        not_found: (about: string) => `Requests for ${about}, which is not there`,
        path_advice: (path: string) => `The proxy must pass the whole path on: the service answers below “${path}” (BASE_PATH).`,
        proxy_not_trusted: (about: string) => `A proxy at ${about} is not believed`,
        proxy_advice: (about: string) => `All participants count as one address: set TRUST_PROXY=${about}.`,
        parts_dropped: (about: string) => `Values were left out: ${about}`,
        dropped_advice: () => 'The rest was kept. Another version of the script sends what this one does not know, or a client of your own is wrong.',
        spool_full: () => 'The spool is full', spool_advice: () => 'The store is away or too slow; raise SPOOL_MAX_BYTES if it may wait longer.',
        not_writable: () => 'The disk does not take it', disk_advice: () => 'DATA_DIR cannot be written, or less than DISK_RESERVE is free.',
        other: (code: string, about: string) => about === '' ? code : `${code}: ${about}`,
        other_advice: () => 'The error codes are explained in docs/api.md.'
    },
    install: {
        title: 'What to paste', choose: 'Your Jitsi',
        kinds: { debian: 'Debian packages', docker: 'docker-jitsi-meet', own: 'Own '
            + 'page', jmmc: 'jitsi-meet-metrics-collector', audience: 'audience-meter' },
        copy: 'Copy', copied: 'Copied', copyFailed: 'Select the lines and copy them by hand.', of: (title: string) => `Copy: ${title}`,
        fully: 'All steps, and how to take it out again, are in deploy/README.md.',
        address: (url: string) => `This service, as you reach it: ${url}`,
        notHttps: 'Jitsi’s pages are HTTPS and may only talk to HTTPS. Open this page by the address that they will use, and the lines below '
            + 'have it.',
        settings: 'Settings of this service',
        settingsText: 'It listens at its root now. Start it anew with these, so that a path of the Jitsi host leads to it:',
        nginx: 'nginx', nginxDebian: 'In /etc/nginx/sites-available/<your host>.conf, in the server block on 443, before its first location; '
            + 'then nginx -t && systemctl reload nginx:',
        nginxDocker: 'As ~/.jitsi-meet-cfg/web/nginx-custom/confmeter.conf:',
        config: 'Jitsi Meet’s configuration', configDebian: 'At the end of /etc/jitsi/meet/<your host>-config.js; package updates keep it:',
        configDocker: 'At the end of ~/.jitsi-meet-cfg/web/custom-config.js; then docker compose restart web:',
        network: 'The network',
        networkText: 'In confmeter’s folder, in the file .env (docker network ls --filter name=meet.jitsi shows the name); then '
            + 'docker compose up --build --detach:',
        script: 'As a script', scriptText: 'In the page that has the conference, before it is joined:',
        module: 'Or as a module', moduleText: 'From npm, bundled into your page:',
        origins: (origins: string) => `A page of another host must be listed: CORS_ORIGINS is ${origins} now. The script sends to where it `
            + 'was loaded from.',
        noOrigins: 'empty',
        jmmc: 'The same path', jmmcText: 'Start the service under the path of the collector, and let the proxy pass it here. Open pages go on.',
        jmmcOff: 'JMMC=off: this service does not take what the collector’s pages send at the moment.',
        ports: 'Its ports', portsText: 'Its clients, its monitoring and what sends its messages go on unchanged:',
        count: 'Or a count in any page', countText: 'Without a port of its own:'
    }
};
