import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import { BoundedMap } from './bounded-map.js';

/** Signs and verifies the right to write one session, without a database. */
export interface SessionTokens {
    sign(sessionId: string): string;
    /** Takes the same time for every wrong token of the right length. */
    verify(sessionId: string, token: string): boolean;
}

/** Sessions whose token is remembered once it was found right: a session pushes hundreds of times with the same one. */
const REMEMBERED_TOKENS = 20_000;

/** @param secrets the first signs, all verify, so that a secret can be changed while pages are open. */
export function createSessionTokens(secrets: readonly string[]): SessionTokens {
    const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
    const signing = keys[0];
    if (signing === undefined) throw new Error('There is no secret to sign session tokens with.');
    const right = new BoundedMap<string, Buffer>(REMEMBERED_TOKENS);
    return {
        sign: (sessionId) => hmac(signing, sessionId),
        verify(sessionId, token) {
            const given = Buffer.from(token);
            const known = right.get(sessionId);
            if (known !== undefined && isSame(given, known)) return true;
            const isRight = keys.some((key) => isSame(given, Buffer.from(hmac(key, sessionId))));
            if (isRight) right.set(sessionId, given);
            return isRight;
        }
    };
}

/** HMAC-SHA256 (RFC 2104), 43 characters of base64url. */
const hmac = (key: KeyObject, sessionId: string): string => createHmac('sha256', key).update(sessionId).digest('base64url');

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);
