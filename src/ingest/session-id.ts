import { createHash } from 'node:crypto';
import type { PeerClient } from '../../schemas/session-client.js';

/**
 * The sessionId that belongs to a sessionKey: the first 16 bytes of the SHA-256 of its 32 characters, as a UUID of version 8
 * (RFC 9562, 5.8). Who knows the id does not know the key, so nobody can post a session that another page began.
 */
export function sessionIdOf(sessionKey: string): string {
    return uuid(createHash('sha256').update(sessionKey).digest(), 8);
}

/** Names of sessions of other clients: a UUID of this project's own. */
const PEER_NAMESPACE = Buffer.from('6d0c4f0be8c14c7ea0a9b5a3c1f27d58', 'hex');

/**
 * The sessionId of a session that another client knows by an id of its own: a UUID of version 5 (RFC 9562, 5.5) of "<client>/<id>", the same
 * in every process. Nobody writes to it with a token: versions 5 and 8 never meet.
 */
export const peerSessionId = (client: PeerClient, id: string): string =>
    uuid(createHash('sha1').update(PEER_NAMESPACE).update(`${client}/${id}`).digest(), 5);

/** The first 16 bytes of a digest as a UUID (RFC 9562, 4). */
function uuid(digest: Buffer, version: number): string {
    const bytes = digest.subarray(0, 16);
    bytes[6] = bytes.readUInt8(6) & 0x0f | version << 4;
    bytes[8] = bytes.readUInt8(8) & 0x3f | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
