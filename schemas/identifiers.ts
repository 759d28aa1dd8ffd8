import { Type, type SchemaOptions, type Static } from '@sinclair/typebox';

/** No string that a client sends may be longer than this, in characters (Unicode code points). */
export const MAX_STRING = 256;

/** Neither NUL nor half a surrogate pair: not every store keeps them, and UTF-8 has no half pairs. Means the same with and without the u flag. */
export const STORABLE = '^(?:[^\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])*$';

/** A string from a client. */
export const text = (maxLength: number, options: SchemaOptions & { minLength?: number } = {}) =>
    Type.String({ pattern: STORABLE, maxLength, ...options });

/** Any free text from a client. */
export const TextSchema = text(MAX_STRING);

/** A moment in epoch milliseconds. The upper bound is the last moment that a JavaScript Date can hold (ECMA-262, 21.4.1.1). */
export const TimestampSchema = Type.Number({ minimum: 0, maximum: 8.64e15, description: 'epoch milliseconds' });

/** 128 random bits as 32 hexadecimal digits, made per session and known to its page alone. */
export const SessionKeySchema = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** A UUID of version 8 (RFC 9562): the first 16 bytes of the SHA-256 of the sessionKey's 32 characters. */
export const SessionIdSchema = Type.String({
    pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[58][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'
});

/** Stable per browser; where users log in, what the deployment calls them. */
export const UserIdSchema = text(255);

/** One that names somebody: an empty one, in an address, is a mistake. */
export const GivenUserIdSchema = text(255, { minLength: 1 });

/** The room in the URL, as lib-jitsi-meet's `conference.getName()` gives it. */
export const ConferenceNameSchema = text(MAX_STRING, { minLength: 1 });

/** 22 characters of base64url: which conference this is, see src/analysis/assemble-conferences.ts. */
export const ConferenceIdSchema = Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' });

/** HMAC of a sessionId, base64url. */
export const SessionTokenSchema = Type.String({ minLength: 1, maxLength: MAX_STRING });

export type SessionId = Static<typeof SessionIdSchema>;
