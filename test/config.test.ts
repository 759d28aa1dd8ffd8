import t from 'tap';
import { ConfigError, describeConfig, loadConfig } from '../src/config.js';
import { readFlags } from '../src/flags.js';

const faultsOf = (env: Record<string, string>, args: string[] = []): readonly string[] => {
    try {
        loadConfig(env, readFlags(args));
    } catch (error) {
        if (error instanceof ConfigError) return error.faults;
        throw error;
    }
    return [];
};

t.test('an empty environment gives the defaults', async (t) => {
    const config = loadConfig({});
    t.equal(config.PORT, 8080);
    t.equal(config.PUSH_INTERVAL, 30_000);
    t.equal(config.IP_PRIVACY, 'truncate');
    t.equal(config.CONFERENCE_PATTERN, undefined);
});

t.test('an empty text is as good as none', async (t) => {
    t.equal(loadConfig({ PORT: '', CONFERENCE_PATTERN: '' }).PORT, 8080);
});

t.test('all faults are told at once, each with its name and what was expected', async (t) => {
    const settings = {
        PORT: 'x', IP_PRIVACY: 'some', CONFERENCE_PATTERN: '(', TRUST_PROXY: 'loopback,nginx', THRESHOLDS: 'uploadLoss.warning=2,loss.warning=2'
    };
    t.match(faultsOf(settings), [
        /^PORT: "x" is not a whole number from 0 to 65535/, /^TRUST_PROXY: "nginx" is not an address/,
        /^CONFERENCE_PATTERN: "\(" is not a regular expression/, /^IP_PRIVACY: "some" is not one of truncate, full, none/,
        /^THRESHOLDS: "loss.warning=2" names no threshold; it should look like uploadLoss.warning=3$/
    ]);
});

t.test('settings in seconds tell their range in seconds and are milliseconds in the program', async (t) => {
    t.equal(loadConfig({ PUSH_INTERVAL: '2.5' }).PUSH_INTERVAL, 2500);
    t.match(faultsOf({ PUSH_INTERVAL: '30000' }), [/^PUSH_INTERVAL: "30000" is not a number of seconds from 1 to 600 \(/]);
});

t.test('a flag counts more than the environment, in both spellings', async (t) => {
    t.equal(loadConfig({ PORT: '1' }, readFlags(['--port', '2'])).PORT, 2);
    t.equal(loadConfig({ PORT: '1' }, readFlags(['--port=3'])).PORT, 3);
    const { CORS_ORIGINS } = loadConfig({}, readFlags(['--cors-origins', 'https://a.example, https://b.example']));
    t.same(CORS_ORIGINS, ['https://a.example', 'https://b.example']);
});

t.test('unknown, doubled and empty-handed flags are faults beside those of the values', async (t) => {
    t.match(faultsOf({ HOST: '', PORT: '70000' }, ['--prot', '1', '--data-dir', 'a', '--data-dir=b', '--host', '--base-path', '/x/', 'stray']), [
        /^--prot: there is no such flag; did you mean --port\?/, /^--data-dir: is given twice/, /^--host: needs a value/,
        /^stray: there is no such flag/,
        /^PORT: /, /^BASE_PATH: "\/x\/" is not a path as \/confmeter/
    ]);
});

t.test('a secret is shown neither in a fault nor among the settings', async (t) => {
    const secret = 'short-secret';
    t.notMatch(faultsOf({ DASHBOARD_TOKEN: secret, SESSION_SECRET: secret }).join('\n'), new RegExp(secret));
    const config = loadConfig({ DASHBOARD_TOKEN: 'x'.repeat(20), SESSION_SECRET: 'y'.repeat(20) });
    t.notMatch(JSON.stringify(describeConfig(config)), /xxxx|yyyy/);
    t.match(describeConfig(config), { DASHBOARD_TOKEN: '***', SESSION_SECRET: '***', PUSH_INTERVAL: 30, CONFERENCE_PATTERN: 'unset' });
});

t.test('the audience\'s pattern must be a regular expression, its origins origins or *, and its longest delay not below its least', async (t) => {
    t.same(faultsOf({ AUDIENCE_CORS_ORIGINS: 'https://www.example.org,*', AUDIENCE_NOTIFY_MIN_DELAY: '25' }), []);
    t.match(faultsOf({ AUDIENCE_PATTERN: '[', AUDIENCE_CORS_ORIGINS: 'example.org', AUDIENCE_NOTIFY_MAX_DELAY: '1.5' }), [
        /^AUDIENCE_PATTERN: "\[" is not a regular expression/, /^AUDIENCE_CORS_ORIGINS: "example.org" is not a list of origins/,
        /^AUDIENCE_NOTIFY_MAX_DELAY: 1.5 is less than AUDIENCE_NOTIFY_MIN_DELAY, 2$/
    ]);
});

t.test('several workers need MongoDB, and a spool that is large enough to be shared', async (t) => {
    const MONGODB_URI = 'mongodb://127.0.0.1';
    t.same(faultsOf({ WORKERS: '1' }), []);
    t.match(faultsOf({ WORKERS: '2', PORT: 'x' }), [/^PORT: /, /^WORKERS: 2 processes need MONGODB_URI: .*Leave WORKERS at 1, or .* MongoDB$/]);
    t.same(faultsOf({ WORKERS: '2', MONGODB_URI, SPOOL_MAX_BYTES: '2097152' }), []);
    const small = faultsOf({ WORKERS: '2', MONGODB_URI, SPOOL_MAX_BYTES: '2097151' });
    t.match(small, [/^SPOOL_MAX_BYTES: 2097151 is too little .* 2 processes .*1048576$/]);
});

t.test('half of a TLS setting is a fault', async (t) => {
    const [SORA_TLS_CERT_FILE, SORA_TLS_KEY_FILE, SORA_TLS_CA] = ['cert.pem', 'key.pem', 'ca.pem'];
    t.same(faultsOf({ SORA_PORT: '5890', SORA_TLS_CERT_FILE, SORA_TLS_KEY_FILE, SORA_TLS_CA }), []);
    t.match(faultsOf({ SORA_TLS_CERT_FILE }), [/^SORA_TLS_KEY_FILE: is not set, but SORA_TLS_CERT_FILE is/]);
    t.match(faultsOf({ SORA_TLS_KEY_FILE, SORA_TLS_CA }), [/^SORA_TLS_CERT_FILE: is not set, but SORA_TLS_KEY_FILE is/]);
    t.match(faultsOf({ SORA_TLS_CA }), [/^SORA_TLS_CERT_FILE: is not set, but SORA_TLS_CA is/]);
});

t.test('each port is its own, and there for something', async (t) => {
    t.match(faultsOf({ PORT: '5890', SORA_PORT: '5890' }), [/^SORA_PORT: 5890 is taken by PORT/]);
    t.same(faultsOf({ PORT: '0', SORA_PORT: '0' }), []);
    t.match(faultsOf({ AUDIENCE_PORT: '1442', AUDIENCE_STATS_PORT: '1442', AUDIENCE_NOTIFICATION_PORT: '8080' }), [
        /^AUDIENCE_STATS_PORT: 1442 is taken by AUDIENCE_PORT/, /^AUDIENCE_NOTIFICATION_PORT: 8080 is taken by PORT/
    ]);
    t.match(faultsOf({ AUDIENCE: 'off', AUDIENCE_STATS_PORT: '1442' }), [/^AUDIENCE_STATS_PORT: is set, but AUDIENCE is off/]);
    t.same(faultsOf({ AUDIENCE_PORT: '0', AUDIENCE_STATS_PORT: '0', AUDIENCE_NOTIFICATION_PORT: '0' }), []);
});

t.test('webhooks need a secret, and https but to this machine; neither addresses nor secrets are shown', async (t) => {
    const WEBHOOK_SECRETS = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
    const faults = (WEBHOOK_URLS: string, more: Record<string, string> = {}) => faultsOf({ WEBHOOK_URLS, WEBHOOK_SECRETS, ...more });
    for (const url of ['https://example.org/hook?a=@b', 'http://localhost:1234', 'http://127.0.0.2/x', 'http://[::1]/', 'https://a/,https://b/'])
        t.same(faults(url), [], url);
    for (const url of ['http://example.org/s3cret', 'http://10.0.0.1/s3cret', 'http://localhost.example.org/s3cret']) {
        t.match(faults(url), [/^WEBHOOK_URLS: address 1, at [^/]+, is to be told in the clear, by http; use https, or set WEBHOOK_HTTP=any$/]);
        t.notMatch(faults(url)[0], /s3cret/);
        t.same(faults(url, { WEBHOOK_HTTP: 'any' }), []);
    }
    for (const url of ['ftp://example.org/s3cret', 'https://user:s3cret@example.org/', 'example.org/s3cret'])
        t.match(faults(url), [/^WEBHOOK_URLS: the value \(not shown\) is not a list of addresses/], url);
    t.match(faults('https://[s3cret/'), [/^WEBHOOK_URLS: address 1 \(not shown\) cannot be read$/]);
    t.match(faults('https://a/,https://a/'), [/^WEBHOOK_URLS: an address is there twice$/]);
    t.match(faultsOf({ WEBHOOK_URLS: 'https://a/' }), [/^WEBHOOK_SECRETS: is not set, but WEBHOOK_URLS is; make one: /]);
    t.match(faults('https://a/', { WEBHOOK_SECRETS: `${WEBHOOK_SECRETS},whsec_short` }), [/^WEBHOOK_SECRETS: secret 2 \(not shown\) is not whsec_ and/]);
    t.match(faults('https://a/', { WEBHOOK_EVENTS: 'conference.started,x' }), [/^WEBHOOK_EVENTS: .* is not a list of conference\.started, /]);
    const shown = JSON.stringify(describeConfig(loadConfig({ WEBHOOK_URLS: 'https://example.org/s3cret', WEBHOOK_SECRETS })));
    t.notMatch(shown, /s3cret|AQEB/);
});
