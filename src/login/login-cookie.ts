import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { cookieValues } from '../cookie-values.js';

/** Of the value's form, so that a later one can be told from it. */
const VERSION = '1';
const NAME = 'confmeter';

interface Options {
    /** The first signs, all verify. */
    sessionSecrets: readonly string[];
    /** Another token makes all cookies worthless. */
    dashboardToken: string;
    /** How long a login holds, ms. */
    durationMs: number;
    /** Where the service is shown, as `/confmeter`; '' = at the root. */
    basePath: string;
    /** Epoch ms. */
    now?: () => number;
}

/** The right to read, for a browser: nothing but the moment when it ends, signed, so that any instance and worker with the same secrets knows it. */
export interface LoginCookie {
    /** A Set-Cookie header's value that logs in. @param isSecure - the request came by https */
    write(isSecure: boolean): string;
    /** A Set-Cookie header's value that logs out. */
    remove(isSecure: boolean): string;
    /** @param header - the request's Cookie header */
    isValid(header: string | undefined, isSecure: boolean): boolean;
}

/**
 * SameSite=Lax: a link in a ticket or a mail finds people logged in, which Strict would not allow; what a request of another page may do with
 * it is decided by sender.ts. By https it has a prefix by which browsers refuse to let a page by http, or of a neighbouring host, set it
 * (draft-ietf-httpbis-rfc6265bis, 4.1.3).
 */
export function createLoginCookie({ sessionSecrets, dashboardToken, durationMs, basePath, now = Date.now }: Options): LoginCookie {
    const keys = sessionSecrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, dashboardToken, 'confmeter login cookie', 32)));
    const [signing] = keys;
    if (signing === undefined) throw new Error('There is no secret to sign cookies with.');
    const path = basePath === '' ? '/' : basePath;
    const prefix = basePath === '' ? '__Host-' : '__Secure-';
    const nameOf = (isSecure: boolean) => isSecure ? `${prefix}${NAME}` : NAME;
    const set = (isSecure: boolean, value: string, maxAge: number) =>
        `${nameOf(isSecure)}=${value}; Path=${path}; Max-Age=${String(maxAge)}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
    const isGood = (value: string): boolean => {
        const [version, end = '', signature = '', ...rest] = value.split('.');
        if (version !== VERSION || !/^\d{1,16}$/.test(end) || rest.length > 0) return false;
        const given = Buffer.from(signature);
        return keys.some((key) => isSame(given, Buffer.from(sign(end, key)))) && Number(end) > now();
    };
    return {
        write(isSecure) {
            const end = String(Math.floor(now() + durationMs));
            return set(isSecure, `${VERSION}.${end}.${sign(end, signing)}`, Math.floor(durationMs / 1000));
        },
        remove: (isSecure) => set(isSecure, '', 0),
        isValid: (header, isSecure) => cookieValues(nameOf(isSecure), header).some(isGood)
    };
}

const sign = (end: string, key: Buffer): string => createHmac('sha256', key).update(`${VERSION}.${end}`).digest('base64url');

const isSame = (one: Buffer, other: Buffer): boolean => one.length === other.length && timingSafeEqual(one, other);
