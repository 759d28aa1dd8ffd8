import type { TSchema } from '@sinclair/typebox';
import type { DropList } from './drop-list.js';
import { isObject } from './repair-body.js';

/**
 * Takes out the members that a schema does not know, at any depth that it has. Done before a validator looks for faults: a body of
 * nothing but unknown members would be a fault each, and these cost a hundred times more than a look at a name.
 * @param path - JSON Pointer (RFC 6901) to the value
 */
export function stripUnknown(value: unknown, schema: TSchema, drops: DropList, path = ''): void {
    if (Array.isArray(value)) {
        const { items } = schema as { items?: TSchema };
        if (items !== undefined) for (const [index, item] of value.entries()) stripUnknown(item, items, drops, `${path}/${String(index)}`);
    } else if (isObject(value)) {
        const memberOf = knownMembers(schema);
        if (memberOf === undefined) return;
        for (const name of Object.keys(value)) {
            const member = memberOf(name);
            const memberPath = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
            if (member !== undefined) {
                stripUnknown(value[name], member, drops, memberPath);
                continue;
            }
            Reflect.deleteProperty(value, name);
            drops.unknown += 1;
            drops.add(memberPath, 'is unknown here');
        }
    }
}

/** What schema a member of an object has by its name; undefined where the schema does not say what members there are. */
function knownMembers({ properties, patternProperties }: TSchema): ((name: string) => TSchema | undefined) | undefined {
    if (properties !== undefined) {
        const members = new Map(Object.entries(properties as Record<string, TSchema>));
        return (name) => members.get(name);
    }
    if (patternProperties === undefined) return undefined;
    const members = Object.entries(patternProperties as Record<string, TSchema>);
    const patterns = members.map(([pattern, member]) => ({ pattern: new RegExp(pattern, 'u'), member }));
    return (name) => patterns.find(({ pattern }) => pattern.test(name))?.member;
}
