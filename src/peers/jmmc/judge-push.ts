import { ConferenceNameSchema } from '../../../schemas/identifiers.js';
import type { JmmcMetrics } from '../../../schemas/peers/jmmc.js';
import type { Config } from '../../config.js';
import { createFaultFinder } from '../../ingest/find-faults.js';
import { isObject } from '../../ingest/repair-body.js';
import { keepRight } from './keep-right.js';
import { createMetricsRules } from './metrics-rules.js';

type Members = Record<string, unknown>;

/** A body that may be stored. */
export interface JmmcPush {
    conferenceName: string;
    userId: string;
    /** What is left of `m`. */
    metrics: JmmcMetrics;
    /** The body as the client gets it back. */
    answer: Members;
    /** Keys that were left out, as `u.bw` (keep-right.ts). */
    dropped: readonly string[];
}

/**
 * Judges a body of POST /push and leaves out of `m` what is wrong, as jitsi-meet-metrics-collector does. The body becomes the answer: it is
 * changed in place.
 * @param seconds - when it arrived, since the epoch
 * @returns what is left of it, or the words to refuse it with
 */
export type JudgePush = (body: unknown, seconds: number) => JmmcPush | string;

const ROOT_KEYS: readonly string[] = ['uid', 'conf', 'm'];
const PARTS = ['u', 'd', 't'];
const findNameFaults = createFaultFinder(ConferenceNameSchema);

export function createJudgePush(config: Pick<Config, 'AUTHORIZED_REGIONS' | 'CONFERENCE_PATTERN'>): JudgePush {
    const rules = createMetricsRules(config.AUTHORIZED_REGIONS);
    const pattern = config.CONFERENCE_PATTERN === undefined ? undefined : new RegExp(config.CONFERENCE_PATTERN, 'u');
    return (body, seconds) => {
        if (!isObject(body) || !body.m) return 'must contains the m variable';
        const { uid, conf, m } = body;
        if (!isGuid(uid) || typeof conf !== 'string' || findNameFaults(conf).length > 0 || pattern?.test(conf) === false) return 'valition error ';
        if (!isObject(m)) return 'm must be an object';
        m.ts = seconds;
        const { kept, dropped } = keepRight(m, rules);
        const isRight = dropped.length === 0 && kept.pid !== undefined;
        if (!isRight || Object.keys(body).some((key) => !ROOT_KEYS.includes(key))) {
            for (const part of PARTS) if (isObject(m[part]) && Object.keys(m[part]).length === 0) {
                Reflect.deleteProperty(m, part);
                Reflect.deleteProperty(kept, part);
            }
            if (Object.keys(m).length < 2) return 'm must have 2 fields';
        }
        // texts of numbers come back as numbers only where nothing else had to be changed
        if (isRight) body.m = kept;
        return { conferenceName: conf, userId: uid, metrics: kept as JmmcMetrics, answer: body, dropped };
    };
}

const BRACKETS: Readonly<Record<string, string>> = { '{': '}', '[': ']', '(': ')' };
const GUID = /^[0-9a-f]{8}([:-]?)[0-9a-f]{4}(?:\1?[0-9a-f]{4}){2}\1?[0-9a-f]{12}$/i;

/** Any that Joi takes: with hyphens, colons or neither, also in brackets. */
function isGuid(value: unknown): value is string {
    if (typeof value !== 'string') return false;
    const closing = BRACKETS[value.charAt(0)];
    if (closing === undefined) return GUID.test(value);
    return value.endsWith(closing) && GUID.test(value.slice(1, -1));
}
