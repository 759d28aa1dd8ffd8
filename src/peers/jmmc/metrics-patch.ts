import { ConnectionStatePatchSchema, type ConnectionStatePatch } from '../../../schemas/connection-state.js';
import { JMMC_KEYS, type JmmcKey } from '../../../schemas/peers/jmmc-keys.js';
import type { JmmcMetrics } from '../../../schemas/peers/jmmc.js';
import { createFaultFinder } from '../../ingest/find-faults.js';
import { clearAt } from '../../ingest/repair-body.js';
import { addressOfInteger, integerOfAddress } from './address-integers.js';

type Members = Record<string, unknown>;

const findFaults = createFaultFinder(ConnectionStatePatchSchema);

/**
 * What an element of `m` changes in a state. A value that no state can have (a loss of 300 %, an address beyond 32 bits) becomes null:
 * unknown from there on, never the older value. The totals bitrate.upload and bitrate.download are left out: an element may tell of audio
 * alone, so only a state knows their sum (analysis/measure.ts).
 * @param onUnknown - told the key of each value that became null, as `u.pl`
 */
export function patchOf(metrics: JmmcMetrics, onUnknown?: (key: string) => void): ConnectionStatePatch {
    const patch: Members = {};
    for (const { key, member, holds } of JMMC_KEYS) {
        const value = valueAt(metrics, key);
        if (value === undefined) continue;
        const ours = holds === 'address' ? addressOfInteger(value as number) ?? null : value;
        setAt(patch, member, ours);
        if (ours === null && value !== null) onUnknown?.(key.join('.'));
    }
    for (const { segments } of findFaults(patch)) {
        clearAt(patch, segments);
        onUnknown?.(JMMC_KEYS.find(({ member }) => member.join('/') === segments.join('/'))?.key.join('.') ?? segments.join('.'));
    }
    return patch;
}

/** Makes unknown what keys told that were left out of an element, as `u.bw`, `u` or `res`: their last value is not the case any more. */
export function clearKeys(patch: ConnectionStatePatch, keys: readonly string[]): void {
    for (const { key, member } of JMMC_KEYS) if (keys.includes(key[0]) || keys.includes(key.join('.'))) setAt(patch, member, null);
}

/**
 * The inverse: what a patch tells in the keys of `m`. Without what these have no way to say: IPv6, names of hosts, other protocols than
 * udp and tcp, and that something is unknown, except of `d.bw`.
 */
export function metricsOf(patch: ConnectionStatePatch): JmmcMetrics {
    const metrics: Members = {};
    for (const { key, member, holds } of JMMC_KEYS) {
        const value = toldBy(patch, member, holds);
        if (value !== undefined) setAt(metrics, key, value);
    }
    return metrics;
}

function toldBy(patch: ConnectionStatePatch, member: JmmcKey['member'], holds: JmmcKey['holds']): unknown {
    const value = valueAt(patch, member);
    if (value === undefined || value === null) return holds === 'nullable' ? value : undefined;
    if (holds === 'address') return integerOfAddress(value as string);
    return holds === 'protocol' && value !== 'udp' && value !== 'tcp' ? undefined : value;
}

/** null where something on the way to it is. */
function valueAt(from: object, path: readonly string[]): unknown {
    let value: unknown = from;
    for (const name of path) {
        if (value === undefined || value === null) return value;
        value = (value as Members)[name];
    }
    return value;
}

function setAt(into: Members, path: readonly string[], value: unknown): void {
    let parent = into;
    for (const name of path.slice(0, -1)) parent = (parent[name] ??= {}) as Members;
    parent[path.at(-1) as string] = value;
}
