import { ConferenceNameSchema, UserIdSchema } from '../../../schemas/identifiers.js';
import { JMMC_BROWSERS, JMMC_SYSTEMS } from '../../../schemas/peers/jmmc-names.js';
import type { JmmcMetrics } from '../../../schemas/peers/jmmc.js';
import { RequestError } from '../../errors.js';
import { DropList } from '../../ingest/drop-list.js';
import { createFaultFinder } from '../../ingest/find-faults.js';
import { recordPush, type PushRules } from '../../ingest/record-push.js';
import type { RecordSession } from '../../ingest/record-session.js';
import { isObject } from '../../ingest/repair-body.js';
import { peerSessionId } from '../../ingest/session-id.js';
import type { SessionRecord, StoredRecord } from '../../store/store.js';
import { addressOfInteger } from './address-integers.js';
import { describedBy } from './client-names.js';
import { EXPIRED, lose, NOT_ALLOWED, type ImportLosses } from './import-losses.js';
import { keepRight } from './keep-right.js';
import { patchOf } from './metrics-patch.js';
import type { MemberRule } from './metrics-rules.js';
import { beginningPush, laterPush, newSession } from './translate-push.js';

/** What holds for documents as for pushes, and what has been left out of them so far. */
export interface ImportRules {
    metrics: Readonly<Record<string, MemberRule>>;
    recordSession: RecordSession;
    pushes: PushRules;
    /** What arrived before is left out: it would expire at once. Epoch ms. */
    notBefore: number;
    /** When the import began, epoch ms. */
    now: number;
    losses: ImportLosses;
}

/** One element of `m`, with what is right of it. */
interface Element { index: number; at: number; metrics: JmmcMetrics; dropped: readonly string[] }

/** 2001: whatever is older was told in another unit. s */
const FIRST_SECOND = 1e9;
/** Clocks of two machines differ, but not by more. ms */
const DAY_MS = 86_400_000;

const findNameFaults = createFaultFinder(ConferenceNameSchema);
const findUserFaults = createFaultFinder(UserIdSchema);

/**
 * A document of jitsi-meet-metrics-collector, `{ _id, conf, uid, m }`, as the records that its pushes would have been: the session, and a
 * push for each element, with ids made of what they are, so that it may be imported again. What is wrong with it costs itself only, and
 * is counted. Yields them one by one: a document may be as large as MongoDB lets it.
 * @param id - its `_id` as text
 */
export function* importDocument(id: string, document: Record<string, unknown>, rules: ImportRules): Generator<StoredRecord> {
    const { conf, uid, m } = document;
    const { losses, notBefore, pushes } = rules;
    if (typeof conf !== 'string' || findNameFaults(conf).length > 0) return lose(losses.documents, 'conf is no name of a conference');
    if (!Array.isArray(m)) return lose(losses.documents, 'm is no list');
    if (typeof uid !== 'string' || findUserFaults(uid).length > 0) lose(losses.values, 'uid');
    const userId = typeof uid === 'string' && findUserFaults(uid).length === 0 ? uid : null;
    const sessionId = peerSessionId('jmmc', id);
    let session: SessionRecord | 'unknown' | 'told' = 'unknown';
    let isEmpty = true;
    let expired = 0;
    for (const [index, told] of m.entries()) {
        const element = readElement(told, index, rules);
        if (element === undefined) continue;
        const { at, metrics, dropped } = element;
        const isFirst = isEmpty;
        if (isFirst) {
            const record = recordBeginning(sessionId, { conferenceName: conf, userId, metrics }, at, rules);
            if (record === undefined) return lose(losses.documents, NOT_ALLOWED);
            session = record;
        }
        isEmpty = false;
        if (at < notBefore) {
            expired += 1;
            continue;
        }
        if (typeof session === 'object') yield session;
        session = 'told';
        const seq = Math.floor(at / 1000) * 1e6 + index;
        const patch = patchOf(metrics, (key) => { lose(losses.values, key); });
        const push = (isFirst ? beginningPush : laterPush)({ metrics, dropped }, seq, at, patch);
        yield recordPush(sessionId, push, at, new DropList(), pushes);
    }
    if (isEmpty) lose(losses.documents, 'm has no element with a time');
    else if (session !== 'told') lose(losses.documents, EXPIRED);
    else if (expired > 0) lose(losses.elements, EXPIRED, expired);
}

/** undefined, and counted, where it has no time of its own. */
function readElement(told: unknown, index: number, { metrics: rules, now, losses }: ImportRules): Element | undefined {
    if (!isObject(told)) {
        lose(losses.elements, 'no object');
        return undefined;
    }
    const { kept, dropped } = keepRight(told, rules);
    const metrics = kept as JmmcMetrics;
    const { ts } = metrics;
    if (ts === undefined || ts < FIRST_SECOND || ts * 1000 > now + DAY_MS) {
        lose(losses.elements, 'ts is no time in seconds');
        return undefined;
    }
    for (const key of dropped) lose(losses.values, key);
    return { index, at: ts * 1000, metrics, dropped };
}

/** undefined where CONFERENCE_PATTERN does not allow its name. */
function recordBeginning(
    sessionId: string, beginning: Parameters<typeof newSession>[0], at: number, { recordSession, losses }: ImportRules
): SessionRecord | undefined {
    const { br, os, t } = beginning.metrics;
    const address = t?.rip === undefined ? undefined : addressOfInteger(t.rip);
    if (t?.rip !== undefined && address === undefined) lose(losses.values, 't.rip');
    try {
        return {
            ...recordSession({ ...newSession(beginning, at), sessionId }, at, { address, userAgent: undefined }),
            // the original has kept what its User-Agent said, not the header
            ...br !== undefined && { browser: describedBy(br, JMMC_BROWSERS) },
            ...os !== undefined && { os: describedBy(os, JMMC_SYSTEMS) }
        };
    } catch (error) {
        if (error instanceof RequestError && error.code === 'conference_not_allowed') return undefined;
        throw error;
    }
}
