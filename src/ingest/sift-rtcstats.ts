import { MAX_STRING } from '../../schemas/identifiers.js';
import type { RtcStats } from '../../schemas/rtcstats.js';
import type { Config } from '../config.js';
import type { DropList } from './drop-list.js';
import { isObject } from './repair-body.js';

/**
 * Answers those of a report's objects that can be stored, and says what had to go: an object that is none, has no type, id or timestamp or is
 * too large goes whole, of another only the wrong members. What is kept is changed in place.
 * @param path - JSON Pointer (RFC 6901) to the list
 */
export type SiftRtcStats = (list: unknown, drops: DropList, path: string) => RtcStats[];

/** As STORABLE says, of texts of any length. */
const isStorable = (text: string): boolean => !/[\0\p{Surrogate}]/u.test(text);

export type RtcStatsLimits = 'MAX_RTCSTATS' | 'RTCSTATS_BYTES' | 'RTCSTATS_DEPTH';

export function createRtcStatsSieve(config: Pick<Config, RtcStatsLimits>): SiftRtcStats {
    const { MAX_RTCSTATS, RTCSTATS_BYTES, RTCSTATS_DEPTH } = config;

    function faultOf(object: Record<string, unknown>): string | undefined {
        const { type, id, timestamp } = object;
        if (!isName(type)) return `type must be a text of 1 to ${String(MAX_STRING)} characters`;
        if (!isName(id)) return `id must be a text of 1 to ${String(MAX_STRING)} characters`;
        if (typeof timestamp !== 'number' || !Number.isFinite(timestamp)) return 'timestamp must be a number';
        return undefined;
    }

    /** `depth`: how deep the value itself is nested. */
    function sift(value: object, drops: DropList, path: string, depth: number): void {
        for (const [name, member] of Object.entries(value)) {
            const reason = nameFault(name) ?? valueFault(member, depth + 1);
            if (reason === undefined) {
                if (typeof member === 'object' && member !== null) sift(member as object, drops, `${path}/${escaped(name)}`, depth + 1);
                continue;
            }
            drops.add(`${path}/${escaped(name)}`, reason);
            // in a list the others keep their places
            if (Array.isArray(value)) value[Number(name)] = null;
            else Reflect.deleteProperty(value, name);
        }
    }

    function valueFault(value: unknown, depth: number): string | undefined {
        if (typeof value === 'string') return isStorable(value) ? undefined : 'must have no NUL and no half of a surrogate pair';
        if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'is too large for a number';
        return typeof value === 'object' && value !== null && depth > RTCSTATS_DEPTH ? `is nested deeper than ${String(RTCSTATS_DEPTH)}` : undefined;
    }

    function keep(object: unknown, drops: DropList, path: string): object is RtcStats {
        const fault = isObject(object) ? faultOf(object) : 'must be an object';
        if (fault !== undefined) {
            drops.add(path, fault);
            return false;
        }
        sift(object as RtcStats, drops, path, 1);
        const bytes = Buffer.byteLength(JSON.stringify(object));
        if (bytes <= RTCSTATS_BYTES) return true;
        drops.add(path, `has ${String(bytes)} bytes; ${String(RTCSTATS_BYTES)} are allowed`);
        return false;
    }

    return (list, drops, path) => {
        if (!Array.isArray(list)) {
            drops.add(path, 'must be a list');
            return [];
        }
        if (list.length > MAX_RTCSTATS) drops.add(`${path}/${String(MAX_RTCSTATS)}`, `and what follows is more than ${String(MAX_RTCSTATS)} objects`);
        return list.slice(0, MAX_RTCSTATS).filter((object, index): object is RtcStats => keep(object, drops, `${path}/${String(index)}`));
    };
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '' && value.length <= MAX_STRING && isStorable(value);

/** MongoDB takes names with a $ in front for operators. */
function nameFault(name: string): string | undefined {
    if (name.startsWith('$') || name === '__proto__') return 'cannot be a member\'s name';
    return isStorable(name) ? undefined : 'has a NUL, or half of a surrogate pair, in its name';
}

const escaped = (name: string): string => name.slice(0, MAX_STRING).replaceAll('~', '~0').replaceAll('/', '~1');
