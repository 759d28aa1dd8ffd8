import t from 'tap';
import { listShippedTraces, openTrace } from '../../src/cli/open-trace.js';
import { parseTrace, TraceError } from '../../src/cli/trace.js';

const text = (...lines: object[]): string => lines.map((line) => JSON.stringify(line)).join('\n');
const MADE_WITH = { chromium: '156.0.8078.79', recorded: '2026-11-21T02:18:09.458Z' };
const stats = { t: 900, participant: 'a', event: 'cq.local_stats_updated', stats: { connectionQuality: 100 } };

t.test('a recording is read into its participants, each with what happened to it in the order of time', async (t) => {
    const trace = parseTrace(text(
        { t: 0, participant: null, event: 'meta', ...MADE_WITH, libraryVersionProperty: '01daa07c' },
        { t: 500, participant: 'b', event: 'connection.established' }, stats,
        { t: 700, participant: 'a', event: 'conference.joined', me: 'cf491bb2' }
    ));
    t.match(trace, { library: '01daa07c', ...MADE_WITH, begin: 500, duration: 400 });
    t.strictSame(trace.participants.map(({ name, endpointId, events }) => [name, endpointId, events.map((event) => event.t)]),
        [['b', null, [500]], ['a', 'cf491bb2', [700, 900]]]);
});

t.test('what JSON lost of a payload is put back', async (t) => {
    const { participants } = parseTrace(text({
        ...stats,
        stats: { bandwidth: { download: null, upload: 300 }, framesDecoded: {} },
        notJson: {
            'jvbRTT': 'undefined', 'bandwidth.download': 'NaN', 'codec.c0863947.290304015.audio': 'undefined', 'bitrate.total': '-Infinity',
            'framesDecoded': { Map: [[3005916924, 752]] }, '__proto__x': 'NaN'
        }
    }));
    const payload = participants[0]?.events[0]?.stats as Record<string, Record<string, unknown>>;
    t.strictSame(payload, {
        bandwidth: { download: NaN, upload: 300 }, framesDecoded: new Map([[3005916924, 752]]), jvbRTT: undefined,
        codec: { c0863947: { 290304015: { audio: undefined } } }, bitrate: { total: -Infinity }, __proto__x: NaN
    });
    t.ok('jvbRTT' in payload, 'a member that is undefined is there');
});

t.test('the n-th report of a participant belongs to its n-th payload', async (t) => {
    const report = (value: number) => [{ id: 'i', type: 'inbound-rtp', packetsLost: value }];
    const { participants } = parseTrace(text(
        stats, { ...stats, participant: 'b' }, { t: 901, participant: 'b', event: 'getStats', report: report(1) },
        { t: 930, participant: 'a', event: 'conference.left' }, { t: 940, participant: 'a', event: 'getStats', report: report(2) },
        { ...stats, t: 960 }, { t: 970, participant: 'a', event: 'getStats', report: report(3) }, { ...stats, t: 980 }
    ));
    t.strictSame(participants.map(({ events }) => events.map((event) => [event.t, event.event, event.report])), [
        [[900, stats.event, report(2)], [930, 'conference.left', undefined], [960, stats.event, report(3)], [980, stats.event, undefined]],
        [[900, stats.event, report(1)]]
    ]);
});

t.test('what is no recording is refused with the line and the reason', async (t) => {
    const refusals: [string, RegExp][] = [
        ['', /^It holds no cq.local_stats_updated/],
        ['{}', /^Line 1 has no time "t"/],
        [`${text(stats)}\n\nx`, /^Line 3 is no JSON/],
        ['null', /^Line 1 is no object/],
        [text({ ...stats, t: -1 }), /^Line 1 has no time "t"/],
        [text({ t: 1, participant: 'a' }), /^Line 1 has no "event"/],
        [text({ t: 1, event: 'x' }), /^Line 1 has no "participant"/],
        [text({ ...stats, stats: null }), /^Line 1 has no "stats"/],
        [text(stats, { t: 901, participant: 'a', event: 'getStats' }), /^Line 2 has no "report"/],
        [text({ ...stats, participant: null }), /nothing to replay/]
    ];
    for (const [given, reason] of refusals) t.throws(() => parseTrace(given), { constructor: TraceError, message: reason }, given);
});

t.test('a recording is named as it is shipped, or by its path', async (t) => {
    const shipped = listShippedTraces();
    t.ok(shipped.includes('solyd-degraded'));
    for (const name of shipped) t.ok(openTrace(name).trace.participants.length > 0, name);
    const file = `${t.testdir({ 'my call.ndjson': text(stats) })}/my call.ndjson`;
    t.match(openTrace(file), { name: 'my call', trace: { duration: 0 } });
    t.throws(() => openTrace('nowhere'), { message: /^nowhere cannot be read .*solyd-degraded/ });
    t.throws(() => openTrace(t.testdir({ 'x.txt': 'x' }) + '/x.txt'), { message: /is no recording of a call. Line 1 is no JSON/ });
});
