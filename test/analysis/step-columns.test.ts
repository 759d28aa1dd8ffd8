import t from 'tap';
import type { ConnectionState } from '../../schemas/connection-state.js';
import { CHART_METRICS, type ChartMetric } from '../../src/analysis/chart-metrics.js';
import { UNKNOWN_CONTEXT } from '../../src/analysis/call-context.js';
import { METRICS } from '../../src/analysis/metrics.js';
import { createStepColumns, type Grid } from '../../src/analysis/step-columns.js';

const metrics = (...names: string[]) => names.map((name) => CHART_METRICS.get(name) as ChartMetric);
const grid: Grid = { from: 100_000, to: 160_000, step: 10_000, origin: 0, spread: true };
/** As followSession begins. */
const NOTHING_SEEN = { framesPerSecondUpload: 0, framesPerSecondDownload: 0, frameHeightUpload: 0, encodeTime: Infinity, decodeTime: Infinity };

function columnsOf(names: string[], samples: readonly [number, ConnectionState][], changes: Partial<Grid> = {}) {
    const columns = createStepColumns(metrics(...names), { ...grid, ...changes });
    for (const [at, state] of samples) columns.see({ at, state });
    return columns.columns();
}

t.test('every leaf of a state is a metric', async (t) => {
    t.ok(METRICS.get('inbound.video.framesPerSecond.min')?.isNumber);
    t.ok(METRICS.get('bridgeCount')?.isNumber);
    t.equal(METRICS.get('transport.p2p')?.isNumber, false);
    t.equal(METRICS.get('transport'), undefined);
    t.equal(METRICS.get('transport.rtt')?.valueIn({ transport: { rtt: 0 } }), 0);
    t.equal(METRICS.get('transport.rtt')?.valueIn({}), undefined);
});

t.test('a step has the mean of its samples, the lowest and the highest; zero is a value, and what is not known is null', async (t) => {
    t.same(columnsOf(['transport.rtt'], [
        [110_000, { transport: { rtt: 10 } }], [113_000, { transport: { rtt: 20 } }], [119_999, { transport: { rtt: 40 } }],
        [120_000, {}],
        [131_000, { transport: { rtt: 0 } }]
    ]), {
        first: 1,
        metrics: { 'transport.rtt': { mean: [23.33, null, 0], min: [10, null, 0], max: [40, null, 0] } }
    });
});

t.test('where no step has two values, the mean says it all', async (t) => {
    t.same(columnsOf(['jvbRTT'], [[100_000, { jvbRTT: 7 }], [110_000, { jvbRTT: 9 }]]).metrics, { jvbRTT: { mean: [7, 9] } });
});

t.test('of a text or a boolean the last one within the step counts', async (t) => {
    t.same(columnsOf(['transport.p2p', 'codec.video'], [
        [100_000, { transport: { p2p: true } }], [105_000, { transport: { p2p: false }, codec: { video: 'AV1' } }], [115_000, {}]
    ]).metrics, { 'transport.p2p': { last: [false, null] }, 'codec.video': { last: ['AV1', null] } });
});

t.test('columns begin with the first sample and end with the last; what is outside of the grid is left out', async (t) => {
    const samples: [number, ConnectionState][] = [[99_999, { jvbRTT: 1 }], [140_000, { jvbRTT: 2 }], [160_000, { jvbRTT: 3 }]];
    t.same(columnsOf(['jvbRTT'], samples), { first: 4, metrics: { jvbRTT: { mean: [2] } } });
    t.same(columnsOf(['jvbRTT'], []), { first: 0, metrics: { jvbRTT: { mean: [] } } });
});

t.test('without the spread a step has its mean alone', async (t) => {
    const samples: [number, ConnectionState][] = [[100_000, { jvbRTT: 1 }], [101_000, { jvbRTT: 2 }]];
    t.same(columnsOf(['jvbRTT'], samples, { spread: false }).metrics, { jvbRTT: { mean: [1.5] } });
});

t.test('steps count from the origin', async (t) => {
    const samples: [number, ConnectionState][] = [[99_000, { jvbRTT: 1 }], [100_000, { jvbRTT: 2 }], [125_000, { jvbRTT: 3 }]];
    t.same(columnsOf(['jvbRTT'], samples, { from: 0, origin: 100_000 }), { first: 0, metrics: { jvbRTT: { mean: [2, null, 3] } } });
});

t.test('what is measured weighs as much as its time, and amounts are added', async (t) => {
    const columns = createStepColumns(metrics('roundTripTime', 'freezeCount', 'freezesMs'), grid);
    const observe = (from: number, to: number, roundTripTime: number, freezes?: [count: number, ms: number]) => {
        const video = freezes && { freezeCount: freezes[0], totalFreezesDuration: freezes[1] };
        const state: ConnectionState = video === undefined ? {} : { inbound: { video } };
        columns.see({ at: to, state });
        columns.observe({ from, to, state, measures: { roundTripTime }, context: UNKNOWN_CONTEXT, best: NOTHING_SEEN });
    };
    observe(95_000, 105_000, 10, [0, 0]);
    observe(105_000, 107_500, 50, [1, 300]);
    observe(107_500, 109_000, 30, [2, 450]);
    observe(109_000, 119_000, 0);
    t.same(columns.columns(), { first: 0, metrics: {
        roundTripTime: { mean: [19.29, 0], min: [10, 0], max: [50, 0] }, freezeCount: { sum: [3, null] }, freezesMs: { sum: [750, null] }
    } });
});
