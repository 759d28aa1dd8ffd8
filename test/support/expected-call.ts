import { expectedSeries } from './jitsi-call/expected-series.js';
import type { TraceLine } from './traces.js';

/** The states that a recorded call must have become; `at` is ms since the start of the recording. */
export function expectedStates(lines: readonly TraceLine[]): ReturnType<typeof expectedSeries> {
    const endpointId = lines.find(({ me }) => me)?.me as string;
    let p2p = false;
    return expectedSeries(lines.flatMap((line) => {
        if (line.event === 'conference.p2pStatus') p2p = line.p2p as boolean;
        return line.event === 'cq.local_stats_updated' ? { at: line.t, endpointId, p2p, stats: line.stats as Record<string, unknown> } : [];
    }));
}

export interface ExpectedEvent { t: number; type: string; data?: Record<string, unknown> }

/** The events of a recorded call, without `setupMs`, which no trace tells. */
export function expectedEvents(lines: readonly TraceLine[]): ExpectedEvent[] {
    const events: ExpectedEvent[] = [];
    let count = 1;
    for (const { t, event, p2p, track } of lines) {
        const type = event.replace('conference.', '');
        if (type === 'userJoined') events.push({ t, type, data: { count: ++count } });
        if (type === 'userLeft') events.push({ t, type, data: { count: --count } });
        if (type === 'p2pStatus') events.push({ t, type, data: { p2p } });
        if (type === 'trackMuteChanged') events.push({ t, type, data: { kind: track?.type, local: track?.local, muted: track?.muted } });
        if (['joined', 'left', 'connectionInterrupted', 'connectionRestored'].includes(type)) events.push({ t, type });
    }
    return events;
}
