import type { FoundIssue } from '../../../schemas/issue.js';
import type { Detector, DetectorParts, Ending } from './detector.js';

/** Errors of CONFERENCE_FAILED at which a person is asked or waited for, and the join goes on. */
const WAITS_FOR_PERSON = /\.(password\w+|authenticationRequired|display_name_required|membersOnly)$/;
/** At which the library, or the page, tries again. */
const TRIES_AGAIN = /\.(focusDisconnected|redirected)$/;

/** Who did not get in, got in slowly, or got in and was alone with a conference full of people. */
export function detectJoinTrouble({ session, thresholds: { setupTime, noConnection } }: DetectorParts): Detector {
    let joinedAt: number | undefined;
    let setupMs: number | undefined;
    let waited = false;
    let failure: { at: number; code: string | undefined } | undefined;
    let hasMedia = false;
    /** Since when others are there; and how long they were before. */
    let othersSince: number | undefined;
    let othersMs = 0;

    const countOthers = (at: number) => {
        if (othersSince !== undefined) othersMs += Math.max(0, at - othersSince);
        othersSince = undefined;
    };
    const notIn = ({ endReason, lastAt }: Omit<Ending, 'endedAt'>): FoundIssue[] => {
        const ms = Math.max(0, lastAt - session.startedAt);
        const failed = failure !== undefined || endReason === 'failed';
        // who waited for the host, or thought better of it, did not fail; who is seen from outside is in
        const isIn = typeof session.observedBy === 'string';
        if (!failed && (isIn || waited || ms < (noConnection.error ?? Infinity))) return [];
        return [{
            code: 'join_failed', severity: 'error', from: session.startedAt, to: Math.max(session.startedAt, failure?.at ?? lastAt), evidence: { ms },
            details: failure?.code === undefined ? {} : { code: failure.code }
        }];
    };
    const noMedia = (joined: number, lastAt: number, ms: number): FoundIssue[] => hasMedia || ms < (noConnection.error ?? Infinity) ? [] : [{
        code: 'no_connection', severity: 'error', from: joined, to: Math.max(joined, lastAt), evidence: { othersMs: ms }
    }];
    return {
        hear({ at, type, data }) {
            if (type === 'joined') {
                joinedAt ??= at;
                setupMs ??= data?.setupMs;
            }
            const code = data?.code ?? '';
            if (type === 'conferenceFailed' && WAITS_FOR_PERSON.test(code)) waited = true;
            else if (type === 'connectionFailed' || type === 'conferenceFailed' && !TRIES_AGAIN.test(code)) failure = { at, code: data?.code };
            if (type === 'userJoined' || type === 'userLeft') {
                countOthers(at);
                if ((data?.count ?? 0) > 1) othersSince = at;
            }
            if (type === 'left' || type === 'kicked') countOthers(at);
        },
        observe({ measures: { bitrateUpload = 0, bitrateDownload = 0 } }) { hasMedia ||= bitrateUpload + bitrateDownload > 0; },
        current(at) {
            const joined = joinedAt ?? session.joinedAt ?? undefined;
            if (hasMedia) return [];
            if (joined === undefined) return notIn({ endReason: null, lastAt: at });
            return noMedia(joined, at, othersMs + (othersSince === undefined ? 0 : Math.max(0, at - othersSince)));
        },
        finish(ending) {
            const joined = joinedAt ?? session.joinedAt ?? undefined;
            if (joined === undefined && !hasMedia) return ending.endedAt === null ? [] : notIn(ending);
            countOthers(ending.lastAt);
            const issues: FoundIssue[] = [];
            if (setupMs !== undefined && !waited && setupMs >= (setupTime.warning ?? Infinity)) issues.push({
                code: 'slow_join', severity: 'warning', from: session.startedAt, to: session.startedAt + setupMs, evidence: { setupMs }
            });
            return [...issues, ...joined === undefined ? [] : noMedia(joined, ending.lastAt, othersMs)];
        }
    };
}
