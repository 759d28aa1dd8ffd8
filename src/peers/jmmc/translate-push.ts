import { STORABLE } from '../../../schemas/identifiers.js';
import type { Push } from '../../../schemas/push.js';
import type { PeerNews } from '../../ingest/accept-peer.js';
import type { JmmcPush } from './judge-push.js';
import { clearKeys, patchOf } from './metrics-patch.js';

/** Code points. */
const MAX_ENDPOINT_ID = 128;

type Beginning = Pick<JmmcPush, 'conferenceName' | 'metrics'> & { userId: string | null };

/** The session that a push tells of. @param startedAt - epoch ms: this client begins when it has joined */
export function newSession({ conferenceName, userId, metrics: { pid } }: Beginning, startedAt: number): NonNullable<PeerNews['session']> {
    return {
        client: 'jmmc', conferenceName, userId, startedAt, joinedAt: startedAt,
        ...pid !== undefined && isEndpointId(pid) && { endpointId: pid }
    };
}

/** A push that begins a session. @param at - when it arrived, epoch ms */
export function beginningPush({ metrics }: Pick<JmmcPush, 'metrics'>, seq: number, at: number, patch = patchOf(metrics)): Push {
    return { seq, events: [{ at, type: 'joined' }], ...Object.keys(patch).length > 0 && { deltas: [{ at, patch }] } };
}

/** A push of what has changed; where nothing has, a sample as before. @param at - when it arrived, epoch ms */
export function laterPush({ metrics, dropped }: Pick<JmmcPush, 'metrics' | 'dropped'>, seq: number, at: number, patch = patchOf(metrics)): Push {
    clearKeys(patch, dropped);
    return { seq, deltas: [{ at, ...Object.keys(patch).length > 0 && { patch } }] };
}

const STORABLE_TEXT = new RegExp(STORABLE, 'u');

/** Any text is one to the client; this one can be stored (schemas/session.ts). */
const isEndpointId = (pid: string): boolean => STORABLE_TEXT.test(pid) && [...pid].length <= MAX_ENDPOINT_ID;
