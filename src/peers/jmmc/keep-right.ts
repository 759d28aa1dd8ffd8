import { isObject } from '../../ingest/repair-body.js';
import type { MemberRule } from './metrics-rules.js';

type Members = Record<string, unknown>;

/** Told of a key that there is no rule for, whatever its name. */
export const UNKNOWN_KEY = 'an unknown key';

/** `kept`: what is right, with numbers for texts of numbers. `dropped`: the keys of the rest, as `u.bw`. */
export interface KeptRight { kept: Members; dropped: string[] }

/** Takes out of `told` what is wrong. */
export function keepRight(told: Members, rules: Readonly<Record<string, MemberRule>>, path = ''): KeptRight {
    const kept: Members = {};
    const dropped: string[] = [];
    for (const [name, value] of Object.entries(told)) {
        const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
        if (typeof rule === 'object' && isObject(value)) {
            const part = keepRight(value, rule.part, `${name}.`);
            kept[name] = part.kept;
            for (const key of part.dropped) dropped.push(key);
            continue;
        }
        const right = typeof rule === 'function' ? rule(value) : undefined;
        if (right !== undefined) {
            kept[name] = right;
            continue;
        }
        Reflect.deleteProperty(told, name);
        dropped.push(rule === undefined ? UNKNOWN_KEY : `${path}${name}`);
    }
    return { kept, dropped };
}
