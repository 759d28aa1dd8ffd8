import type { SessionPost } from '../../schemas/session.js';
import type { PeerClient } from '../../schemas/session-client.js';
import type { Config } from '../config.js';
import { RequestError } from '../errors.js';
import { correctedAt } from '../store/clock-offset.js';
import type { SessionRecord } from '../store/store.js';
import type { AddressPolicy } from './addresses.js';
import type { FindCountry } from './countries.js';
import type { ClientDescription } from './describe-client.js';

/** Who sent it, as the connection tells. Of who is only told of by somebody else, neither is known. */
export interface Sender { address: string | undefined; userAgent: string | undefined }

/** What is told of a session, in our words. */
export type ToldSession = Omit<SessionPost, 'sessionKey'> & {
    client?: PeerClient;
    /** Nobody said that the session begins: it was seen from `startedAt` on. Of several such records the one that saw it earliest counts. */
    isFirstSeen?: true;
};

/**
 * Makes what was told of a session what is stored of it.
 * @param receivedAt - epoch ms
 * @throws {RequestError} conference_not_allowed
 */
export type RecordSession = (session: ToldSession, receivedAt: number, sender: Sender) => SessionRecord;

interface Parts {
    addresses: AddressPolicy;
    describeClient: (userAgent: string | undefined) => ClientDescription;
    findCountry: FindCountry;
}

export function createRecordSession(parts: Parts, config: Pick<Config, 'CONFERENCE_PATTERN' | 'DISPLAY_NAMES'>): RecordSession {
    const { addresses, describeClient, findCountry } = parts;
    const pattern = config.CONFERENCE_PATTERN === undefined ? undefined : new RegExp(config.CONFERENCE_PATTERN, 'u');
    return ({ sentAt, startedAt, joinedAt, displayName, isFirstSeen, ...rest }, receivedAt, { address, userAgent }) => {
        if (pattern?.test(rest.conferenceName) === false) {
            throw new RequestError('conference_not_allowed', { path: '/conferenceName', about: rest.conferenceName });
        }
        const offset = sentAt === undefined ? 0 : receivedAt - sentAt;
        const onOurClock = (at: number) => plausible(correctedAt(at, offset), receivedAt);
        return {
            kind: 'session', ...rest,
            ...config.DISPLAY_NAMES === 'on' && displayName !== undefined && { displayName },
            receivedAt, offset,
            // the later one counts (merge-session.ts): backwards that is the earlier one
            sentAt: isFirstSeen === true ? -onOurClock(startedAt) : sentAt ?? receivedAt,
            startedAt: onOurClock(startedAt),
            ...joinedAt !== undefined && { joinedAt: joinedAt === null ? null : onOurClock(joinedAt) },
            ...describeClient(userAgent),
            country: address === undefined ? null : findCountry(address),
            address: address === undefined ? null : addresses(address) ?? null
        };
    };
}

/** A page keeps for weeks what it could not send. What is older than this, ms, was told in seconds, or counted from another moment. */
const OLDEST_NEWS_MS = 90 * 24 * 3_600_000;

/**
 * What a page tells of has happened, though without sentAt its clock may be ahead, unnoticed; and not in 1970, to where one such session
 * would take its whole conference with it.
 */
const plausible = (at: number, receivedAt: number): number => at < receivedAt - OLDEST_NEWS_MS ? receivedAt : Math.min(at, receivedAt);
