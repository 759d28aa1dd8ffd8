import t from 'tap';
import type { Channel, ToPrimary, ToWorker } from '../../src/workers/messages.js';
import { joinSiblings, NO_SIBLINGS } from '../../src/workers/siblings.js';
import { createTimers } from '../support/timers.js';

/** Worker 2 of four, whose primary process is the test. */
function setUp() {
    const sent: ToPrimary[] = [];
    let listener: (message: ToWorker) => void = () => undefined;
    const channel: Channel<ToWorker, ToPrimary> = {
        send: (message) => { sent.push(message); },
        onMessage: (given) => { listener = given; }
    };
    const { setTimer, waiting, run } = createTimers();
    const siblings = joinSiblings({ number: 2, count: 4, channel, setTimer });
    return { siblings, sent, tell: (message: ToWorker) => { listener(message); }, waiting, run };
}

t.test('a question goes out once and is over when all others have answered', async (t) => {
    const { siblings, sent, tell, waiting } = setUp();
    const asking = siblings.ask('pending', 2000, 2000);
    t.same(sent, [{ kind: 'question', id: 1, question: 'pending', asked: 2000 }]);
    for (const from of [1, 3, 4]) tell({ kind: 'answer', id: 1, from, answer: from * 10 });
    t.same(await asking, { answers: [10, 30, 40], unanswered: 0 });
    t.same(waiting, [], 'no timer is left');
});

t.test('who is not there, dies or is too slow is counted as unanswered', async (t) => {
    const { siblings, tell, run } = setUp();
    const first = siblings.ask('pending', 5, 5);
    const second = siblings.ask('pending', 5, 5);
    tell({ kind: 'silence', id: 1, from: 1 });
    tell({ kind: 'answer', id: 1, from: 4, answer: 7 });
    tell({ kind: 'answer', id: 1, from: 4, answer: 7 });
    tell({ kind: 'gone', worker: 4 });
    tell({ kind: 'gone', worker: 3 });
    t.same(await first, { answers: [7], unanswered: 2 });
    run();
    t.same(await second, { answers: [], unanswered: 3 }, 'its time is over');
    tell({ kind: 'answer', id: 2, from: 1, answer: 1 });
});

t.test('it answers what others ask, and says nothing when it cannot', async (t) => {
    const { siblings, sent, tell } = setUp();
    siblings.onQuestion('pending', async (withinMs) => {
        if (withinMs === 0) throw new Error('broken');
        return withinMs / 2;
    });
    tell({ kind: 'question', id: 9, from: 1, question: 'pending', asked: 0 });
    tell({ kind: 'question', id: 10, from: 3, question: 'readiness', asked: null });
    tell({ kind: 'question', id: 11, from: 3, question: 'pending', asked: 8 });
    await new Promise((resolve) => setImmediate(resolve));
    t.same(sent, [{ kind: 'answer', id: 11, to: 3, answer: 4 }]);
});

t.test('a primary process that does not answer keeps no request out', async (t) => {
    const { siblings, sent, tell, run } = setUp();
    const answered = siblings.takeHits('RATE_LIMIT', '192.0.2.1');
    t.same(sent, [{ kind: 'hits', id: 1, limit: 'RATE_LIMIT', key: '192.0.2.1' }]);
    tell({ kind: 'hits', id: 1, hits: 12 });
    t.equal(await answered, 12);
    const unanswered = siblings.takeHits('RATE_LIMIT', '192.0.2.1');
    run();
    t.equal(await unanswered, 1);
});

t.test('a process that is alone has nobody to ask', async (t) => {
    t.same(await NO_SIBLINGS.ask('pending', 5, 5), { answers: [], unanswered: 0 });
});
