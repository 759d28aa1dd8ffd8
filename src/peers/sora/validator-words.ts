import { MAX_ID_BYTES } from '../../../schemas/peers/sora.js';

/**
 * Says what is wrong with a report as Kohaku does, whose struct `soraConnectionStats` (sora.go) go-playground/validator v10 judges. Only what it can
 * know: the members beside `stats`.
 */

interface Field {
    json: string;
    /** In Go; those of the struct `soraStats` within have its name before theirs. */
    name: string;
    type: 'string' | 'bool' | 'array';
    /** The rule that a value breaks which is there and has the right type. */
    tag?: 'len' | 'maxb';
}

/** In the struct's order, which is that of the faults. */
const FIELDS: readonly Field[] = [
    { json: 'type', name: 'soraStats.Type', type: 'string' },
    { json: 'timestamp', name: 'soraStats.Timestamp', type: 'string' },
    { json: 'label', name: 'soraStats.Label', type: 'string' },
    { json: 'version', name: 'soraStats.Version', type: 'string' },
    { json: 'node_name', name: 'soraStats.NodeName', type: 'string' },
    { json: 'multistream', name: 'Multistream', type: 'bool' },
    { json: 'simulcast', name: 'Simulcast', type: 'bool' },
    { json: 'spotlight', name: 'Spotlight', type: 'bool' },
    { json: 'role', name: 'Role', type: 'string', tag: 'len' },
    { json: 'channel_id', name: 'ChannelID', type: 'string', tag: 'maxb' },
    { json: 'session_id', name: 'SessionID', type: 'string', tag: 'len' },
    { json: 'client_id', name: 'ClientID', type: 'string', tag: 'maxb' },
    { json: 'connection_id', name: 'ConnectionID', type: 'string', tag: 'len' },
    { json: 'stats', name: 'Stats', type: 'array' }
];
/** What the struct's tags say, in bytes for maxb and in characters for len. */
const LENGTHS: Readonly<Record<string, number>> = {
    role: 8, channel_id: MAX_ID_BYTES, session_id: 26, client_id: MAX_ID_BYTES, connection_id: 26
};

/**
 * A line for each fault that Kohaku's validator would find; empty when it would find none.
 * @param optional - members that may be absent
 */
export function describeFaults(body: unknown, optional: readonly string[] = []): string {
    const members = typeof body === 'object' && body !== null && !Array.isArray(body) ? body as Record<string, unknown> : undefined;
    if (members === undefined) return `Unmarshal type error: expected=kohaku.soraConnectionStats, got=${goTypeOf(body)}`;
    const valueOf = ({ json }: Field) => Object.hasOwn(members, json) ? members[json] : undefined;
    const mistyped = FIELDS.find((field) => !isAbsent(valueOf(field)) && goTypeOf(valueOf(field)) !== field.type);
    if (mistyped !== undefined)
        return `Unmarshal type error: expected=${EXPECTED[mistyped.type]}, got=${goTypeOf(valueOf(mistyped))}, field=${mistyped.json}`;
    return FIELDS.flatMap((field) => {
        const value = valueOf(field);
        const tag = isAbsent(value) && optional.includes(field.json) ? undefined : brokenTag(field, value);
        return tag === undefined ? [] : [lineOf(field.name, tag)];
    }).join('\n');
}

const lineOf = (name: string, tag: string): string =>
    `Key: 'soraConnectionStats.${name}' Error:Field validation for '${name.split('.').at(-1) as string}' failed on the '${tag}' tag`;

function brokenTag({ json, tag }: Field, value: unknown): string | undefined {
    if (isAbsent(value) || value === '') return 'required';
    const limit = LENGTHS[json];
    if (tag === undefined || limit === undefined || typeof value !== 'string') return undefined;
    return (tag === 'len' ? [...value].length === limit : Buffer.byteLength(value) <= limit) ? undefined : tag;
}

/** To Go's JSON decoder null is nothing. */
const isAbsent = (value: unknown): boolean => value === undefined || value === null;

/** As encoding/json calls a value's type. */
function goTypeOf(value: unknown): string {
    if (value === null || value === undefined) return 'null';
    if (Array.isArray(value)) return 'array';
    return typeof value === 'boolean' ? 'bool' : typeof value;
}

const EXPECTED = { string: 'string', bool: 'bool', array: '[]json.RawMessage' } as const;
