import t, { type Test } from 'tap';
import { audioMos, mosOfRating, OPUS, rateTransmission } from '../../src/analysis/mos.js';

const near = (t: Test, found: number, expected: number, by: number, what: string) => {
    t.ok(Math.abs(found - expected) <= by, `${what}: ${String(found)} is within ${String(by)} of ${String(expected)}`);
};

t.test('scores of ratings are those that G.107, Annex B, gives', async (t) => {
    for (const [rating, mos] of [[90, 4.34], [80, 4.03], [70, 3.60], [60, 3.10], [50, 2.58]] as const)
        near(t, mosOfRating(rating), mos, 0.01, `R ${String(rating)}`);
    t.strictSame([mosOfRating(-5), mosOfRating(0), mosOfRating(100), mosOfRating(120)], [1, 1, 4.5, 4.5]);
});

t.test('nothing lost and no delay is the rating of G.107\'s defaults, 93.2, a score of 4.41', async (t) => {
    t.equal(rateTransmission({ lossPercent: 0, delayMs: 0 }), 93.2);
    near(t, mosOfRating(93.2), 4.41, 0.005, 'MOS');
});

t.test('loss costs G.729A with VAD what G.113, Appendix I, lists for random loss', async (t) => {
    const g729a = { impairment: 11, lossRobustness: 19 };
    for (const [lossPercent, impairment] of [[0, 11], [1, 15], [2, 19], [3, 23], [4, 26], [8, 36], [16, 49]] as const)
        near(t, 93.2 - rateTransmission({ lossPercent, delayMs: 0 }, g729a), impairment, 0.6, `Ie at ${String(lossPercent)} %`);
});

t.test('delay costs nothing to 100 ms, hardly anything to the 150 ms of G.114, and much at its limit of 400 ms', async (t) => {
    const lost = (delayMs: number) => 93.2 - rateTransmission({ lossPercent: 0, delayMs });
    t.equal(lost(100), 0);
    near(t, lost(150), 0.16, 0.01, '150 ms');
    near(t, lost(400), 24.07, 0.01, '400 ms');
});

t.test('loss is in per cent: 5 % of Opus with FEC is noticeable, 10 % bad', async (t) => {
    t.equal(OPUS.impairment, 0);
    near(t, audioMos({ lossPercent: 5 }), 3.8, 0.05, '5 %');
    near(t, audioMos({ lossPercent: 10 }), 3.17, 0.05, '10 %');
});

t.test('half the round trip, the jitter buffer and 20 ms are the delay; an unknown buffer is twice the jitter', async (t) => {
    const delayed = audioMos({ lossPercent: 0, roundTripTime: 300, playoutDelay: 130 });
    t.equal(delayed, Math.round(100 * mosOfRating(rateTransmission({ lossPercent: 0, delayMs: 300 }))) / 100);
    t.equal(audioMos({ lossPercent: 0, roundTripTime: 300, jitter: 65 }), delayed);
    t.equal(audioMos({ lossPercent: 0 }), 4.41);
});

t.test('never below 1', async (t) => {
    t.equal(audioMos({ lossPercent: 100, roundTripTime: 3000, playoutDelay: 2000 }), 1);
});
