import { createFold } from '../../src/analysis/fold-deltas.js';
import type { ConnectionState } from '../../schemas/connection-state.js';
import { readTrace, type TraceLine, type TraceName } from '../support/traces.js';
import { eventsOf, openCollector, pushesOf } from './open-collector.js';

/** What getStats() tells. */
export const mediaOf = ({ outbound, inbound, candidatePair }: ConnectionState): ConnectionState =>
    JSON.parse(JSON.stringify({ outbound, inbound, candidatePair })) as ConnectionState;
/** What lib-jitsi-meet tells. */
export const libraryOf = ({ outbound: _, inbound: __, candidatePair: ___, ...state }: ConnectionState): ConnectionState => state;

/** Plays a recorded call to a collector; times are ms since the recording began. */
export async function playTrace(name: TraceName, participant: 'a' | 'b', change: (line: TraceLine) => TraceLine = (line) => line) {
    const lines = readTrace(name, participant).map(change);
    const { page, conference } = openCollector({ pushInterval: 5000 });
    const begin = page.time;
    page.answer = (request) => request.path === 'v1/sessions' ? { status: 200, body: { token: 'the-token', pushInterval: 5000 } } : { status: 204 };
    for (const line of lines) {
        await page.advance(begin + line.t - page.time);
        conference.play(line);
    }
    await page.settle();
    const pushes = pushesOf(page);
    const fold = createFold(begin);
    const samples = pushes.flatMap(({ seq, deltas, events }) =>
        fold.add({ kind: 'push', sessionId: '', seq, at: begin, receivedAt: begin, offset: 0, deltas, events }));
    return {
        lines, pushes, gaps: fold.gaps(),
        samples: samples.map(({ at, state }) => ({ at: at - begin, state: JSON.parse(JSON.stringify(state)) as ConnectionState })),
        events: eventsOf(page).map((event) => ({ ...event, at: event.at - begin }))
    };
}
