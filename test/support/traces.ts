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
    track?: { type: string; local: boolean; muted: boolean; owner: string | null };
    p2p?: boolean;
    /** The own endpoint id. */
    me?: string;
    /** Another's endpoint id. */
    id?: string;
}

export const TRACES = ['head-normal', 'solyd-cut', 'solyd-default', 'solyd-degraded', 'solyd-mute', 'solyd-normal'] as const;
export type TraceName = typeof TRACES[number];

/** What one participant's page was told, in order. */
export const readTrace = (name: TraceName, participant: 'a' | 'b'): TraceLine[] =>
    readFileSync(join(ROOT, `test/fixtures/traces/${name}.ndjson`), 'utf8').trim().split('\n')
        .map((line) => JSON.parse(line) as TraceLine)
        .filter((line) => line.participant === participant);
