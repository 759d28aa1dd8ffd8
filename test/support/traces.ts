import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './project.js';

/** One line of a recorded call: test/fixtures/traces/README.md tells how they were made. */
export interface TraceLine {
    /** ms since the start of the recording */
    t: number;
    participant: string | null;
    event: string;
    stats?: Record<string, unknown>;
    /** What JSON could not hold of `stats`, by path. */
    notJson?: Record<string, 'undefined' | 'NaN' | { Map: [unknown, unknown][] }>;
    /** What getStats() answered at the moment of `stats`. */
    report?: Record<string, unknown>[];
    track?: { type: string; local: boolean; muted: boolean; owner: string | null };
    p2p?: boolean;
    /** The own endpoint id. */
    me?: string;
    /** Another's endpoint id. */
    id?: string;
}

export const TRACES = ['head-normal', 'solyd-cut', 'solyd-default', 'solyd-degraded', 'solyd-mute', 'solyd-normal'] as const;
/** Recorded with getStats(). */
export const DEEP_TRACES = [
    'head2-clean', 'head2-mute', 'solyd2-bursts', 'solyd2-clean', 'solyd2-clean-10s', 'solyd2-crash', 'solyd2-cut', 'solyd2-delay',
    'solyd2-downlink-loss-10s', 'solyd2-jitter', 'solyd2-narrow', 'solyd2-overload', 'solyd2-uplink-loss'
] as const;
export type TraceName = typeof TRACES[number] | typeof DEEP_TRACES[number];

const readLines = (name: TraceName): TraceLine[] =>
    readFileSync(join(ROOT, `test/fixtures/traces/${name}.ndjson`), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as TraceLine);

/** When something was done to the call: ms since the start of the recording. */
export const readSteps = (name: TraceName): number[] => readLines(name).filter(({ event }) => event === 'scenario.step').map(({ t }) => t);

/** What one participant's page was told, in order; the n-th report beside the n-th stats. */
export function readTrace(name: TraceName, participant: 'a' | 'b'): TraceLine[] {
    const lines = readLines(name).filter((line) => line.participant === participant);
    const reports = lines.filter(({ event }) => event === 'getStats').map(({ report }) => report);
    return lines.filter(({ event }) => event !== 'getStats').map((line) => {
        const report = line.stats && reports.shift();
        return report ? { ...line, report } : line;
    });
}
