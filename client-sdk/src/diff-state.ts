import type { MergePatch } from '../../schemas/connection-state.js';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/**
 * The JSON merge patch (RFC 7396) that makes `next` of `previous`: what changed, null for what is gone; undefined when nothing changed.
 * The inverse of src/analysis/fold-deltas.ts. Members of either are values and objects, never null or empty objects.
 */
export function diffState<T extends object>(previous: T, next: T): MergePatch<T> | undefined {
    const before = previous as Record<string, unknown>;
    const after = next as Record<string, unknown>;
    const patch: Record<string, unknown> = {};
    for (const name of Object.keys({ ...before, ...after })) {
        const was = before[name];
        const is = after[name];
        const change = isObject(was) && isObject(is) ? diffState(was, is) : is === was ? undefined : is ?? null;
        if (change !== undefined) patch[name] = change;
    }
    return Object.keys(patch).length > 0 ? patch as MergePatch<T> : undefined;
}
