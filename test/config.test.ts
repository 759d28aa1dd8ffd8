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
