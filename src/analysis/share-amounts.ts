import type { ConnectionState } from '../../schemas/connection-state.js';

/** What is an amount of the time since the sample before (schemas/media-state.ts). */
const AMOUNTS = ['freezeCount', 'totalFreezesDuration', 'pauseCount', 'totalPausesDuration'] as const;

/**
 * Of amounts that were counted over a longer time than a sample tells of, leaves the part that is the sample's, as if all came evenly: where
 * several processes each saw some reports of a session, their times overlap, and nothing is to count twice. What rounding takes from a sample
 * the next ones get.
 */
export function createAmountShares(): (state: ConnectionState, share: number) => ConnectionState {
    const owed = new Map<string, number>();
    return (state, share) => {
        const { inbound } = state;
        if (inbound?.video === undefined) return state;
        const video = { ...inbound.video };
        for (const name of AMOUNTS) {
            const amount = video[name];
            if (amount === undefined) continue;
            const due = amount * share + (owed.get(name) ?? 0);
            video[name] = Math.round(due);
            owed.set(name, due - video[name]);
        }
        return Object.freeze({ ...state, inbound: Object.freeze({ ...inbound, video: Object.freeze(video) }) });
    };
}
