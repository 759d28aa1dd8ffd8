import t from 'tap';
import type { Delta } from '../../schemas/push.js';
import { traitsOf } from '../../src/analysis/client-traits.js';
import { createFold, foldDeltas } from '../../src/analysis/fold-deltas.js';
import { buildPush } from './build-records.js';

const START = 1_795_228_082_000;
const quality = (at: number, connectionQuality: number): Delta => ({ at, patch: { connectionQuality } });
const keyframe = (at: number, connectionQuality: number): Delta => ({ at, keyframe: true, patch: { connectionQuality } });

t.test('a delta changes what it names, null removes it, a bare time repeats the state', async (t) => {
    const { samples, gaps } = foldDeltas([buildPush({ seq: 0, deltas: [
        { at: 1, keyframe: true, patch: {
            connectionQuality: 100, bitrate: { upload: 300, audio: { upload: 24 } }, transport: { ip: '::1', port: 9 }
        } },
        { at: 2, patch: { bitrate: { audio: { upload: 0 } }, transport: null } },
        { at: 3 },
        { at: 4, patch: { bitrate: { upload: null } } }
    ] })], 0);
    t.strictSame(samples, [
        { at: 1, state: { connectionQuality: 100, bitrate: { upload: 300, audio: { upload: 24 } }, transport: { ip: '::1', port: 9 } } },
        { at: 2, state: { connectionQuality: 100, bitrate: { upload: 300, audio: { upload: 0 } } } },
        { at: 3, state: { connectionQuality: 100, bitrate: { upload: 300, audio: { upload: 0 } } } },
        { at: 4, state: { connectionQuality: 100, bitrate: { audio: { upload: 0 } } } }
    ]);
    t.strictSame(gaps, []);
});

t.test('a keyframe is a whole state: what it does not name is gone, and one without a patch is empty', async (t) => {
    const { samples } = foldDeltas([buildPush({ seq: 0, deltas: [
        { at: 1, keyframe: true, patch: { connectionQuality: 100, jvbRTT: 41 } }, keyframe(2, 90), { at: 3, keyframe: true }
    ] })], 0);
    t.strictSame(samples.map(({ state }) => state), [{ connectionQuality: 100, jvbRTT: 41 }, { connectionQuality: 90 }, {}]);
});

t.test('no sample can be changed, nor through it another one', async (t) => {
    const { samples } = foldDeltas([buildPush({ seq: 0, deltas: [
        { at: 1, keyframe: true, patch: { bandwidth: { upload: 1 } } }, { at: 2 }, { at: 3, patch: { connectionQuality: 5 } },
        { at: 4, keyframe: true }
    ] })], 0);
    for (const { state } of samples) {
        if (state.bandwidth !== undefined) t.throws(() => { state.bandwidth!.upload = 2; }, TypeError);
        t.throws(() => { state.jvbRTT = 2; }, TypeError);
    }
});

t.test('a missing seq is a gap from the last sample before it to the next keyframe', async (t) => {
    const { samples, gaps } = foldDeltas([
        buildPush({ seq: 0, deltas: [keyframe(10, 100), quality(20, 90)] }),
        buildPush({ seq: 2, deltas: [quality(50, 80), keyframe(60, 70), quality(70, 60)] })
    ], 0);
    t.strictSame(samples.map(({ at }) => at), [10, 20, 60, 70]);
    t.strictSame(gaps, [{ from: 20, to: 60 }]);
});

t.test('several missing ones before the next keyframe are one gap, those after it another', async (t) => {
    const { gaps } = foldDeltas([
        buildPush({ seq: 0, deltas: [keyframe(10, 100)] }),
        buildPush({ seq: 2, deltas: [quality(30, 90)] }),
        buildPush({ seq: 4, deltas: [keyframe(50, 80)] }),
        buildPush({ seq: 6, deltas: [keyframe(70, 80)] })
    ], 0);
    t.strictSame(gaps, [{ from: 10, to: 50 }, { from: 50, to: 70 }]);
});

t.test('the push that was missing closes the gap when it comes', async (t) => {
    const pushes = [
        buildPush({ seq: 2, deltas: [quality(50, 80)] }),
        buildPush({ seq: 0, deltas: [keyframe(10, 100)] })
    ];
    t.strictSame(foldDeltas(pushes, 0).gaps, [{ from: 10, to: 50 }]);
    const late = buildPush({ seq: 1, deltas: [quality(30, 95)] });
    t.strictSame(foldDeltas([...pushes, late], 0), {
        samples: [
            { at: 10, state: { connectionQuality: 100 } }, { at: 30, state: { connectionQuality: 95 } }, { at: 50, state: { connectionQuality: 80 } }
        ],
        gaps: []
    });
});

t.test('a session whose start is missing has a gap from its start', async (t) => {
    await t.test('when seq 0 is not there', async (t) => {
        t.strictSame(foldDeltas([buildPush({ seq: 1, deltas: [keyframe(START + 40, 1)] })], START).gaps, [{ from: START, to: START + 40 }]);
    });
    await t.test('when the first delta is no keyframe', async (t) => {
        const { samples, gaps } = foldDeltas([buildPush({ seq: 0, deltas: [quality(START + 10, 1), quality(START + 20, 1)] })], START);
        t.strictSame(samples, []);
        t.strictSame(gaps, [{ from: START, to: START + 20 }]);
    });
});

t.test('a gap that no keyframe has ended goes to the last moment known', async (t) => {
    const { gaps } = foldDeltas([
        buildPush({ seq: 0, deltas: [keyframe(10, 100)] }),
        buildPush({ seq: 2, deltas: [quality(50, 80)], events: [{ at: 90, type: 'left' }] })
    ], 0);
    t.strictSame(gaps, [{ from: 10, to: 90 }]);
});

t.test('where nothing is missing there is no gap: no pushes, pushes with events alone, pushes with nothing', async (t) => {
    t.strictSame(foldDeltas([], START), { samples: [], gaps: [] });
    t.strictSame(foldDeltas([
        buildPush({ seq: 0, events: [{ at: START, type: 'joined' }] }), buildPush({ seq: 1, at: START + 30 }),
        buildPush({ seq: 2, deltas: [keyframe(START + 60, 1)] })
    ], START), { samples: [{ at: START + 60, state: { connectionQuality: 1 } }], gaps: [] });
});

t.test('times of a clock that is off by more than five seconds are corrected, push by push', async (t) => {
    const day = 86_400_000;
    const { samples, gaps } = foldDeltas([
        buildPush({ seq: 0, offset: -day, deltas: [keyframe(START + day, 100)] }),
        buildPush({ seq: 1, offset: 4999, deltas: [quality(START + 10_000, 90)] }),
        buildPush({ seq: 3, offset: -day, at: START + 45_000 + day, deltas: [quality(START + 40_000 + day, 90)] })
    ], START);
    t.strictSame(samples.map(({ at }) => at), [START, START + 10_000]);
    t.strictSame(gaps, [{ from: START + 10_000, to: START + 45_000 }]);
});

t.test('a gap never ends before it begins, even when the clock was set back', async (t) => {
    const { gaps } = foldDeltas([
        buildPush({ seq: 0, deltas: [keyframe(5000, 100)] }), buildPush({ seq: 2, deltas: [keyframe(3000, 90)] })
    ], 0);
    t.strictSame(gaps, [{ from: 5000, to: 5000 }]);
});

t.test('pushes of a client that does not count them fold as they came: no gap, and no keyframe to begin with', async (t) => {
    const fold = createFold(START, traitsOf('jmmc'));
    const came = [
        buildPush({ seq: 1_795_228_112_000_000, deltas: [quality(START + 30, 90)] }),
        buildPush({ seq: 1_795_228_142_000_123, deltas: [{ at: START + 60, patch: { jvbRTT: 41 } }] })
    ];
    const states = came.flatMap((push) => fold.add(push)).map(({ state }) => state);
    t.strictSame(states, [{ connectionQuality: 90 }, { connectionQuality: 90, jvbRTT: 41 }]);
    t.strictSame(fold.gaps(), []);
});
