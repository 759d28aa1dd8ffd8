import t from 'tap';
import { expectedEvents, expectedStates } from '../support/expected-call.js';
import { DEEP_TRACES, TRACES } from '../support/traces.js';
import { libraryOf, playTrace } from './play-trace.js';

for (const name of [...TRACES, ...DEEP_TRACES]) {
    for (const participant of ['a', 'b'] as const) {
        t.test(`delivers ${name}, participant ${participant}, value by value and event by event`, async (t) => {
            const { lines, pushes, samples, gaps, events } = await playTrace(name, participant);
            t.strictSame(pushes.map(({ seq }) => seq), pushes.map((_, place) => place));
            t.equal(pushes.at(-1)?.end, 'left');
            t.ok(pushes.length >= 4);
            t.strictSame(samples.map(({ at, state }) => ({ at, state: libraryOf(state) })), expectedStates(lines));
            t.strictSame(gaps, []);
            const told = events.map(({ data: { setupMs: _, ...data } = {}, ...event }) =>
                ({ ...event, ...Object.keys(data).length > 0 && { data } }));
            t.strictSame(told, expectedEvents(lines).map(({ t: at, ...event }) => ({ at, ...event })));
        });
    }
}
