import { setImmediate } from 'node:timers/promises';
import type { SampleSeries } from '../analysis/read-series.js';

/**
 * The answer of GET /v1/sessions/:sessionId/metrics as SessionMetricsReplySchema has it, piece by piece: a day of a call is megabytes, and
 * between two pieces others get their turn.
 */
export async function* metricsText(sessionId: string, { pieces, gaps }: SampleSeries): AsyncGenerator<string> {
    yield `{"sessionId":${JSON.stringify(sessionId)},"samples":[`;
    let separator = '';
    for await (const samples of pieces) {
        // without the brackets of the array
        yield separator + JSON.stringify(samples).slice(1, -1);
        separator = ',';
        await setImmediate();
    }
    yield `],"gaps":${JSON.stringify(gaps())}}`;
}
