import type { Dropped, Push } from '../../schemas/push.js';
import { RequestError } from '../errors.js';
import { encodeRecord } from '../store/encode-records.js';
import type { StoredRecord } from '../store/store.js';
import type { BoundedMap } from './bounded-map.js';
import { DropList } from './drop-list.js';
import { refuse } from './find-faults.js';
import { countUnknownMembers, type IngestCounts } from './ingest-counts.js';
import { makeDurable, type LineWriter } from './make-durable.js';
import { recordPush, type PushRules } from './record-push.js';
import { isObject } from './repair-body.js';
import type { PushRepair } from './repair-push.js';
import type { SessionTokens } from './session-token.js';

/** What both ways in share. */
export interface IngestParts {
    tokens: SessionTokens;
    writer: LineWriter;
    counts: IngestCounts;
    /** SDK version by sessionId, of sessions posted here lately. */
    sdkVersions: BoundedMap<string, string>;
    /** Epoch ms. */
    now: () => number;
    /** Called with each record that is on disk, before the request is answered: it must not take long. */
    accepted: (record: StoredRecord) => void;
    /** Called with where the first of the values was that were left out of what was taken. */
    dropped: (path: string) => void;
}

/**
 * Takes a push: resolves when it is on disk, with what was left out of it. `isValid`: the body is as PushSchema says.
 * The body becomes the record: it is changed in place.
 * @throws {RequestError} session_token_invalid, bad_request, or one of the 503s: then nothing was stored.
 */
export type AcceptPush = (sessionId: string, body: unknown, isValid: boolean) => Promise<readonly Dropped[]>;

const NOTHING: readonly Dropped[] = [];

export function createAcceptPush(parts: IngestParts & { repair: PushRepair; rules: PushRules }): AcceptPush {
    const { tokens, writer, counts, sdkVersions, now, accepted, dropped, repair, rules } = parts;
    return async (sessionId, body, isValid) => {
        if (!isObject(body)) throw refuse({ path: '', reason: 'must be an object' });
        if (typeof body.token !== 'string' || !tokens.verify(sessionId, body.token))
            throw new RequestError('session_token_invalid', { path: '/token' });
        const receivedAt = now();
        const drops = new DropList();
        const push = isValid ? body as Push : repair(body, receivedAt, drops);
        const record = recordPush(sessionId, push, receivedAt, drops, rules);
        await makeDurable(writer, counts, encodeRecord(record));
        counts.pushes += 1;
        accepted(record);
        if (drops.count === 0) return NOTHING;
        counts.dropped += drops.count;
        dropped(drops.first);
        if (drops.unknown > 0) countUnknownMembers(counts, sdkVersions.get(sessionId), drops.unknown);
        return drops.toAnswer();
    };
}
