import type { TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import ipaddr from 'ipaddr.js';
import type { Flags } from './flags.js';
import { listSettings, SETTINGS, type Config, type Reading, type Setting } from './settings.js';
import { changeThresholds } from './thresholds.js';
import { findWebhookFaults, findWebhookSecretFaults } from './webhook-faults.js';

export type { Config } from './settings.js';

/** How a setting's text becomes a value of its schema; undefined for text that cannot be read. */
const readers: Record<Reading, (text: string) => unknown> = {
    text: (text) => text,
    number: (text) => /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined,
    seconds: (text) => /^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined,
    list: (text) => text.split(',').map((item) => item.trim()).filter((item) => item !== '')
};

/** All faults of a configuration at once, a line each. */
export class ConfigError extends Error {
    constructor(readonly faults: readonly string[]) {
        super(`The configuration has ${faults.length === 1 ? 'a fault' : `${String(faults.length)} faults`}:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    }
}

/**
 * Reads the settings from the environment's variables and from flags, which count more. An empty text is as good as none.
 * @throws {ConfigError} with every fault.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>, flags?: Pick<Flags, 'values' | 'faults'>): Config {
    const faults = [...flags?.faults ?? []];
    const values: Record<string, unknown> = {};
    for (const [name, setting] of listSettings()) {
        const text = flags?.values[name] ?? env[name];
        const given = text !== undefined && text !== '';
        const value = given ? readers[setting.read](text) : setting.fallback;
        if (given && (value === undefined || !Value.Check(setting.schema, value))) faults.push(`${name}: ${shown(setting, text)} is not ${expectation(setting)}`);
        else if (given) faults.push(...(checks[name]?.(value) ?? []).map((fault) => `${name}: ${fault}`));
        values[name] = setting.read === 'seconds' && typeof value === 'number' ? value * 1000 : value;
    }
    const config = values as unknown as Config;
    if (!faults.some((fault) => /^(WORKERS|MONGODB_URI|SPOOL_MAX_BYTES):/.test(fault))) faults.push(...findWorkersFaults(config));
    if (!faults.some((fault) => /^AUDIENCE_(NOTIFY|CLUSTER)_[A-Z_]+:/.test(fault))) faults.push(...findAudienceFaults(config));
    if (!faults.some((fault) => /^SORA_TLS_[A-Z_]+:/.test(fault))) faults.push(...findSoraFaults(config));
    if (!faults.some((fault) => /^(\w+_)?PORT:/.test(fault))) faults.push(...findPortFaults(config));
    if (!faults.some((fault) => /^WEBHOOK_[A-Z]+:/.test(fault))) faults.push(...findWebhookFaults(config));
    if (faults.length > 0) throw new ConfigError(faults);
    return config;
}

/** The settings as they may be shown: secrets only as set or unset. */
export function describeConfig(config: Config): Record<string, unknown> {
    return Object.fromEntries(listSettings().map(([name, { read, secret }]) => {
        const value = config[name];
        if (secret) return [name, String(value ?? '') === '' ? 'unset' : '***'];
        return [name, read === 'seconds' ? Number(value) / 1000 : value ?? 'unset'];
    }));
}

const LEAST_SPOOL_BYTES = SETTINGS.SPOOL_MAX_BYTES.schema.minimum ?? 0;

/** What settings that are good each for itself may not say together. */
function findWorkersFaults({ WORKERS, MONGODB_URI, SPOOL_MAX_BYTES }: Config): string[] {
    if (WORKERS === 1) return [];
    const workers = `${String(WORKERS)} processes`;
    return [
        ...MONGODB_URI === undefined
            ? [`WORKERS: ${workers} need MONGODB_URI: the embedded store is best written by one. Leave WORKERS at 1, or store everything in MongoDB`]
            : [],
        ...SPOOL_MAX_BYTES / WORKERS < LEAST_SPOOL_BYTES
            ? [`SPOOL_MAX_BYTES: ${String(SPOOL_MAX_BYTES)} is too little to be shared by ${workers} (WORKERS): each needs ${String(LEAST_SPOOL_BYTES)}`]
            : []
    ];
}

/** Others than the first only verify what was signed before, by whatever secret. */
const MIN_COOKIE_SECRET = 16;

/** Half a TLS setting must not become a port without TLS. */
function findSoraFaults({ SORA_TLS_CERT_FILE: cert, SORA_TLS_KEY_FILE: key, SORA_TLS_CA: ca }: Config): string[] {
    const wanting = (name: string, other: string) => `${name}: is not set, but ${other} is; TLS needs both SORA_TLS_CERT_FILE and SORA_TLS_KEY_FILE`;
    return [
        ...cert === undefined && key !== undefined ? [wanting('SORA_TLS_CERT_FILE', 'SORA_TLS_KEY_FILE')] : [],
        ...cert !== undefined && key === undefined ? [wanting('SORA_TLS_KEY_FILE', 'SORA_TLS_CERT_FILE')] : [],
        ...cert === undefined && key === undefined && ca !== undefined ? [wanting('SORA_TLS_CERT_FILE', 'SORA_TLS_CA')] : []
    ];
}

function findAudienceFaults(config: Config): string[] {
    const { AUDIENCE_NOTIFY_MIN_DELAY: least, AUDIENCE_NOTIFY_MAX_DELAY: longest } = config;
    const { AUDIENCE_CLUSTER_NOTIFY_INTERVAL: interval, AUDIENCE_CLUSTER_NODE_TIMEOUT: timeout } = config;
    return [
        ...longest < least
            ? [`AUDIENCE_NOTIFY_MAX_DELAY: ${String(longest / 1000)} is less than AUDIENCE_NOTIFY_MIN_DELAY, ${String(least / 1000)}`] : [],
        // a sign of life that is a little late must not take anybody for dead
        ...timeout < 2 * interval
            ? [`AUDIENCE_CLUSTER_NODE_TIMEOUT: ${String(timeout / 1000)} is less than twice AUDIENCE_CLUSTER_NOTIFY_INTERVAL, ${String(interval / 1000)}`] : []
    ];
}

const regularExpression = (value: unknown): string[] => isRegularExpression(String(value)) ? [] : [`${JSON.stringify(value)} is not a regular expression`];

const AUDIENCE_PORTS = ['AUDIENCE_PORT', 'AUDIENCE_STATS_PORT', 'AUDIENCE_NOTIFICATION_PORT'] as const;
const PORTS = ['PORT', 'SORA_PORT', ...AUDIENCE_PORTS] as const;

/** Each of the ports is its own, where 0 is any free one, and there for something. */
function findPortFaults(config: Config): string[] {
    return [
        ...PORTS.flatMap((name, index) => {
            const port = config[name];
            const other = PORTS.slice(0, index).find((earlier) => config[earlier] === port);
            return port === undefined || port === 0 || other === undefined ? [] : [`${name}: ${String(port)} is taken by ${other}; it must be another one`];
        }),
        ...config.AUDIENCE === 'on' ? [] : AUDIENCE_PORTS.filter((name) => config[name] !== undefined).map((name) =>
            `${name}: is set, but AUDIENCE is off; leave one of them out`)
    ];
}

/** What a schema cannot say. */
const checks: Record<string, ((value: unknown) => string[]) | undefined> = {
    AUDIENCE_PATTERN: regularExpression,
    CONFERENCE_PATTERN: regularExpression,
    JMMC_COOKIE_SECRET: (value) => String((value as string[])[0]).length < MIN_COOKIE_SECRET
        ? [`the first secret (not shown) signs, so it needs at least ${String(MIN_COOKIE_SECRET)} characters; a shorter one may follow it`] : [],
    WEBHOOK_SECRETS: (value) => findWebhookSecretFaults(value as string[]),
    THRESHOLDS: (value) => changeThresholds(value as string[]).faults,
    TRUST_PROXY: (value) => (value as string[]).filter((item) => !isProxy(item)).map((item) =>
        `${JSON.stringify(item)} is not an address, a network, or one of loopback, linklocal, uniquelocal`)
};

function isRegularExpression(text: string): boolean {
    try {
        return Boolean(new RegExp(text, 'u'));
    } catch {
        return false;
    }
}

/** What proxy-addr, to which Fastify hands the list, understands. */
function isProxy(item: string): boolean {
    return ['loopback', 'linklocal', 'uniquelocal'].includes(item) || ipaddr.isValidCIDR(item) || ipaddr.IPv6.isValid(item)
        || ipaddr.IPv4.isValidFourPartDecimal(item);
}

const shown = ({ secret }: Setting, text: string): string => secret ? 'the value (not shown)' : JSON.stringify(text);

function expectation({ schema, form, read, about }: Setting): string {
    return `${form ?? formOf(schema, read)} (${about})`;
}

function formOf(schema: TSchema, read: Reading): string {
    if (Array.isArray(schema.anyOf)) return `one of ${schema.anyOf.map((word: { const: string }) => word.const).join(', ')}`;
    if (schema.type === 'string') return `a text of at least ${String(schema.minLength ?? 0)} characters`;
    const number = schema.type === 'integer' ? 'a whole number' : 'a number';
    const range = [schema.minimum === undefined ? '' : `from ${String(schema.minimum)}`, schema.maximum === undefined ? '' : `to ${String(schema.maximum)}`];
    return [number, read === 'seconds' ? 'of seconds' : '', ...range].filter((word) => word !== '').join(' ');
}
