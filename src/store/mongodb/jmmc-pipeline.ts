import type { Document } from 'mongodb';
import { JMMC_KEYS, type JmmcKey } from '../../../schemas/peers/jmmc-keys.js';
import { JMMC_BROWSERS, JMMC_SYSTEMS, type JmmcName } from '../../../schemas/peers/jmmc-names.js';
import { MAX_TRUSTED_OFFSET } from '../clock-offset.js';

/** An aggregation expression. Only operators that MongoDB 5.0 and DocumentDB know. */
type Expression = Document | string | number | null;

/** A member of this value is absent. */
const ABSENT = '$$REMOVE';

/**
 * From `sessions` the documents of jitsi-meet-metrics-collector, `{ _id, conf, uid, m }`, as src/peers/jmmc/export-documents.ts makes them.
 * The names that a query can use an index by come first, as mere renames, so that MongoDB moves its $match before the $lookup.
 */
export const JMMC_PIPELINE: readonly Document[] = [
    // not before its first post has come; neither what was seen from outside, nor Sora's
    { $match: { conferenceName: { $exists: true }, observedBy: { $exists: false }, client: { $ne: 'sora' } } },
    { $project: { conf: '$conferenceName', uid: '$userId', startedAt: 1, browser: 1, os: 1, endpointId: 1, address: 1 } },
    {
        $lookup: {
            from: 'pushes', as: 'told',
            // not by localField and foreignField: with $unwind DocumentDB then reads all pushes
            let: { sessionId: '$_id' },
            pipeline: [
                { $match: { $expr: { $eq: ['$sessionId', '$$sessionId'] } } },
                { $sort: { seq: 1 } },
                { $unwind: '$deltas' },
                { $project: { _id: 0, ts: secondsOf(correctedAt()), ...elementOf('$deltas.patch') } }
            ]
        }
    },
    {
        $project: {
            conf: 1, uid: 1,
            m: {
                $concatArrays: [[{
                    ts: secondsOf('$startedAt'),
                    br: described('$browser', JMMC_BROWSERS, { $arrayElemAt: [{ $split: ['$browser.version', '.'] }, 0] }),
                    os: described('$os', JMMC_SYSTEMS, '$os.version'),
                    pid: orAbsent('$endpointId'),
                    t: partOf({ rip: integerOf('$address') })
                }], '$told']
            }
        }
    }
];

/** As clock-offset.ts has it. */
function correctedAt(): Expression {
    const corrected = { $max: [0, { $add: ['$deltas.at', '$offset'] }] };
    return { $cond: [{ $gt: [{ $abs: '$offset' }, MAX_TRUSTED_OFFSET] }, corrected, '$deltas.at'] };
}

function secondsOf(at: Expression): Expression {
    return { $floor: { $divide: [at, 1000] } };
}

/** What a patch tells, in the keys of `m`; those of two names in a part of their own. */
function elementOf(patch: string): Record<string, Expression> {
    const element: Record<string, Expression> = {};
    const parts = new Map<string, Record<string, Expression>>();
    for (const { key: [name, inner], member, holds } of JMMC_KEYS) {
        const value = valueOf(`${patch}.${member.join('.')}`, parentsOf(patch, member), holds);
        if (inner === undefined) {
            element[name] = value;
            continue;
        }
        const part = parts.get(name) ?? {};
        parts.set(name, part);
        part[inner] = value;
        element[name] = partOf(part);
    }
    return element;
}

/** The paths to the parts that a member is in. */
function parentsOf(patch: string, member: JmmcKey['member']): string[] {
    return member.slice(0, -1).map((_, index) => [patch, ...member.slice(0, index + 1)].join('.'));
}

function valueOf(path: string, parents: readonly string[], holds: JmmcKey['holds']): Expression {
    if (holds === 'address') return integerOf(path);
    if (holds === 'protocol') return { $cond: [{ $in: [path, ['udp', 'tcp']] }, path, ABSENT] };
    if (holds === 'nullable') return { $cond: [{ $or: [...parents, path].map((each) => ({ $eq: [{ $type: each }, 'null'] })) }, null, path] };
    return orAbsent(path);
}

function orAbsent(path: string): Expression {
    return { $ifNull: [path, ABSENT] };
}

/** Absent when all its members are. */
function partOf(members: Record<string, Expression>): Expression {
    return { $let: { vars: { part: members }, in: { $cond: [{ $eq: ['$$part', { $literal: {} }] }, ABSENT, '$$part'] } } };
}

/** An IPv4 address as an unsigned integer of 32 bits, a double as JavaScript has it; absent for all else. */
function integerOf(path: string): Expression {
    const text = { $cond: [{ $eq: [{ $type: path }, 'string'] }, path, ''] };
    const octets = { $cond: [{ $regexMatch: { input: text, regex: '^[0-9]{1,3}([.][0-9]{1,3}){3}$' } }, { $split: [text, '.'] }, []] };
    const integer = { $reduce: { input: '$$octets', initialValue: 0, in: { $add: [{ $multiply: ['$$value', 256] }, { $toDouble: '$$this' }] } } };
    return { $let: { vars: { octets }, in: { $cond: [{ $eq: [{ $size: '$$octets' }, 4] }, integer, ABSENT] } } };
}

/** `<name> <version>`; the name alone where no version is known, absent where no name is. */
function described(path: string, names: readonly JmmcName[], version: Expression): Expression {
    const told = new Map<string, string>();
    for (const [theirs, ours] of names) if (!told.has(ours)) told.set(ours, theirs);
    const branches = [...told].map(([ours, theirs]) => ({ case: { $eq: [`${path}.name`, ours] }, then: theirs }));
    const name = { $switch: { branches, default: `${path}.name` } };
    const isText = (of: string) => ({ $eq: [{ $type: of }, 'string'] });
    return { $cond: [isText(`${path}.name`), { $cond: [isText(`${path}.version`), { $concat: [name, ' ', version] }, name] }, ABSENT] };
}
