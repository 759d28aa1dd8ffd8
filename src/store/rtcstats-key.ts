import { createHash } from 'node:crypto';
import type { RtcStats } from '../../schemas/rtcstats.js';

/** Of the SHA-256: two of a million objects of one session have the same key with a chance of 1 to 10^17. */
const KEY_BYTES = 12;

/** A key as text: hexadecimal, which sorts as its bytes do. */
export const RTCSTATS_KEY = /^[0-9a-f]{24}$/;

/**
 * What an object is stored under, within its session: a digest of all that it says, except when. Equal for objects that differ in nothing
 * but the timestamp, nulls and the order of members, so that an insert alone, whoever makes it, tells whether there is something new.
 */
export const rtcStatsKeyOf = ({ timestamp: _, ...stats }: RtcStats): string =>
    createHash('sha256').update(JSON.stringify(sorted(stats))).digest().toString('hex', 0, KEY_BYTES);

/** JSON.stringify's replacer: leaves out members that are null. In a list a null has a place, and stays. */
export function withoutNulls(this: unknown, _name: string, value: unknown): unknown {
    return isNull(value) && !Array.isArray(this) ? undefined : value;
}

/** Infinity is null in JSON. */
const isNull = (value: unknown): boolean => value === null || (typeof value === 'number' && !Number.isFinite(value));

/** The same without nulls, members in the order of their names: equal things have the same JSON then. */
function sorted(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(sorted);
    const members = value as Record<string, unknown>;
    // without a prototype, so that __proto__ is a name like any other
    const ordered = Object.create(null) as Record<string, unknown>;
    for (const name of Object.keys(members).sort()) {
        const member = members[name];
        if (!isNull(member)) ordered[name] = sorted(member);
    }
    return ordered;
}
