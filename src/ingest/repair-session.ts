import { SessionPostSchema, TagsSchema, type SessionPost } from '../../schemas/session.js';
import type { DropList } from './drop-list.js';
import { createFaultFinder, refuse } from './find-faults.js';
import { isObject, removeAt } from './repair-body.js';

/** Makes a body that the schema refused into one that it takes, and says what had to go. */
export type SessionRepair = (body: unknown, drops: DropList) => SessionPost;

const REQUIRED: readonly string[] = SessionPostSchema.required ?? [];

/**
 * Leaves out each optional value that is wrong, unknown members, and tags beyond the limit.
 * @throws {RequestError} bad_request where a member that every session needs is missing or wrong.
 */
export function createSessionRepair(): SessionRepair {
    const findFaults = createFaultFinder(SessionPostSchema);
    return (body, drops) => {
        if (!isObject(body)) throw refuse({ path: '', reason: 'must be an object' });
        const faults = findFaults(body);
        const fatal = faults.find(({ segments, kind }) => kind !== 'unknown' && segments.length === 1 && REQUIRED.includes(segments[0] as string));
        if (fatal !== undefined) throw refuse(fatal);
        for (const { segments, path, kind, reason } of faults) {
            if (path === '/tags' && isObject(body.tags)) continue;
            if (kind === 'unknown') drops.unknown += 1;
            drops.add(path, reason);
            removeAt(body, segments);
        }
        if (isObject(body.tags)) keepFirstTags(body.tags, drops);
        const left = findFaults(body)[0];
        if (left !== undefined) throw refuse(left);
        return body as unknown as SessionPost;
    };
}

function keepFirstTags(tags: Record<string, unknown>, drops: DropList): void {
    const most = TagsSchema.maxProperties as number;
    for (const name of Object.keys(tags).slice(most)) {
        Reflect.deleteProperty(tags, name);
        drops.add(`/tags/${name}`, `is beyond the ${String(most)} tags that a session can have`);
    }
}
