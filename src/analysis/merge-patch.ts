export type Json = null | boolean | number | string | Json[] | { readonly [name: string]: Json };

const isObject = (value: Json | undefined): value is { readonly [name: string]: Json } =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Applies a JSON merge patch (RFC 7396, section 2): null removes a member, an object is merged, all else replaces.
 * Neither argument is changed. The objects of the result are frozen, so that results may share what did not change.
 * A member named `__proto__` is a member like any other: it is never assigned, which would change a prototype.
 */
export function mergePatch(target: Json | undefined, patch: Json): Json {
    if (!isObject(patch)) return patch;
    const members: Record<string, Json> = isObject(target) ? { ...target } : {};
    for (const [name, value] of Object.entries(patch)) {
        const merged = value === null ? undefined : mergePatch(Object.hasOwn(members, name) ? members[name] : undefined, value);
        if (merged === undefined) Reflect.deleteProperty(members, name);
        else if (name !== '__proto__') members[name] = merged;
        else Object.defineProperty(members, name, { value: merged, enumerable: true, configurable: true, writable: true });
    }
    return Object.freeze(members);
}
