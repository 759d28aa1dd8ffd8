import { createHash } from 'node:crypto';

/**
 * A room's name as it is compared: Unicode NFC, then lower case. Jitsi does the same before it asks the XMPP server, whose room
 * names do not know case either (RFC 7622, 3.3: the localpart is case-mapped).
 */
export const foldName = (name: string): string => name.normalize('NFC').toLowerCase();

/**
 * What sessions of one conference have in common: tenant, "/", name, both case-folded: the tenant is part of a domain name.
 * Without a tenant it begins with the slash.
 */
export const conferenceKey = (tenant: string | null | undefined, conferenceName: string): string =>
    `${foldName(tenant ?? '')}/${foldName(conferenceName)}`;

/** A conference's public id: 22 characters of base64url. Of its meetingId, or, without one, of its first session's id. */
export const conferenceIdOf = (key: string, meetingIdOrSessionId: string): string =>
    createHash('sha256').update(`${key}\0${meetingIdOrSessionId}`).digest('base64url').slice(0, 22);
