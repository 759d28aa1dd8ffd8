import { attempt } from './guard.js';
import type { Environment } from './environment.js';

export interface SessionIdentity {
    /** 128 random bits as hexadecimal digits: who has them may write this session. */
    sessionKey: string;
    sessionId: string;
}

const USER_KEY = 'confmeter.userId';

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** 16 bytes as a UUID of version 8 (RFC 9562, 5.8). */
const uuid = (bytes: Uint8Array): string => hex(bytes).replace(
    /^(.{8})(.{4}).(.{3})(.)(.{3})/,
    (_, first: string, second: string, third: string, variant: string, fourth: string) =>
        `${first}-${second}-8${third}-${'89ab'[parseInt(variant, 16) & 3] as string}${fourth}-`
);

/** A new key, and the id that follows from it: the first 16 bytes of the SHA-256 of the key's digits, as a UUID of version 8. */
export async function createSessionIdentity({ crypto }: Environment): Promise<SessionIdentity> {
    const sessionKey = hex(crypto.getRandomValues(new Uint8Array(16)));
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(sessionKey));
    return { sessionKey, sessionId: uuid(new Uint8Array(digest, 0, 16)) };
}

/** A random UUID that stays with this browser; undefined where nothing can be kept, as one that changes at every load means nothing. */
export const userIdOf = (environment: Environment): string | undefined => attempt(() => {
    const { storage, crypto } = environment;
    const userId = storage.getItem(USER_KEY) ?? crypto.randomUUID();
    storage.setItem(USER_KEY, userId);
    return userId;
});
