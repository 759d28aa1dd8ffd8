import { SessionPostSchema, TagsSchema, type SessionPost } from '../../schemas/session.js';
import type { DropList } from './drop-list.js';
import { createFaultFinder, refuse } from './find-faults.js';
import { isObject, removeAt } from './repair-body.js';
import { stripUnknown } from './strip-unknown.js';

/** Makes a body that the schema refused into one that it takes, and says what had to go. */
export type SessionRepair = (body: unknown, drops: DropList) => SessionPost;

const REQUIRED: readonly string[] = SessionPostSchema.required ?? [];

/**
 * Leaves out unknown members, tags beyond the limit, and each optional value that is wrong.
 * @throws {RequestError} bad_request where a member that every session needs is missing or wrong.
 */
export function createSessionRepair(): SessionRepair {
    const findFaults = createFaultFinder(SessionPostSchema);
    return (body, drops) => {
        if (!isObject(body)) throw refuse({ path: '', reason: 'must be an object' });
        stripUnknown(body, SessionPostSchema, drops);
        if (isObject(body.tags)) keepFirstTags(body.tags, drops);
        const faults = findFaults(body);
        const fatal = faults.find(({ segments }) => segments.length === 1 && REQUIRED.includes(segments[0] as string));
        if (fatal !== undefined) throw refuse(fatal);
        for (const { segments, path, reason } of faults) {
            drops.add(path, reason);
            removeAt(body, segments);
        }
        const left = findFaults(body)[0];
        if (left !== undefined) throw refuse(left);
        return body as unknown as SessionPost;
    };
}

/** As many as there may be, of those that have a text. */
function keepFirstTags(tags: Record<string, unknown>, drops: DropList): void {
    const most = TagsSchema.maxProperties as number;
    let kept = 0;
    for (const [name, value] of Object.entries(tags)) {
        const isText = typeof value === 'string';
        if (isText && kept < most) {
            kept += 1;
            continue;
        }
        Reflect.deleteProperty(tags, name);
        drops.add(`/tags/${name}`, isText ? `is beyond the ${String(most)} tags that a session can have` : 'must be string');
    }
}
