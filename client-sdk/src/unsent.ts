import type { SessionPost } from '../../schemas/session.js';
import type { Environment, Undo } from './environment.js';
import { guard, ignore } from './guard.js';
import type { SessionIdentity } from './session-identity.js';

/** What the service still has to be told of one session. */
export interface Unsent {
    identity: SessionIdentity;
    post: SessionFields;
    pushes: string[];
}

/** A session's metadata without what is added to each request. */
export type SessionFields = Omit<SessionPost, 'sessionKey' | 'sessionId' | 'sentAt'>;

const PREFIX = 'confmeter.unsent.';

/** Characters that what earlier pages left may hold: Jitsi Meet keeps its own settings in the same few megabytes. */
const MAX_LEFT_CHARACTERS = 524_288;

const keyOf = ({ sessionId }: SessionIdentity) => PREFIX + sessionId;

/** Keeps it for the next page, should this one not get to send it. Where storage is full or forbidden it is not kept. */
export const keepUnsent = guard((environment: Environment, unsent: Unsent) => {
    environment.storage.setItem(keyOf(unsent.identity), JSON.stringify(unsent));
});

export const forgetUnsent = guard((environment: Environment, identity: SessionIdentity) => {
    environment.storage.removeItem(keyOf(identity));
});

/** While this page claims a session no other page sends what is kept of it. */
export function claimUnsent({ locks }: Environment, identity: SessionIdentity): Undo {
    let release: Undo | undefined;
    const released = new Promise<void>((resolve) => { release = resolve; });
    locks.request(keyOf(identity), {}, () => released).catch(ignore);
    return () => release?.();
}

/**
 * Hands over what pages that died have left; `deliver` forgets it once it is delivered. What goes beyond
 * MAX_LEFT_CHARACTERS is thrown away: nobody has been able to deliver it for long.
 */
export const adoptUnsent = guard(({ storage, locks }: Environment, deliver: (unsent: Unsent) => Promise<void>) => {
    let room = MAX_LEFT_CHARACTERS;
    for (const key of Object.keys(storage)) {
        if (!key.startsWith(PREFIX)) continue;
        room -= (storage.getItem(key) as string).length;
        if (room < 0) storage.removeItem(key);
        else {
            locks.request(key, { ifAvailable: true }, async (lock) => {
                const unsent = JSON.parse(storage.getItem(key) as string) as Unsent | null;
                if (lock && unsent) await deliver(unsent);
            }).catch(ignore);
        }
    }
});
