import { isObject } from '../../ingest/repair-body.js';

/** Answers a value as it is kept, or undefined where it is wrong. */
export type Rule = (value: unknown) => unknown;
/** `part`: each member of it stands or falls alone. */
export type MemberRule = Rule | { part: Readonly<Record<string, Rule>> };

/**
 * What each key of `m` must be (schemas/peers/jmmc.ts), judged as jitsi-meet-metrics-collector does, with Joi: texts of numbers are numbers,
 * no text is empty, and `res` and `cdc` are kept whole or not at all.
 * @param regions - AUTHORIZED_REGIONS; empty: any
 */
export const createMetricsRules = (regions: readonly string[]): Readonly<Record<string, MemberRule>> => ({
    br: text,
    os: text,
    pid: text,
    cq: (value) => between(0, 100, number(value)),
    res: whole({ h: number, w: number }),
    cdc: whole({ a: text, v: text }),
    u: { part: { bw: number, ab: number, vb: number, pl: number } },
    d: { part: { bw: (value) => value === null ? null : number(value), ab: number, vb: number, pl: number } },
    t: { part: {
        ip: number, p: number, tp: oneOf(['tcp', 'udp']), lip: number, rip: number, lp: number, sr: regions.length === 0 ? text : oneOf(regions)
    } },
    ts: number
});

const text = (value: unknown): string | undefined => typeof value === 'string' && value !== '' ? value : undefined;

const oneOf = (words: readonly string[]): Rule => (value) => words.includes(value as string) ? value : undefined;

const between = (least: number, most: number, value: number | undefined): number | undefined =>
    value !== undefined && value >= least && value <= most ? value : undefined;

function whole(members: Readonly<Record<string, Rule>>): Rule {
    return (value) => {
        if (!isObject(value)) return undefined;
        const kept: Record<string, unknown> = {};
        for (const [name, told] of Object.entries(value)) {
            const member = Object.hasOwn(members, name) ? members[name]?.(told) : undefined;
            if (member === undefined) return undefined;
            kept[name] = member;
        }
        return kept;
    };
}

/** None that loses digits: neither beyond the integers that a number can tell apart nor, as a text, with more digits than a number has. */
function number(value: unknown): number | undefined {
    const told = typeof value === 'string' ? numberOfText(value.trim()) : value;
    return typeof told === 'number' && Math.abs(told) <= Number.MAX_SAFE_INTEGER ? told : undefined;
}

/** 00, 00.5 and 1. are none. */
const NUMBER = /^[+-]?(?=\.?\d)(?:0|0*[1-9]\d*)?(?:\.\d+)?(?:e[+-]?\d+)?$/i;

function numberOfText(text: string): number | undefined {
    if (!NUMBER.test(text)) return undefined;
    const value = Number(text);
    return digitsOf(text) === digitsOf(String(value)) ? value : undefined;
}

/** Of 0.0250e3 or 25: 25. */
const digitsOf = (text: string): string => text.replace(/e.*$/i, '').replace(/[+.-]/g, '').replace(/^0+|0+$/g, '');
