import t from 'tap';
import { expectedEvents, expectedStates } from '../support/expected-call.js';
import { DEEP_TRACES, TRACES } from '../support/traces.js';
import { libraryOf, playTrace } from './play-trace.js';

/** ms; by play-trace.ts */
const PUSHED_EVERY = 5000;

for (const name of [...TRACES, ...DEEP_TRACES]) {
    for (const participant of ['a', 'b'] as const) {
        t.test(`delivers ${name}, participant ${participant}, value by value and event by event`, async (t) => {
            const { lines, pushes, samples, gaps, events } = await playTrace(name, participant);
            t.strictSame(pushes.map(({ seq }) => seq), pushes.map((_, place) => place));
            // a page that was killed told nothing of what came after its last push
            const wasKilled = !lines.some(({ event }) => event === 'conference.left');
            const until = wasKilled ? PUSHED_EVERY * pushes.length : Infinity;
            t.equal(pushes.at(-1)?.end, wasKilled ? undefined : 'left');
            t.ok(pushes.length >= 4);
            const states = samples.map(({ at, state }) => ({ at, state: libraryOf(state) }));
            t.strictSame(states, expectedStates(lines).filter(({ at }) => at <= until));
            t.strictSame(gaps, []);
            const told = events.map(({ data: { setupMs: _, ...data } = {}, ...event }) =>
                ({ ...event, ...Object.keys(data).length > 0 && { data } }));
            t.strictSame(told, expectedEvents(lines).map(({ t: at, ...event }) => ({ at, ...event })));
        });
    }
}
