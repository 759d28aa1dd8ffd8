import type { Member, Namespace } from './namespace.js';

/** Which connection each uuid of a namespace has, where it may have only one (AUDIENCE_ENABLE_UUID). */
export interface UuidHolders {
    holderOf(namespace: Namespace, uuid: string): Member | undefined;
    /** The uuid is this member's from now on. */
    hold(member: Member): void;
    /** Nobody's, unless a later member has it. */
    release(member: Member): void;
}

export function createUuidHolders(): UuidHolders {
    const holders = new Map<Namespace, Map<string, Member>>();
    return {
        holderOf: (namespace, uuid) => holders.get(namespace)?.get(uuid),
        hold(member) {
            const { namespace, uuid } = member;
            if (uuid === undefined) return;
            const uuids = holders.get(namespace) ?? new Map<string, Member>();
            holders.set(namespace, uuids.set(uuid, member));
        },
        release(member) {
            const { namespace, uuid } = member;
            const uuids = holders.get(namespace);
            if (uuid === undefined || uuids?.get(uuid) !== member) return;
            uuids.delete(uuid);
            if (uuids.size === 0) holders.delete(namespace);
        }
    };
}
