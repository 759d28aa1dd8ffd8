import type { Fault } from './find-faults.js';

type Members = Record<string, unknown>;

export const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Takes a member out of the body. Works on own members only, so that `__proto__` is a name like any other. */
export function removeAt(body: Members, segments: Fault['segments']): void {
    const parent = parentOf(body, segments);
    if (parent !== undefined) Reflect.deleteProperty(parent, segments.at(-1) as string);
}

/** Makes a member null: in a merge patch (RFC 7396), unknown from now on. */
export function clearAt(body: Members, segments: Fault['segments']): void {
    const parent = parentOf(body, segments);
    if (parent !== undefined && Object.hasOwn(parent, segments.at(-1) as string)) parent[segments.at(-1) as string] = null;
}

/** undefined when a repair above has already taken it away. */
function parentOf(body: Members, segments: Fault['segments']): Members | undefined {
    let at: unknown = body;
    for (const segment of segments.slice(0, -1)) {
        if (typeof at !== 'object' || at === null || !Object.hasOwn(at, segment)) return undefined;
        at = (at as Members)[segment];
    }
    return typeof at === 'object' && at !== null ? at as Members : undefined;
}
