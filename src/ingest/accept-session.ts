import type { SessionPost, SessionPostReply } from '../../schemas/session.js';
import type { Config } from '../config.js';
import { RequestError } from '../errors.js';
import { encodeRecord } from '../store/encode-records.js';
import type { IngestParts } from './accept-push.js';
import { DropList } from './drop-list.js';
import { countUnknownMembers } from './ingest-counts.js';
import { makeDurable } from './make-durable.js';
import type { RecordSession, Sender } from './record-session.js';
import type { SessionRepair } from './repair-session.js';
import { sessionIdOf } from './session-id.js';

/**
 * Takes what a page says of its session: resolves when it is on disk, with the session's token. `isValid`: the body is as
 * SessionPostSchema says.
 * @throws {RequestError} bad_request, session_key_mismatch, conference_not_allowed, or one of the 503s: then nothing was stored.
 */
export type AcceptSession = (body: unknown, isValid: boolean, sender: Sender) => Promise<SessionPostReply>;

type Parts = IngestParts & { repair: SessionRepair; recordSession: RecordSession };

/** Of a participant who was seen from outside, neither is known: they are those of who saw it. */
const UNKNOWN: Sender = { address: undefined, userAgent: undefined };

export function createAcceptSession(parts: Parts, config: Pick<Config, 'PUSH_INTERVAL'>): AcceptSession {
    const { tokens, writer, counts, sdkVersions, now, accepted, dropped, repair, recordSession } = parts;
    const pushInterval = Math.round(config.PUSH_INTERVAL);
    return async (body, isValid, sender) => {
        const drops = new DropList();
        const { sessionKey, ...session } = isValid ? body as SessionPost : repair(body, drops);
        const { sessionId, observedBy, sdk } = session;
        if (sessionIdOf(sessionKey) !== sessionId) throw new RequestError('session_key_mismatch', { path: '/sessionId' });
        const record = recordSession(session, now(), observedBy ? UNKNOWN : sender);
        await makeDurable(writer, counts, encodeRecord(record));
        counts.sessions += 1;
        accepted(record);
        const version = sdk?.version;
        if (typeof version === 'string') sdkVersions.set(sessionId, version);
        const reply = { sessionId, token: tokens.sign(sessionId), pushInterval };
        if (drops.count === 0) return reply;
        counts.dropped += drops.count;
        dropped(drops.first);
        if (drops.unknown > 0) countUnknownMembers(counts, version, drops.unknown);
        return { ...reply, dropped: drops.toAnswer() };
    };
}
