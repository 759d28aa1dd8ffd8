import t from 'tap';
import { createProgressDisplay, describeTime } from '../../src/cli/progress-display.js';

function open(output: { isTTY?: boolean; columns?: number }) {
    const clock = { now: 0 };
    const written: string[] = [];
    return { clock, written, display: createProgressDisplay({ ...output, write: (text: string) => written.push(text) }, () => clock.now) };
}

t.test('a terminal has one line, written over a few times a second, no wider than it', async (t) => {
    const { clock, written, display } = open({ isTTY: true, columns: 60 });
    for (; clock.now < 1000; clock.now += 50) {
        const documents = clock.now * 10;
        display.show({ documents, total: 20_000, ofThisRun: documents, elapsedMs: clock.now });
    }
    t.equal(written.length, 4);
    t.equal(written[0], '\r[##----------------------] 2,000 of 20,000 documents (10 %)\u001b[K');
    display.end({ documents: 20_000, total: 20_000, ofThisRun: 20_000, elapsedMs: 2000 });
    t.same(written.slice(4), ['\r[########################] 20,000 of 20,000 documents (100 \u001b[K', '\n']);
});

t.test('elsewhere there is a plain line every few seconds', async (t) => {
    const { clock, written, display } = open({});
    for (; clock.now < 12_000; clock.now += 100) {
        const ofThisRun = clock.now / 10;
        display.show({ documents: 500 + ofThisRun, total: 5000, ofThisRun, elapsedMs: clock.now });
    }
    t.same(written, ['1,000 of 5,000 documents (20 %), 100 a second, 0:40 left\n', '1,500 of 5,000 documents (30 %), 100 a second, 0:35 left\n']);
    display.end({ documents: 5003, total: 5000, ofThisRun: 4503, elapsedMs: 45_030 });
    t.equal(written[2], '5,003 of 5,003 documents (100 %), 100 a second\n', 'there may be more than were counted');
});

t.test('an empty collection is all of it', async (t) => {
    const { written, display } = open({});
    display.end({ documents: 0, total: 0, ofThisRun: 0, elapsedMs: 0 });
    t.same(written, ['0 of 0 documents (100 %), 0 a second\n']);
});

t.test('times are told as clocks do', async (t) => {
    t.same([0, 7.2, 61, 3600, 45_296].map(describeTime), ['0:00', '0:08', '1:01', '1:00:00', '12:34:56']);
});
