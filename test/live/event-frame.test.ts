import t from 'tap';
import { eventFrame, HEARTBEAT, retryFrame } from '../../src/live/event-frame.js';

t.test('an event is its fields, a line each, and an empty line', async (t) => {
    t.equal(eventFrame({ data: '5' }), 'data: 5\n\n');
    t.equal(eventFrame({ data: '', event: 'change', id: '7', retry: 2500.4 }), 'id: 7\nevent: change\nretry: 2500\ndata: \n\n');
    t.equal(retryFrame(-1), 'retry: -1\n\n');
    t.equal(HEARTBEAT, ':\n\n');
});

t.test('a line break in any text is refused, since what follows it would be an event of whoever wrote it', async (t) => {
    for (const text of ['a\ndata: injected', 'a\r', '\r\n'])
        for (const name of ['data', 'event', 'id'])
            t.throws(() => eventFrame({ data: 'b', [name]: text }), { name: 'TypeError', message: `A line break in the ${name} of an event would end it.` });
});
