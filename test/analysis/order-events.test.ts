import t from 'tap';
import { orderEvents } from '../../src/analysis/order-events.js';
import { buildPush } from './build-records.js';

t.test('events are in the order of their times, then seq, then position, whatever the order of the pushes', async (t) => {
    const pushes = [
        buildPush({ seq: 1, events: [{ at: 50, type: 'left' }, { at: 20, type: 'userLeft', data: { count: 1 } }] }),
        buildPush({ seq: 0, events: [{ at: 10, type: 'joined', data: { setupMs: 0 } }, { at: 20, type: 'p2pStatus', data: { p2p: true } }] })
    ];
    const expected = [
        { at: 10, type: 'joined', data: { setupMs: 0 } }, { at: 20, type: 'p2pStatus', data: { p2p: true } },
        { at: 20, type: 'userLeft', data: { count: 1 } }, { at: 50, type: 'left' }
    ];
    t.strictSame(orderEvents(pushes), expected);
    t.strictSame(orderEvents([...pushes, ...pushes].reverse()), expected);
});

t.test('times are corrected before they are compared', async (t) => {
    const events = orderEvents([
        buildPush({ seq: 0, offset: 100_000, events: [{ at: 1000, type: 'joined' }] }),
        buildPush({ seq: 1, offset: 0, events: [{ at: 50_000, type: 'visibility', data: { hidden: false } }] })
    ]);
    t.strictSame(events.map(({ at, type }) => [at, type]), [[50_000, 'visibility'], [101_000, 'joined']]);
});
