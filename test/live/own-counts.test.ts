import t from 'tap';
import { createOwnCounts } from '../../src/live/own-counts.js';

function setUp() {
    const counts = new Map<string, { members: number; connections: number }>();
    const own = createOwnCounts({ local: (name) => counts.get(name) ?? { members: 0, connections: 0 }, localNamespaces: () => counts.keys() });
    const set = (namespace: string, members: number, connections: number) => {
        counts.set(namespace, { members, connections });
        own.mark(namespace);
        return { namespace, members, connections };
    };
    return { counts, own, set };
}

t.test('what differs from what was told is offered, once', (t) => {
    const { own, set, counts } = setUp();
    t.same(own.take(), []);
    const x = set('x', 1, 1);
    set('x', 1, 1);
    t.same(own.take(), [x]);
    t.same(own.take(), []);
    own.mark('x');
    t.same(own.take(), [], 'somebody came and went, and was not counted');
    t.same([set('x', 1, 3), ...own.take()], [{ namespace: 'x', members: 1, connections: 3 }, { namespace: 'x', members: 1, connections: 3 }]);
    counts.delete('x');
    own.mark('x');
    t.same(own.take(), [{ namespace: 'x', members: 0, connections: 0 }], 'one that is gone is told, so that others forget it');
    own.mark('x');
    own.mark('never seen');
    t.same(own.take(), []);
    t.end();
});

t.test('what may not have been told is offered again as it is then, even if it is as it was before', (t) => {
    const { own, set, counts } = setUp();
    const before = set('x', 1, 1);
    own.take();
    const after = set('x', 2, 2);
    t.same(own.take(), [after]);
    own.giveBack([after]);
    t.same([set('x', 1, 1), ...own.take()], [before, before]);
    own.giveBack([before]);
    counts.delete('x');
    own.mark('x');
    t.same(own.take(), [{ namespace: 'x', members: 0, connections: 0 }]);
    t.end();
});

t.test('an instance that begins anew tells everything', (t) => {
    const { own, set } = setUp();
    const all = [set('x', 1, 1), set('y', 0, 5)];
    own.take();
    own.forget();
    t.same(own.take(), all);
    t.end();
});
