import t from 'tap';
import { videoScore, type VideoPath } from '../../src/analysis/video-score.js';

const expected = { framesPerSecond: 30, frameHeight: 720 };
const whole: VideoPath = { bitrate: 1500, framesPerSecond: 30, frameHeight: 720, expected, frozen: 0, codec: 'VP8' };
const score = (change: Partial<VideoPath> = {}) => videoScore({ ...whole, ...change });

t.test('bits per pixel and frame make the score, as in rtcscore', async (t) => {
    t.equal(score(), Math.round(100 * (0.56 * Math.log(1_500_000 / (1280 * 720) / 30) + 5.36)) / 100);
});

t.test('fewer bits, fewer frames, a smaller picture and one that stands still each cost', async (t) => {
    t.ok(score({ bitrate: 300 }) < score());
    t.ok(score({ framesPerSecond: 10, bitrate: 500 }) < score() - 1.9);
    t.ok(score({ frameHeight: 180, bitrate: 150 }) < score() - 1);
    t.ok(Math.abs(score({ frozen: 0.5 }) - score() / 2) <= 0.01);
});

t.test('a newer codec needs fewer bits', async (t) => {
    t.equal(score({ codec: 'VP9', bitrate: 1250 }), score());
    t.equal(score({ codec: 'av1' }), score({ codec: 'vp9' }));
});

t.test('stays between 1 and 5', async (t) => {
    t.equal(score({ bitrate: 1e6 }), 5);
    t.equal(score({ framesPerSecond: 1, bitrate: 1 }), 1);
    t.equal(score({ framesPerSecond: 0 }), 1);
    t.equal(score({ frozen: 3 }), 1);
});
