import { Type } from '@sinclair/typebox';

/**
 * How media went, the longest of what a session had: straight to the other participant (`p2p`) or through the bridge (`bridge`), over UDP or
 * over TCP or TLS; or over a TURN server (`relay`), whoever was behind it.
 */
export const CONNECTION_KINDS = ['p2p', 'p2p-tcp', 'bridge', 'bridge-tcp', 'relay', 'relay-tcp'] as const;
export type ConnectionKind = typeof CONNECTION_KINDS[number];

export const ConnectionKindSchema = Type.Unsafe<ConnectionKind>(Type.String({ enum: [...CONNECTION_KINDS] }));
