import t from 'tap';
import type { ConnectionState } from '../../schemas/connection-state.js';
import { METRICS, type Metric } from '../../src/analysis/metrics.js';
import { createStepColumns } from '../../src/analysis/step-columns.js';

const metrics = (...names: string[]) => names.map((name) => METRICS.get(name) as Metric);
const grid = { from: 100_000, to: 160_000, step: 10_000 };

function columnsOf(names: string[], samples: readonly [number, ConnectionState][]) {
    const columns = createStepColumns(metrics(...names), grid);
    for (const [at, state] of samples) columns.add({ at, state });
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
