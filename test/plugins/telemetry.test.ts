import { PassThrough } from 'node:stream';
import t from 'tap';
import { beginSession, buildTestApp, post, settled } from '../build-test-app.js';

t.test('what was accepted and left out is counted, and what was left out is told when the service stops', async (t) => {
    const stream = new PassThrough();
    const app = await buildTestApp(t, {}, { logger: { level: 'warn', stream } });
    const { url, token } = await beginSession(app, { sdk: { version: '2.0.0' } });
    await post(app, url, { token, seq: 0, deltas: [{ at: 1, patch: { jvbRTT: 'x', jitter: 5 } }] });
    await post(app, url, { token, seq: 0, deltas: [{ at: 2 }] });
    await settled(app);
    t.match(app.telemetry.drained, { stored: 2, conflicts: 1 });
    t.match(app.telemetry.ingest, { sessions: 1, pushes: 2, refused: 0, dropped: 2, unknownMembers: new Map([['2.0.0', 1]]) });
    await app.close();
    t.match(String(stream.read()), /"dropped":2,"sinceStart":2,"unknownMembers":\{"2\.0\.0":1\}/);
});
