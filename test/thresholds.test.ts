import t from 'tap';
import { changeThresholds, THRESHOLDS } from '../src/thresholds.js';

t.test('without changes the thresholds are those of the table', async (t) => {
    t.strictSame(changeThresholds([]), { thresholds: THRESHOLDS, faults: [] });
});

t.test('changes a step, a duration, and turns a step off; nothing else', async (t) => {
    const { thresholds, faults } = changeThresholds(['uploadLoss.warning=2.5', 'uploadLoss.after=20', 'tcp.warning=off']);
    t.strictSame(faults, []);
    t.strictSame(thresholds, {
        ...THRESHOLDS, uploadLoss: { ...THRESHOLDS.uploadLoss, warning: 2.5, after: 20_000 }, tcp: { ...THRESHOLDS.tcp, warning: null }
    });
});

t.test('names all that is wrong at once', async (t) => {
    const wrong = [
        'loss.warning=1', 'uploadLoss.unit=3', 'uploadLoss', 'constructor.warning=1', 'uploadLoss.warning=much', 'jitter.after=off',
        'jitter.until=7200'
    ];
    const { faults } = changeThresholds(wrong);
    t.equal(faults.length, wrong.length);
    for (const [place, change] of wrong.entries()) t.match(faults[place], JSON.stringify(change));
});
