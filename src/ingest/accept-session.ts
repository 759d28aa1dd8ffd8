import type { SessionPost, SessionPostReply } from '../../schemas/session.js';
import type { Config } from '../config.js';
import { RequestError } from '../errors.js';
import { correctedAt } from '../store/clock-offset.js';
import { encodeRecord } from '../store/encode-records.js';
import type { IngestParts } from './accept-push.js';
import type { FindCountry } from './countries.js';
import type { ClientDescription } from './describe-client.js';
import { DropList } from './drop-list.js';
import { countUnknownMembers } from './ingest-counts.js';
import { makeDurable } from './make-durable.js';
import type { SessionRepair } from './repair-session.js';
import { sessionIdOf } from './session-id.js';

/** Who sent it, as the connection tells. */
export interface Sender { address: string; userAgent: string | undefined }

/**
 * Takes what a page says of its session: resolves when it is on disk, with the session's token. `isValid`: the body is as
 * SessionPostSchema says.
 * @throws {RequestError} bad_request, session_key_mismatch, conference_not_allowed, or one of the 503s: then nothing was stored.
 */
export type AcceptSession = (body: unknown, isValid: boolean, sender: Sender) => Promise<SessionPostReply>;

type Settings = Pick<Config, 'CONFERENCE_PATTERN' | 'DISPLAY_NAMES' | 'PUSH_INTERVAL'>;
type Parts = IngestParts & { repair: SessionRepair; describeClient: (userAgent: string | undefined) => ClientDescription; findCountry: FindCountry };

export function createAcceptSession(parts: Parts, config: Settings): AcceptSession {
    const { tokens, writer, addresses, counts, sdkVersions, now, repair, describeClient, findCountry } = parts;
    const pattern = config.CONFERENCE_PATTERN === undefined ? undefined : new RegExp(config.CONFERENCE_PATTERN, 'u');
    const pushInterval = Math.round(config.PUSH_INTERVAL);
    return async (body, isValid, sender) => {
        const drops = new DropList();
        const post = isValid ? body as SessionPost : repair(body, drops);
        const { sessionKey, sessionId, sentAt, startedAt, joinedAt, displayName, ...rest } = post;
        if (sessionIdOf(sessionKey) !== sessionId) throw new RequestError('session_key_mismatch', { path: '/sessionId' });
        if (pattern?.test(post.conferenceName) === false) throw new RequestError('conference_not_allowed', { path: '/conferenceName' });
        const receivedAt = now();
        const offset = sentAt === undefined ? 0 : receivedAt - sentAt;
        const onOurClock = (at: number) => plausible(correctedAt(at, offset), receivedAt);
        await makeDurable(writer, counts, encodeRecord({
            kind: 'session', sessionId, ...rest,
            ...config.DISPLAY_NAMES === 'on' && displayName !== undefined && { displayName },
            receivedAt, sentAt: sentAt ?? receivedAt, offset,
            startedAt: onOurClock(startedAt),
            ...joinedAt !== undefined && { joinedAt: joinedAt === null ? null : onOurClock(joinedAt) },
            // of a participant who was seen from outside, neither is known: they are those of who saw it
            ...describeClient(post.observedBy ? undefined : sender.userAgent),
            country: post.observedBy ? null : findCountry(sender.address),
            address: post.observedBy ? null : addresses(sender.address) ?? null
        }));
        counts.sessions += 1;
        const version = post.sdk?.version;
        if (typeof version === 'string') sdkVersions.set(sessionId, version);
        const reply = { sessionId, token: tokens.sign(sessionId), pushInterval };
        if (drops.count === 0) return reply;
        counts.dropped += drops.count;
        if (drops.unknown > 0) countUnknownMembers(counts, version, drops.unknown);
        return { ...reply, dropped: drops.toAnswer() };
    };
}

/** A page keeps for weeks what it could not send. What is older than this, ms, was told in seconds, or counted from another moment. */
const OLDEST_NEWS_MS = 90 * 24 * 3_600_000;

/**
 * What a page tells of has happened, though without sentAt its clock may be ahead, unnoticed; and not in 1970, to where one such session
 * would take its whole conference with it.
 */
const plausible = (at: number, receivedAt: number): number => at < receivedAt - OLDEST_NEWS_MS ? receivedAt : Math.min(at, receivedAt);
