import { Type, type Static, type TLiteral, type TSchema, type TUnion } from '@sinclair/typebox';
import { TRANSITION_TYPES } from '../schemas/live-transition.js';
import { DEFAULT_PUSH_LIMITS } from '../schemas/push.js';

/** How a setting's text is read. `seconds`: seconds in the setting and in its schema, milliseconds in the program. */
export type Reading = 'text' | 'number' | 'list' | 'seconds';

export interface Setting<S extends TSchema = TSchema> {
    /** What the setting's own words must be: for seconds, seconds. */
    schema: S;
    read: Reading;
    /** undefined: unset. */
    fallback: Static<S> | undefined;
    /** One line for --help and docs/configuration.md. */
    about: string;
    /** In words, what a value looks like, where the schema alone would not tell a reader. */
    form?: string;
    /** Never shown, not even in a fault. */
    secret?: true;
}

type Rest = Partial<Pick<Setting, 'form' | 'secret'>>;
const setting = <S extends TSchema>(read: Reading, schema: S, fallback: Static<S> | undefined, about: string, rest: Rest = {}): Setting<S> =>
    ({ schema, read, fallback, about, ...rest });

const choice = <const T extends string>(...words: T[]) =>
    Type.Union(words.map((word) => Type.Literal(word))) as unknown as TUnion<TLiteral<T>[]>;

const KIB = 1024;
const MIB = 1024 * KIB;

/** Every setting: its environment variable, and, in lower case with dashes, its flag. A test keeps docs/configuration.md equal to this. */
export const SETTINGS = {
    PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), 8080, 'port to listen on; 0 = any free one'),
    HOST: setting('text', Type.String({ minLength: 1 }), '0.0.0.0', 'address to listen on'),
    WORKERS: setting('number', Type.Integer({ minimum: 1, maximum: 64 }), 1,
        'processes that share the port and the work, on one machine; more than 1 needs MONGODB_URI'),
    DATA_DIR: setting('text', Type.String({ minLength: 1 }), './data', 'folder of the spool, the embedded store and the secrets made at first start'),
    MONGODB_URI: setting('text', Type.String({ pattern: '^mongodb(\\+srv)?://' }), undefined,
        'connection string of the MongoDB that everything is stored in; unset: SQLite in DATA_DIR',
        { form: 'a connection string as mongodb://host/', secret: true }),
    MONGODB_DB: setting('text', Type.String({ pattern: '^[^/\\\\. "$*<>:|?]{1,63}$' }), 'confmeter', 'database in MongoDB',
        { form: 'a database\'s name of at most 63 characters' }),
    BASE_PATH: setting('text', Type.String({ pattern: '^(/[A-Za-z0-9._~-]+)*$' }), '', 'path under which a proxy shows the service, as /confmeter',
        { form: 'a path as /confmeter, without a slash at its end' }),
    TRUST_PROXY: setting('list', Type.Array(Type.String()), [],
        'proxies whose X-Forwarded-* headers are believed: addresses, networks (10.0.0.0/8), or loopback, linklocal, uniquelocal',
        { form: 'a list of addresses, networks, or loopback, linklocal, uniquelocal' }),
    CORS_ORIGINS: setting('list', Type.Array(Type.String({ pattern: '^https?://[^/?#@\\s]+$' })), [],
        'other origins whose pages may send, as https://meet.example.org; pages of the same host, on any port, always may',
        { form: 'a list of origins as https://meet.example.org, without a path' }),
    CONFERENCE_PATTERN: setting('text', Type.String({ minLength: 1 }), undefined,
        'regular expression that conference names must match somewhere (^ and $ for the whole); unset: any name'),
    AUTHORIZED_REGIONS: setting('list', Type.Array(Type.String()), [], 'the values that serverRegion may have; empty: any'),
    PUSH_INTERVAL: setting('seconds', Type.Number({ minimum: 1, maximum: 600 }), 30, 'seconds between two pushes of a session'),
    SESSION_SECRET: setting('list', Type.Array(Type.String({ minLength: 16 })), [],
        'secrets that sign session tokens: the first signs, all verify; unset: made once, kept in DATA_DIR',
        { form: 'a list of secrets of at least 16 characters', secret: true }),
    JMMC: setting('text', choice('on', 'off'), 'on',
        'serve pages that jitsi-meet-metrics-collector\'s script is in, /getClient and /push, and GET /v1/export/jmmc'),
    JMMC_COOKIE_SECRET: setting('list', Type.Array(Type.String({ minLength: 1 })), [],
        'secrets that sign the cookies of /push: the first signs, all verify, also an older server\'s; unset: derived from SESSION_SECRET',
        { form: 'a list of secrets, the first of at least 16 characters', secret: true }),
    DASHBOARD_TOKEN: setting('text', Type.String({ minLength: 16, pattern: '^[\\x21-\\x7e]*$' }), undefined,
        'token for reading; unset: made once, kept in DATA_DIR, printed once',
        { form: 'a text of at least 16 characters, without spaces', secret: true }),
    LOGIN_DURATION: setting('seconds', Type.Number({ minimum: 60, maximum: 31_536_000 }), 43_200, 'seconds for which a login holds'),
    LOGIN_ATTEMPTS: setting('number', Type.Integer({ minimum: 1, maximum: 100_000 }), 10,
        'different wrong tokens that an address may try in a minute, at the login and as bearer; then it is refused until the minute is over'),
    IP_PRIVACY: setting('text', choice('truncate', 'full', 'none'), 'truncate',
        'what is kept of people\'s addresses: truncate (/24 and /48), full, none'),
    MAXMIND_FILE: setting('text', Type.String({ minLength: 1 }), undefined,
        'MaxMind DB file of countries or cities, to keep the country of each address; unset: none is kept'),
    DISPLAY_NAMES: setting('text', choice('off', 'on'), 'off', 'keep the names that participants give themselves'),
    RETENTION_DAYS: setting('number', Type.Number({ minimum: 0, maximum: 36_500 }), 30,
        'days after which sessions, pushes and objects of getStats() are removed; 0 = never'),
    ROLLUP_DAYS: setting('number', Type.Number({ minimum: 0, maximum: 36_500 }), 400,
        'days after which the hourly and daily figures of summaries and reports are removed; 0 = never'),
    ROLLUP_CELLS: setting('number', Type.Integer({ minimum: 10, maximum: 100_000 }), 1000,
        'combinations of browser, system, region, connection and country that an hour tells apart, of sessions and of conferences; '
            + 'the rarest are added up'),
    ROLLUP_NAMES: setting('number', Type.Integer({ minimum: 1, maximum: 100_000 }), 500,
        'conference names that an hour tells apart, those with most participant time; the others are added up'),
    THRESHOLDS: setting('list', Type.Array(Type.String()), [],
        'where issues begin, when not where docs/issues.md says: uploadLoss.warning=2, jitter.after=20 (seconds), tcp.warning=off'),
    TOMBSTONE_DAYS: setting('number', Type.Number({ minimum: 0, maximum: 36_500 }), 90,
        'days for which data of deleted sessions is refused should it still come; 0 = for ever'),
    RATE_LIMIT: setting('number', Type.Integer({ minimum: 0 }), 6000, 'requests per address and minute; 0 = no limit'),
    MAX_CONNECTIONS: setting('number', Type.Integer({ minimum: 0 }), 10_000, 'connections open at once, more are closed at once; 0 = no limit'),
    MAX_STREAMS: setting('number', Type.Integer({ minimum: 0 }), 20_000,
        'event streams open at once, counted apart from MAX_CONNECTIONS; more = 503; 0 = no limit'),
    MAX_STREAMS_PER_ADDRESS: setting('number', Type.Integer({ minimum: 0 }), 5000,
        'event streams open at once to one address; more = 429; 0 = no limit'),
    STREAM_BUFFER: setting('number', Type.Integer({ minimum: 4 * KIB, maximum: 64 * MIB }), MIB,
        'bytes that may wait for a reader of an event stream that does not keep up; more = it is dropped'),
    STREAM_STALL: setting('seconds', Type.Number({ minimum: 1, maximum: 3600 }), 60,
        'seconds after which a reader that has taken nothing of what waits for it is dropped'),
    STREAM_HEARTBEAT: setting('seconds', Type.Number({ minimum: 1, maximum: 3600 }), 15,
        'seconds after which a silent event stream gives a sign of life, so that proxies keep it open'),
    STREAM_MAX_DURATION: setting('seconds', Type.Number({ minimum: 0, maximum: 604_800 }), 3600,
        'seconds after which the stream of /v1/live/stream ends and its reader comes again; 0 = never'),
    BODY_LIMIT: setting('number', Type.Integer({ minimum: KIB, maximum: 64 * MIB }), 256 * KIB, 'bytes that a request\'s body may have'),
    HEADER_LIMIT: setting('number', Type.Integer({ minimum: KIB, maximum: MIB }), 16 * KIB, 'bytes that a request\'s headers may have'),
    MAX_DELTAS: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), DEFAULT_PUSH_LIMITS.maxDeltas, 'deltas in one push'),
    MAX_EVENTS: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), DEFAULT_PUSH_LIMITS.maxEvents, 'events in one push'),
    MAX_RTCSTATS: setting('number', Type.Integer({ minimum: 0, maximum: 100_000 }), 2000,
        'objects of getStats() kept of one report, as Sora sends them: the first so many; 0 = none'),
    RTCSTATS_BYTES: setting('number', Type.Integer({ minimum: 256, maximum: MIB }), 16 * KIB,
        'bytes that one of these objects may have as JSON; larger ones are left out'),
    RTCSTATS_DEPTH: setting('number', Type.Integer({ minimum: 1, maximum: 64 }), 8,
        'how deep objects and lists may be nested in one of these, itself counted; what is deeper is left out'),
    LIST_MAX: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), 500, 'items on a page of a list, at most'),
    LIST_WALK: setting('number', Type.Integer({ minimum: 100, maximum: 10_000_000 }), 10_000,
        'sessions gone through for a page of a list, at most; where so many are not enough to fill it, it ends early'),
    CONFERENCE_MAX: setting('number', Type.Integer({ minimum: 1, maximum: 100_000 }), 5000,
        'sessions that a conference is shown with: the first so many'),
    USER_SESSIONS_MAX: setting('number', Type.Integer({ minimum: 1, maximum: 100_000 }), 1000,
        'sessions that are gone through to tell of one user: the newest so many'),
    LIVE_MAX_SESSIONS: setting('number', Type.Integer({ minimum: 10, maximum: 1_000_000 }), 10_000,
        'sessions of running conferences kept in memory, who has left meanwhile counted; of more, those silent for longest are left out of /v1/live'),
    SERIES_MAX: setting('number', Type.Integer({ minimum: 1000, maximum: 10_000_000 }), 500_000, 'values in one answer of a series'),
    TIMELINE_MAX: setting('number', Type.Integer({ minimum: 10, maximum: 10_000 }), 200,
        'marks, and spans of each kind, kept of a session for the timeline of its conference'),
    TIMELINE_SESSIONS: setting('number', Type.Integer({ minimum: 1, maximum: 100_000 }), 500,
        'sessions that go on whose pushes timelines follow, some 70 kB of memory each while somebody looks; of more nothing is told until they end'),
    SUMMARY_MAX: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), 1000, 'items in one answer of a summary or report'),
    SORA_PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), undefined,
        'port on which a WebRTC SFU Sora delivers its statistics (Kohaku\'s was 5890); 0 = any free one; unset: off'),
    SORA_HOST: setting('text', Type.String({ minLength: 1 }), '127.0.0.1', 'address of that port; without TLS nobody is asked who they are'),
    SORA_TLS_CERT_FILE: setting('text', Type.String({ minLength: 1 }), undefined,
        'PEM file of the certificate for that port, with its chain; unset: HTTP/2 in the clear (h2c)'),
    SORA_TLS_KEY_FILE: setting('text', Type.String({ minLength: 1 }), undefined, 'PEM file of the private key of SORA_TLS_CERT_FILE'),
    SORA_TLS_CA: setting('text', Type.String({ minLength: 1 }), undefined,
        'PEM file, or folder of such files, of who signs the certificates of those who may deliver; unset: no client certificate is asked for'),
    SORA_TLS_REFRESH: setting('seconds', Type.Number({ minimum: 1, maximum: 86_400 }), 60,
        'seconds between two looks whether these files have changed; new ones count without a restart'),
    SORA_WEBHOOK_PATH: setting('text', Type.String({ pattern: '^(/[A-Za-z0-9._~-]+)+$' }), '/stats-webhook',
        'path of Sora\'s stats_webhook_url on that port', { form: 'a path as /stats-webhook' }),
    SORA_RATE_LIMIT: setting('number', Type.Integer({ minimum: 0 }), 60_000,
        'requests to that port per address and minute, one for each report of a connection; 0 = no limit'),
    SORA_MAX_CONNECTIONS: setting('number', Type.Integer({ minimum: 1 }), 256, 'connections to that port open at once, more are closed at once'),
    SORA_MAX_STREAMS: setting('number', Type.Integer({ minimum: 1, maximum: 65_535 }), 250, 'requests under way at once on one HTTP/2 connection'),
    SORA_MAX_FRAME: setting('number', Type.Integer({ minimum: 16 * KIB, maximum: 16 * MIB - 1 }), MIB, 'bytes that an HTTP/2 frame may have'),
    SORA_IDLE_TIMEOUT: setting('seconds', Type.Number({ minimum: 1, maximum: 86_400 }), 60,
        'seconds after which a connection to that port without a request is closed'),
    SORA_PENDING_BYTES: setting('number', Type.Integer({ minimum: MIB }), 128 * MIB,
        'bytes of reports of Sora that may be arriving or on their way to the disk; more = 503'),
    SORA_BODY_LIMIT: setting('number', Type.Integer({ minimum: KIB, maximum: 64 * MIB }), 2 * MIB, 'bytes that a report of Sora may have'),
    SORA_REMEMBERED_CONNECTIONS: setting('number', Type.Integer({ minimum: 1, maximum: 10_000_000 }), 10_000,
        'connections of Sora whose last report is kept in memory, to compare the next one with; those idle longest go'),
    AUDIENCE: setting('text', choice('on', 'off'), 'on', 'count who listens to a namespace, and tell them: /audience/<namespace>'),
    AUDIENCE_PATTERN: setting('text', Type.String({ minLength: 1 }), '^[\\p{L}\\p{M}\\p{N} ._~:@%+/-]{1,128}$',
        'regular expression that the names of namespaces must match somewhere (^ and $ for the whole)'),
    AUDIENCE_CORS_ORIGINS: setting('list', Type.Array(Type.String({ pattern: '^(\\*|https?://[^/?#@\\s]+)$' })), [],
        'other origins whose pages may listen, as https://www.example.org, or * for all; pages of the same host, on any port, always may',
        { form: 'a list of origins as https://www.example.org, without a path, or *' }),
    AUDIENCE_MAX_NAMESPACES: setting('number', Type.Integer({ minimum: 1, maximum: 10_000_000 }), 10_000,
        'namespaces that are listened to at once in one process; one more = 503'),
    AUDIENCE_MAX_MESSAGES: setting('number', Type.Integer({ minimum: 1, maximum: 1_000_000 }), 1000,
        'messages on their way to the listeners of one process at once; more = 503'),
    AUDIENCE_NOTIFY_DELTA_RATIO: setting('number', Type.Number({ minimum: 0, maximum: 1 }), 0.1,
        'part of the count told last by which it must change to be told again before AUDIENCE_NOTIFY_MAX_DELAY'),
    AUDIENCE_NOTIFY_MIN_DELAY: setting('seconds', Type.Number({ minimum: 0.1, maximum: 3600 }), 2, 'seconds between two counts told, at least'),
    AUDIENCE_NOTIFY_MAX_DELAY: setting('seconds', Type.Number({ minimum: 0.1, maximum: 86_400 }), 25,
        'seconds after which the count is told however little it changed'),
    AUDIENCE_INCREMENT_DELAY: setting('seconds', Type.Number({ minimum: 0, maximum: 3600 }), 0,
        'seconds after which a listener counts, so that those who come and go at once do not'),
    AUDIENCE_NAMESPACE_CLEAN_DELAY: setting('seconds', Type.Number({ minimum: 0, maximum: 86_400 }), 60,
        'seconds for which an empty namespace is remembered'),
    AUDIENCE_MAX_CONN_DURATION: setting('seconds', Type.Number({ minimum: 0, maximum: 604_800 }), 3600,
        'seconds after which a listener\'s stream ends and it comes again; 0 = never'),
    AUDIENCE_ENABLE_UUID: setting('text', choice('off', 'on'), 'off', 'one connection per uuid: a new one ends the former'),
    AUDIENCE_CLUSTER_NOTIFY_INTERVAL: setting('seconds', Type.Number({ minimum: 0.1, maximum: 3600 }), 2,
        'seconds between two exchanges with the other instances of the same MongoDB'),
    AUDIENCE_CLUSTER_NODE_TIMEOUT: setting('seconds', Type.Number({ minimum: 0.2, maximum: 86_400 }), 5,
        'seconds without a sign of life after which an instance is not counted'),
    AUDIENCE_CLUSTER_OUTAGE_TIMEOUT: setting('seconds', Type.Number({ minimum: 0, maximum: 86_400 }), 60,
        'seconds for which other instances are counted as they were known last while MongoDB is away'),
    AUDIENCE_CONFERENCES: setting('text', choice('off', 'on'), 'off',
        'count participants of conferences in the namespace of the conference\'s name; whoever guesses a name then learns that it is in use'),
    AUDIENCE_PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), undefined,
        'port for pages with audience-meter\'s own client (there 80); 0 = any free one; unset: off'),
    AUDIENCE_HOST: setting('text', Type.String({ minLength: 1 }), undefined, 'address of that port; unset: as HOST'),
    AUDIENCE_STATS_PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), undefined,
        'TCP port that tells all namespaces as JSON (audience-meter\'s was 1442); 0 = any free one; unset: off'),
    AUDIENCE_STATS_HOST: setting('text', Type.String({ minLength: 1 }), '127.0.0.1', 'address of that port; nobody is asked who they are'),
    AUDIENCE_NOTIFICATION_PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), undefined,
        'HTTP port that takes messages to the listeners of a namespace (audience-meter\'s was 2442); 0 = any free one; unset: off'),
    AUDIENCE_NOTIFICATION_HOST: setting('text', Type.String({ minLength: 1 }), '127.0.0.1',
        'address of that port; nobody is asked who they are, but browsers are refused'),
    AUDIENCE_NOTIFICATION_BYTES: setting('number', Type.Integer({ minimum: 16, maximum: 16 * KIB }), KIB,
        'bytes that such a message may have, the name of its service included'),
    AUDIENCE_LOCAL_CONNECTIONS: setting('number', Type.Integer({ minimum: 1 }), 32,
        'connections to each of these two ports open at once, more are closed at once'),
    AUDIENCE_LOCAL_TIMEOUT: setting('seconds', Type.Number({ minimum: 1, maximum: 600 }), 10,
        'seconds that such a connection may last'),
    AUDIENCE_DEMO: setting('text', choice('off', 'on'), 'off',
        'serve /audience-demo, a page that joins any namespace and shows what its listeners are told'),
    WEBHOOK_URLS: setting('list', Type.Array(Type.String({ pattern: '^https?://[^/?#@\\s]+([/?]\\S*)?$' })), [],
        'endpoints that are told what begins and ends in conferences that go on; a comma in one is %2C',
        { form: 'a list of addresses as https://example.org/hook, without user and password', secret: true }),
    WEBHOOK_SECRETS: setting('list', Type.Array(Type.String({ pattern: '^whsec_' })), [],
        'secrets that sign what they are told, each as whsec_ and base64 of 24 to 64 bytes: all sign, so that they can be changed',
        { form: 'a list of secrets, each whsec_ and base64', secret: true }),
    WEBHOOK_EVENTS: setting('list', Type.Array(choice(...TRANSITION_TYPES)), [], 'what they are told; empty: everything',
        { form: `a list of ${TRANSITION_TYPES.join(', ')}` }),
    WEBHOOK_HTTP: setting('text', choice('loopback', 'any'), 'loopback',
        'which endpoints may be told in the clear, by http: those on this machine, or any'),
    WEBHOOK_TIMEOUT: setting('seconds', Type.Number({ minimum: 1, maximum: 300 }), 15, 'seconds that an endpoint may take for its answer'),
    WEBHOOK_RETRY_HOURS: setting('number', Type.Number({ minimum: 0, maximum: 720 }), 24, 'hours after which a webhook that fails is given up'),
    WEBHOOK_CONCURRENCY: setting('number', Type.Integer({ minimum: 1, maximum: 64 }), 4,
        'webhooks under way to an endpoint at once, of different conferences'),
    WEBHOOK_MAX_PENDING: setting('number', Type.Integer({ minimum: 1 }), 10_000, 'webhooks that may wait for an endpoint; the oldest go'),
    WEBHOOK_MAX_BYTES: setting('number', Type.Integer({ minimum: 64 * KIB }), 64 * MIB, 'bytes that they may have together; the oldest go'),
    SPOOL_MAX_BYTES: setting('number', Type.Integer({ minimum: MIB }), 1024 * MIB, 'bytes that may wait for the store; full = 503'),
    DISK_RESERVE: setting('number', Type.Integer({ minimum: 0 }), 64 * MIB, 'bytes that stay free on the disk of DATA_DIR; less = 503'),
    REJECTED_MAX_BYTES: setting('number', Type.Integer({ minimum: 0 }), 64 * MIB,
        'bytes of records that the store refused, kept for a look; the oldest go'),
    BATCH_MAX_BYTES: setting('number', Type.Integer({ minimum: 64 * KIB }), 8 * MIB, 'bytes that may wait for one fsync; full = 503'),
    REQUEST_TIMEOUT: setting('seconds', Type.Number({ minimum: 1, maximum: 3600 }), 30, 'seconds within which a whole request must arrive'),
    READ_WAIT: setting('seconds', Type.Number({ minimum: 0, maximum: 60 }), 2, 'seconds that a read waits for what is still in the spool'),
    SHUTDOWN_GRACE: setting('seconds', Type.Number({ minimum: 0, maximum: 3600 }), 10, 'seconds that a stop may take to drain the spool'),
    LOG_LEVEL: setting('text', choice('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'info', 'what is logged')
} as const;

export type SettingName = keyof typeof SETTINGS;

/** All settings with their names, for those who go through them. */
export const listSettings = (): [SettingName, Setting][] => Object.entries<Setting>(SETTINGS) as [SettingName, Setting][];

/** The flag of a setting: DATA_DIR is --data-dir. */
export const flagOf = (name: SettingName): string => `--${name.toLowerCase().replaceAll('_', '-')}`;

type ValueOf<S> = S extends Setting<infer T> ? Static<T> : never;
type Optional = 'AUDIENCE_PORT' | 'AUDIENCE_HOST' | 'AUDIENCE_STATS_PORT' | 'AUDIENCE_NOTIFICATION_PORT'
    | 'CONFERENCE_PATTERN' | 'DASHBOARD_TOKEN' | 'MAXMIND_FILE' | 'MONGODB_URI'
    | 'SORA_PORT' | 'SORA_TLS_CERT_FILE' | 'SORA_TLS_KEY_FILE' | 'SORA_TLS_CA';

/** The settings with their values, times in ms. Names as in the environment: one word for one thing. */
export type Config = { readonly [K in Exclude<SettingName, Optional>]: ValueOf<typeof SETTINGS[K]> }
    & { readonly [K in Optional]: ValueOf<typeof SETTINGS[K]> | undefined };
