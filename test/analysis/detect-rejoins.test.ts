import t from 'tap';
import { detectRejoins, type RejoinedStay } from '../../src/analysis/detect-rejoins.js';

const MINUTE = 60_000;
/** Stays in minutes, one after the other. */
const staysOf = (userId: string | null, ...spans: [from: number, to: number | null][]): RejoinedStay[] => spans.map(([from, to], n) =>
    ({ sessionId: `${String(userId)}-${String(n)}`, userId, startedAt: from * MINUTE, endedAt: to === null ? null : to * MINUTE }));

t.test('who came back twice within minutes has an issue, with the last stay', async (t) => {
    const found = detectRejoins(staysOf('marie', [0, 5], [6, 7], [8, null]));
    t.match([...found], [['marie-2', {
        code: 'multiple_rejoins', severity: 'warning', from: 5 * MINUTE, to: 8 * MINUTE, evidence: { times: 2 },
        text: 'This participant left and came back 2 times within 3 min.'
    }]]);
});

t.test('the order in which stays are given makes no difference', async (t) => {
    const stays = staysOf('marie', [0, 5], [6, 7], [8, 9]);
    t.strictSame(detectRejoins([...stays].reverse()), detectRejoins(stays));
});

t.test('one reload, a long break, two tabs and different people are none', async (t) => {
    t.equal(detectRejoins(staysOf('marie', [0, 5], [6, 60])).size, 0);
    t.equal(detectRejoins(staysOf('marie', [0, 5], [30, 35], [60, 65])).size, 0);
    t.equal(detectRejoins(staysOf('marie', [0, 60], [1, 60], [2, 60])).size, 0);
    t.equal(detectRejoins([...staysOf('marie', [0, 5]), ...staysOf('tom', [6, 7]), ...staysOf('ada', [8, 9])]).size, 0);
    t.equal(detectRejoins(staysOf(null, [0, 5], [6, 7], [8, 9])).size, 0);
});
