import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { DEFAULT_PUSH_LIMITS } from '../schemas/push.js';

/** How a setting's text becomes its value. Every reader answers undefined for text that it cannot read. */
const readers = {
    text: (text: string) => text,
    number: (text: string) => /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined,
    list: (text: string) => text.split(',').map((item) => item.trim()).filter((item) => item !== ''),
    /** Seconds in the setting, milliseconds in the program. */
    seconds: (text: string) => /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined
} as const;

interface Setting<S extends TSchema> { schema: S; read: keyof typeof readers; fallback: Static<S> | undefined; about: string; }
const setting = <S extends TSchema>(read: keyof typeof readers, schema: S, fallback: Static<S> | undefined, about: string): Setting<S> =>
    ({ schema, read, fallback, about });

const MIB = 1024 * 1024;

/** Every setting: its environment variable, and, in lower case with dashes, its flag. README.md lists the same ones (a test compares them). */
export const SETTINGS = {
    PORT: setting('number', Type.Integer({ minimum: 0, maximum: 65535 }), 8080, 'port to listen on; 0 = any free one'),
    HOST: setting('text', Type.String({ minLength: 1 }), '0.0.0.0', 'address to listen on'),
    DATA_DIR: setting('text', Type.String({ minLength: 1 }), './data', 'folder of the spool, the embedded store and the secrets made at first start'),
    BASE_PATH: setting('text', Type.String({ pattern: '^(/[A-Za-z0-9._~-]+)*$' }), '', 'path under which a proxy shows the service, as /confmeter'),
    TRUST_PROXY: setting('list', Type.Array(Type.String()), [],
        'addresses or networks of proxies whose X-Forwarded-For is believed, or "loopback"'),
    CORS_ORIGINS: setting('list', Type.Array(Type.String({ pattern: '^https?://[^/]+$' })), [],
        'other origins whose pages may send, as https://meet.example.org; pages of the same host always may'),
    CONFERENCE_PATTERN: setting('text', Type.String({ minLength: 1 }), undefined,
        'regular expression that a conference name must match; unset: any name'),
    AUTHORIZED_REGIONS: setting('list', Type.Array(Type.String()), [],
        'the values that serverRegion may have; empty: any'),
    PUSH_INTERVAL: setting('seconds', Type.Number({ minimum: 1000, maximum: 600_000 }), 30_000, 'seconds between two pushes of a session'),
    SESSION_SECRET: setting('list', Type.Array(Type.String({ minLength: 16 })), [],
        'secrets that sign session tokens: the first signs, all verify; unset: made once, kept in DATA_DIR'),
    DASHBOARD_TOKEN: setting('text', Type.String({ minLength: 16 }), undefined,
        'token for reading; unset: made once, kept in DATA_DIR, printed once'),
    IP_PRIVACY: setting('text', Type.Unsafe<'truncate' | 'full' | 'none'>(Type.String({ enum: ['truncate', 'full', 'none'] })), 'truncate',
        'what is kept of people\'s addresses: truncate (/24 and /48), full, none'),
    DISPLAY_NAMES: setting('text', Type.Unsafe<'off' | 'on'>(Type.String({ enum: ['off', 'on'] })), 'off',
        'keep the names that participants give themselves'),
    RETENTION_DAYS: setting('number', Type.Number({ minimum: 0 }), 30,
        'days after which sessions and pushes are removed; 0 = never'),
    RATE_LIMIT: setting('number', Type.Integer({ minimum: 0 }), 6000, 'requests per address and minute; 0 = no limit'),
    BODY_LIMIT: setting('number', Type.Integer({ minimum: 1024 }), 256 * 1024, 'bytes that a request\'s body may have'),
    MAX_DELTAS: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), DEFAULT_PUSH_LIMITS.maxDeltas,
        'deltas in one push'),
    MAX_EVENTS: setting('number', Type.Integer({ minimum: 1, maximum: 10_000 }), DEFAULT_PUSH_LIMITS.maxEvents, 'events in one push'),
    SPOOL_MAX_BYTES: setting('number', Type.Integer({ minimum: MIB }), 1024 * MIB, 'bytes that may wait for the store; full = 503'),
    BATCH_MAX_BYTES: setting('number', Type.Integer({ minimum: 64 * 1024 }), 8 * MIB, 'bytes that may wait for one fsync; full = 503'),
    REQUEST_TIMEOUT: setting('seconds', Type.Number({ minimum: 1000 }), 30_000, 'seconds within which a whole request must arrive'),
    READ_WAIT: setting('seconds', Type.Number({ minimum: 0 }), 2000, 'seconds that a read waits for what is still in the spool'),
    SHUTDOWN_GRACE: setting('seconds', Type.Number({ minimum: 0 }), 10_000, 'seconds that a stop may take to drain the spool'),
    LOG_LEVEL: setting('text', Type.Unsafe<'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'>(
        Type.String({ enum: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] })), 'info', 'what is logged')
} as const;

export type SettingName = keyof typeof SETTINGS;
type ValueOf<S> = S extends Setting<infer T> ? Static<T> : never;
type Optional = 'CONFERENCE_PATTERN' | 'DASHBOARD_TOKEN';

/** The settings with their values, times in ms. Names as in the environment: one word for one thing. */
export type Config = { readonly [K in Exclude<SettingName, Optional>]: ValueOf<typeof SETTINGS[K]> }
    & { readonly [K in Optional]: ValueOf<typeof SETTINGS[K]> | undefined };

/** All faults of a configuration at once, a line each. */
export class ConfigError extends Error {
    constructor(readonly faults: readonly string[]) {
        super(`The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    }
}

/** Reads the settings from the environment's variables. An empty text is as good as none. @throws {ConfigError} with every fault. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
    const faults: string[] = [];
    const values: Record<string, unknown> = {};
    for (const [name, { schema, read, fallback, about }] of Object.entries<Setting<TSchema>>(SETTINGS)) {
        const text = env[name];
        const given = text !== undefined && text !== '';
        const value = given ? readers[read](text) : fallback;
        if (given && (value === undefined || !Value.Check(schema, value)))
            faults.push(`${name}: ${JSON.stringify(text)} is not ${expectation(schema)} (${about})`);
        values[name] = value;
    }
    const pattern = env.CONFERENCE_PATTERN;
    if (pattern !== undefined && !isRegularExpression(pattern)) faults.push(`CONFERENCE_PATTERN: ${JSON.stringify(pattern)} is not a regular expression`);
    if (faults.length > 0) throw new ConfigError(faults);
    return values as unknown as Config;
}

function isRegularExpression(text: string): boolean {
    try {
        return Boolean(new RegExp(text, 'u'));
    } catch {
        return false;
    }
}

function expectation(schema: TSchema): string {
    if (Array.isArray(schema.enum)) return `one of ${schema.enum.join(', ')}`;
    if (schema.type === 'array') return 'a list of the right form, separated by commas';
    if (typeof schema.pattern === 'string') return `of the form ${schema.pattern}`;
    if (schema.type === 'string') return `a text of at least ${String(schema.minLength ?? 0)} characters`;
    const range = [schema.minimum === undefined ? '' : `from ${String(schema.minimum)}`, schema.maximum === undefined ? '' : `to ${String(schema.maximum)}`];
    return ['a number', ...range].filter((word) => word !== '').join(' ');
}
