import type { Threshold } from '../../thresholds.js';
import type { Detector } from './detector.js';
import { createIssueList } from './issue-list.js';

/** Interruptions no further apart are one issue, ms. */
const TOGETHER = 30_000;

/** From `at` on nothing came or went, for ms. `restored`: it ended within the call. */
export interface Interruption { at: number; ms: number; restored: boolean }

export interface InterruptionFollower extends Detector {
    /** Since when nothing comes or goes, epoch ms; undefined: it does. */
    since(): number | undefined;
}

/**
 * When no media came or went: from CONNECTION_INTERRUPTED to CONNECTION_RESTORED. The library notices 5 to 7 s late; where samples show that
 * nothing came in before, it began there. It also tells that a connection was restored that was never interrupted: at each begin and end of P2P.
 */
export function followInterruptions(onInterruption: (interruption: Interruption) => void): InterruptionFollower {
    /** Where nothing has come in since. */
    let silentSince: number | undefined;
    let began: number | undefined;
    let hasReceived = false;

    const end = (at: number, restored: boolean) => {
        if (began !== undefined) onInterruption({ at: began, ms: Math.max(0, at - began), restored });
        began = undefined;
    };
    return {
        observe({ from, measures: { bitrateDownload } }) {
            if (bitrateDownload === undefined) return;
            if (bitrateDownload > 0) {
                hasReceived = true;
                silentSince = undefined;
            } else if (hasReceived) {
                silentSince ??= from;
            }
        },
        hear({ at, type }) {
            if (type === 'connectionInterrupted') began ??= Math.min(at, silentSince ?? at);
            if (type === 'connectionRestored' || type === 'p2pStatus') end(at, true);
            if (type === 'left' || type === 'kicked') end(at, false);
        },
        resume() { silentSince = undefined; },
        since: () => began,
        finish({ lastAt }) {
            end(lastAt, false);
            return [];
        }
    };
}

export function detectInterruptions({ warning, error }: Threshold): Detector {
    const list = createIssueList();
    let open: { from: number; to: number; times: number; totalMs: number; longestMs: number; last: Interruption } | undefined;

    const close = () => {
        if (open === undefined) return;
        const { from, to, times, totalMs, longestMs, last } = open;
        open = undefined;
        const isError = error !== null && longestMs >= error;
        if (!isError && (warning === null || longestMs < warning)) return;
        list.add({
            code: 'connection_interrupted', severity: isError ? 'error' : 'warning', from, to, evidence: { times, totalMs, longestMs },
            details: { restored: last.restored }
        });
    };
    const follower = followInterruptions((interruption) => {
        const { at, ms } = interruption;
        if (open !== undefined && at - open.to > TOGETHER) close();
        open = {
            from: open?.from ?? at, to: at + ms, times: (open?.times ?? 0) + 1, totalMs: (open?.totalMs ?? 0) + ms,
            longestMs: Math.max(open?.longestMs ?? 0, ms), last: interruption
        };
    });
    return {
        ...follower,
        current(at) {
            const from = follower.since();
            if (from === undefined) return [];
            const ms = Math.max(0, at - from);
            return [{
                code: 'connection_interrupted', severity: error !== null && ms >= error ? 'error' : 'warning', from, to: Math.max(from, at),
                evidence: { times: 1, totalMs: ms, longestMs: ms }, details: { goesOn: true }
            }];
        },
        finish(ending) {
            follower.finish(ending);
            close();
            return list.issues;
        }
    };
}
