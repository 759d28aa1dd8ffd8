import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Signs and verifies the right to write one session, without a database. */
export interface SessionTokens {
    sign(sessionId: string): string;
    /** Takes the same time for every wrong token of the right length. */
    verify(sessionId: string, token: string): boolean;
}

/** @param secrets the first signs, all verify, so that a secret can be changed while pages are open. */
export function createSessionTokens(secrets: readonly string[]): SessionTokens {
    const keys = secrets.map((secret) => createSecretKey(Buffer.from(secret)));
    const signing = keys[0];
    if (signing === undefined) throw new Error('There is no secret to sign session tokens with.');
    return {
        sign: (sessionId) => hmac(signing, sessionId),
        verify(sessionId, token) {
            const given = Buffer.from(token);
            return keys.some((key) => {
                const expected = Buffer.from(hmac(key, sessionId));
                return given.length === expected.length && timingSafeEqual(given, expected);
            });
        }
    };
}

/** HMAC-SHA256 (RFC 2104), 43 characters of base64url. */
const hmac = (key: KeyObject, sessionId: string): string => createHmac('sha256', key).update(sessionId).digest('base64url');
