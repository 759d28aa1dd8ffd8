import { createHash } from 'node:crypto';

/**
 * The sessionId that belongs to a sessionKey: the first 16 bytes of the SHA-256 of its 32 characters, as a UUID of version 8
 * (RFC 9562, 5.8). Who knows the id does not know the key, so nobody can post a session that another page began.
 */
export function sessionIdOf(sessionKey: string): string {
    const bytes = createHash('sha256').update(sessionKey).digest().subarray(0, 16);
    bytes[6] = bytes.readUInt8(6) & 0x0f | 0x80;
    bytes[8] = bytes.readUInt8(8) & 0x3f | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
