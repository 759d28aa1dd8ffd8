import t from 'tap';
import { createSpanList } from '../../../src/analysis/timeline/span-list.js';

t.test('spans begin once, end once, and one that goes on ends where it is asked for', async (t) => {
    const list = createSpanList(10);
    list.end(5);
    list.begin(10);
    list.begin(15);
    t.strictSame(list.build(20), [{ from: 10, to: 20 }]);
    t.strictSame(list.build(10), []);
    list.end(30);
    list.end(40);
    list.begin(50);
    list.end(50);
    t.strictSame(list.build(100), [{ from: 10, to: 30 }]);
});

t.test('spans between which nothing is are one', async (t) => {
    const list = createSpanList(10);
    for (const from of [0, 10, 20, 35]) list.add({ from, to: from + 10 });
    t.strictSame(list.build(0), [{ from: 0, to: 30 }, { from: 35, to: 45 }]);
});

t.test('of too many those with the shortest rest between them are told as one', async (t) => {
    const list = createSpanList(3);
    for (const [from, to] of [[0, 10], [20, 30], [32, 40], [60, 70], [90, 91]] as const) list.add({ from, to });
    t.strictSame(list.build(0), [{ from: 0, to: 40 }, { from: 60, to: 70 }, { from: 90, to: 91 }]);
});

t.test('what was answered does not change any more', async (t) => {
    const list = createSpanList(3);
    list.add({ from: 0, to: 10 });
    const before = list.build(0);
    list.add({ from: 10, to: 20 });
    t.strictSame(before, [{ from: 0, to: 10 }]);
});
