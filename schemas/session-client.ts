import { Type } from '@sinclair/typebox';

/** Which program told of a session: this project's script, jitsi-meet-metrics-collector's, or a Sora server of its own accord. */
export const SESSION_CLIENTS = ['sdk', 'jmmc', 'sora'] as const;
export type SessionClient = typeof SESSION_CLIENTS[number];

/** One that others wrote. */
export type PeerClient = Exclude<SessionClient, 'sdk'>;

export const SessionClientSchema = Type.Unsafe<SessionClient>(Type.String({ enum: [...SESSION_CLIENTS] }));
