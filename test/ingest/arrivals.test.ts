import t from 'tap';
import { addArrivals, createArrivalCounter } from '../../src/ingest/arrivals.js';

const MINUTE = 60_000;

t.test('pushes are told by the minute, for a quarter of an hour', async (t) => {
    const clock = { now: 1_795_228_082_000 };
    const counter = createArrivalCounter(() => clock.now);
    const byMinute = () => counter.tell().pushesByMinute;
    t.same(byMinute(), new Array(15).fill(0));
    counter.onPush();
    counter.onPush();
    clock.now += MINUTE;
    counter.onPush();
    t.same(byMinute().slice(-3), [0, 2, 1]);
    clock.now += 13 * MINUTE;
    t.same(byMinute().slice(0, 3), [2, 1, 0]);
    clock.now -= 5 * MINUTE;
    counter.onPush();
    t.equal(byMinute().at(-1), 1, 'a clock that is set back loses nothing');
    clock.now += 24 * 60 * MINUTE;
    t.same(byMinute(), new Array(15).fill(0));
    t.match(counter.tell(), { pushes: 4, firstPushAt: 1_795_228_082_000, lastPushAt: 1_795_228_082_000 + 9 * MINUTE });
    t.match(counter.tell(), { sessions: 0, lastSessionAt: null });
});

t.test('what several processes tell is added up', async (t) => {
    const clock = { now: 1000 };
    const [one, other, idle] = [1, 2, 3].map(() => createArrivalCounter(() => clock.now));
    one!.onPush();
    clock.now = 2000;
    other!.onPush();
    other!.onScript();
    one!.onSession();
    t.match(addArrivals([one!, other!, idle!].map((counter) => counter.tell())), {
        scripts: 1, sessions: 1, pushes: 2, lastScriptAt: 2000, firstSessionAt: 2000, lastSessionAt: 2000, firstPushAt: 1000, lastPushAt: 2000,
        pushesByMinute: [...new Array<number>(14).fill(0), 2]
    });
    t.match(addArrivals([idle!.tell()]), { firstPushAt: null, lastPushAt: null });
});
