import t from 'tap';
import { createFold } from '../../src/analysis/fold-deltas.js';
import { expectedEvents, expectedStates } from '../support/expected-call.js';
import { readTrace, TRACES } from '../support/traces.js';
import { eventsOf, openCollector, pushesOf } from './open-collector.js';

for (const name of TRACES) {
    for (const participant of ['a', 'b'] as const) {
        t.test(`delivers ${name}, participant ${participant}, value by value and event by event`, async (t) => {
            const lines = readTrace(name, participant);
            const { page, conference } = openCollector({ pushInterval: 5000 });
            const begin = page.time;
            page.answer = (request) => request.path === 'v1/sessions'
                ? { status: 200, body: { token: 'the-token', pushInterval: 5000 } }
                : { status: 204 };
            for (const line of lines) {
                await page.advance(begin + line.t - page.time);
                conference.play(line);
            }
            await page.settle();
            const pushes = pushesOf(page);
            t.strictSame(pushes.map(({ seq }) => seq), pushes.map((_, place) => place));
            t.equal(pushes.at(-1)?.end, 'left');
            t.ok(pushes.length >= 4);
            const fold = createFold(begin);
            const samples = pushes.flatMap(({ seq, deltas, events }) =>
                fold.add({ kind: 'push', sessionId: '', seq, at: begin, receivedAt: begin, offset: 0, deltas, events }));
            t.strictSame(JSON.parse(JSON.stringify(samples)), expectedStates(lines).map(({ at, state }) => ({ at: begin + at, state })));
            t.strictSame(fold.gaps(), []);
            const events = eventsOf(page).map(({ data: { setupMs: _, ...data } = {}, ...event }) =>
                ({ ...event, ...Object.keys(data).length > 0 && { data } }));
            t.strictSame(events, expectedEvents(lines).map(({ t: at, ...event }) => ({ at: begin + at, ...event })));
        });
    }
}
