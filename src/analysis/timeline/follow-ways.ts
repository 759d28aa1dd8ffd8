import type { Way } from '../../../schemas/session-timeline.js';
import { connectionKindOf } from '../connection-kind.js';
import type { Detector } from '../detectors/detector.js';

/** Follows which way media goes. Its memory is bounded. */
export interface WayFollower extends Required<Pick<Detector, 'hear' | 'observe' | 'resume'>> {
    build(): Way[];
}

/** @param most - of more, the shortest is told as part of the one before it */
export function followWays(most: number): WayFollower {
    const ways: Way[] = [];
    let switchedAt = -Infinity;
    let isResumed = true;
    return {
        hear({ at, type }) {
            if (type === 'p2pStatus') switchedAt = at;
        },
        resume() { isResumed = true; },
        observe({ from, to, state, context }) {
            const p2p = state.transport?.p2p ?? (state.transport === undefined ? null : context.p2p);
            const kind = connectionKindOf(state, p2p);
            if (kind === undefined) return;
            const way = { kind, p2p, region: p2p === true ? null : state.serverRegion ?? null };
            const last = ways.at(-1);
            const isNext = last !== undefined && !isResumed;
            isResumed = false;
            if (isNext && last.kind === kind && last.p2p === p2p && last.region === way.region) {
                last.to = to;
                return;
            }
            // a sample tells of the time since the one before it; the event tells when within that time it changed
            const begin = isNext && from < switchedAt && switchedAt < to ? switchedAt : from;
            if (isNext) last.to = begin;
            ways.push({ from: begin, to, ...way });
            if (ways.length > most) dropShortest(ways);
        },
        build: () => ways.map((way) => ({ ...way }))
    };
}

function dropShortest(ways: Way[]): void {
    let shortest = 1;
    const lengthOf = (way: Way | undefined) => way === undefined ? Infinity : way.to - way.from;
    // the last one may still grow
    for (let index = 2; index < ways.length - 1; index++) if (lengthOf(ways[index]) < lengthOf(ways[shortest])) shortest = index;
    const [dropped] = ways.splice(shortest, 1);
    const before = ways[shortest - 1];
    if (before !== undefined && dropped !== undefined) before.to = dropped.to;
}
