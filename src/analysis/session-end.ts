import type { SessionReply } from '../../schemas/session.js';
import { SESSION_CLIENTS, type SessionClient } from '../../schemas/session-client.js';
import type { SessionDocument } from '../store/store.js';
import { traitsOf } from './client-traits.js';

/** What it takes to say whether a session goes on. */
export interface LivenessRule {
    /** Epoch ms, server's clock. */
    now: number;
    /** ms between two pushes of a session */
    pushInterval: number;
    /** Who falls silent goes on until it has been analysed: what is kept must not rest on a moment of which nobody will be told. */
    untilAnalysed?: boolean;
}

/** Both null while the session goes on. */
export type SessionEnd = Pick<SessionReply, 'endedAt' | 'endReason'>;

/** A session is over after so many intervals without a push. */
const SILENT_AFTER = 3;

/** How long nothing may come from a session that still goes on, ms. Of the SDK's the shortest: other clients may have longer intervals. */
export const silenceMs = ({ pushInterval }: Pick<LivenessRule, 'pushInterval'>, client?: SessionClient): number =>
    SILENT_AFTER * Math.max(pushInterval, traitsOf(client).leastPushInterval);

/** The same of whatever client. */
export const longestSilenceMs = (rule: Pick<LivenessRule, 'pushInterval'>): number =>
    Math.max(...SESSION_CLIENTS.map((client) => silenceMs(rule, client)));

/**
 * A session has ended when its last push said so, or, without a word, when nothing came for a while: then at the last moment that
 * it told of. Nothing is final: a later push, and be it of an earlier seq, can reopen it.
 */
export function sessionEnd(session: SessionDocument, rule: LivenessRule): SessionEnd {
    const { startedAt, end, lastSeq, lastSeenAt, lastAt, analysis } = session;
    if (end !== null && end.seq === lastSeq) return { endedAt: Math.max(startedAt, end.at), endReason: end.reason };
    const endedAt = Math.max(startedAt, lastAt);
    const isKnown = rule.untilAnalysed !== true || (analysis?.endReason === 'silent' && analysis.endedAt === endedAt);
    if (isKnown && rule.now - lastSeenAt >= silenceMs(rule, session.client)) return { endedAt, endReason: 'silent' };
    return { endedAt: null, endReason: null };
}
