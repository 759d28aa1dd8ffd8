import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Config } from '../../config.js';
import { cookieValues } from '../../cookie-values.js';

const NAME = 'jmmc_objectId';

/** What a cookie proves. */
export interface ProvenObjectId {
    /** 24 hexadecimal digits in lower case. */
    objectId: string;
    /** The server that was here before has given it: Express writes an object into a cookie as JSON. */
    isInherited: boolean;
}

/** The right to write one session, in the signed form of Express's cookie-parser, which the server that was here before has signed with, too. */
export interface ObjectIdCookie {
    /** A Set-Cookie header's value. */
    write(objectId: string): string;
    /** @param header - the request's Cookie header */
    read(header: string | undefined): ProvenObjectId | undefined;
}

/** @param secrets the first signs, all verify. */
export function createObjectIdCookie(secrets: readonly string[]): ObjectIdCookie {
    const [signing] = secrets;
    if (signing === undefined) throw new Error('There is no secret to sign cookies with.');
    return {
        write: (objectId) => `${NAME}=${encodeURIComponent(`s:${objectId}.${signatureOf(objectId, signing)}`)}; Path=/; HttpOnly; Secure; SameSite=None`,
        read(header) {
            for (const cookie of cookieValues(NAME, header)) {
                const text = cookie.startsWith('s:') ? unsigned(cookie.slice(2), secrets) : undefined;
                const [, inherited, own] = /^(?:j:"([0-9a-f]{24})"|([0-9a-f]{24}))$/i.exec(text ?? '') ?? [];
                const objectId = inherited ?? own;
                if (objectId !== undefined) return { objectId: objectId.toLowerCase(), isInherited: inherited !== undefined };
            }
            return undefined;
        }
    };
}

/** JMMC_COOKIE_SECRET; unset: as many as there are session secrets, so that all workers and instances have the same ones. */
export function cookieSecrets({ JMMC_COOKIE_SECRET }: Pick<Config, 'JMMC_COOKIE_SECRET'>, sessionSecrets: readonly string[]): readonly string[] {
    if (JMMC_COOKIE_SECRET.length > 0) return JMMC_COOKIE_SECRET;
    return sessionSecrets.map((secret) => createHmac('sha256', secret).update(NAME).digest('base64url'));
}

/** HMAC-SHA256 in base64 without padding: npm's cookie-signature. */
const signatureOf = (text: string, secret: string): string => createHmac('sha256', secret).update(text).digest('base64').replace(/=+$/, '');

function unsigned(signed: string, secrets: readonly string[]): string | undefined {
    const text = signed.slice(0, Math.max(0, signed.lastIndexOf('.')));
    const given = Buffer.from(signed.slice(text.length + 1));
    return secrets.some((secret) => isSame(given, Buffer.from(signatureOf(text, secret)))) ? text : undefined;
}

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);
