export type Json = null | boolean | number | string | Json[] | { readonly [name: string]: Json };

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Applies a JSON merge patch (RFC 7396, section 2): null removes a member, an object is merged, all else replaces.
 * Neither argument is changed. The objects of the result are frozen, so that results may share what did not change.
 * A member named `__proto__` is a member like any other: Object.entries and Object.fromEntries never touch a prototype.
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
    if (!isObject(patch)) return patch;
    const members = new Map(isObject(target) ? Object.entries(target) : []);
    for (const [name, value] of Object.entries(patch)) {
        if (value === null) members.delete(name);
        else members.set(name, mergePatch(members.get(name), value));
    }
    return Object.freeze(Object.fromEntries(members));
}
