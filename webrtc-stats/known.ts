/** No text that the service takes is longer, in characters. */
const MAX_STRING = 256;

/** A text, cut to what the service takes; undefined for all else. An empty text is as good as none. */
export const text = (value: unknown): string | undefined =>
    typeof value === 'string' && value ? value.length > MAX_STRING ? Array.from(value).slice(0, MAX_STRING).join('') : value : undefined;

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The members that are known; undefined where none is. */
export function known<T extends object>(members: T): Known<T> | undefined {
    const some: Partial<T> = {};
    for (const name of Object.keys(members) as (keyof T)[]) if (members[name] !== undefined) some[name] = members[name];
    return Object.keys(some).length > 0 ? some as Known<T> : undefined;
}
