import t, { type Test } from 'tap';
import type { ConnectionState } from '../../../schemas/connection-state.js';
import type { SessionReply } from '../../../schemas/session.js';
import { RequestError } from '../../../src/errors.js';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import type { RtcStats } from '../../../webrtc-stats/rtc-stats.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { openSoraDoor, type SoraDoor } from './open-door.js';
import { soraReport, timestampOf } from './recorded-reports.js';

/** Each test has a connection of its own, most of them in one service. */
let connection = '';
let count = 0;
t.beforeEach(() => { connection = String(count += 1).padStart(26, 'Q'); });
const session = () => peerSessionId('sora', connection);
const shared = await openSoraDoor(t);
/** The service, and the moment from which on a test counts, later than all that other tests told of. */
function beginCall() {
    shared.clock.now += 86_400_000;
    return { door: shared, start: shared.clock.now };
}

t.test('a connection is a session, its channel a conference, and what describes it are tags', async (t) => {
    const { door, start: at } = beginCall();
    const report = soraReport({ timestamp: timestampOf(at + 0.471), client_id: 'é'.repeat(127), label: 'x'.repeat(300) });
    await door.accept(report);
    const sessionId = peerSessionId('sora', report.connection_id);
    t.match(await door.read<SessionReply>(`/v1/sessions/${sessionId}`), {
        client: 'sora', conferenceName: 'weekly', meetingId: 'JTYG1KGGPH2DKF86Y5B0GMWFSM', endpointId: 'QJ253E85SH1C170WQSPYJGFHCR',
        userId: 'é'.repeat(127), startedAt: at, joinedAt: at, endedAt: null, pushes: 1, samples: 1,
        address: null, country: null, browser: { name: null }, os: { name: null },
        tags: {
            role: 'sendrecv', multistream: 'true', simulcast: 'false', spotlight: 'false', version: '2024.2.0', node_name: 'sora@192.0.2.20',
            label: 'x'.repeat(256)
        }
    });
});

/** Stats of a call in which 100 packets of 100 bytes come and go each second, one in twenty is lost, and the video freezes for 1 s in 10. */
function statsAt(seconds: number, from = 0): RtcStats[] {
    const [timestamp, passed] = [1_700_000_000_000 + 1000 * seconds, seconds - from];
    const stream = { kind: 'video', timestamp, framesPerSecond: 30, frameWidth: 1280, frameHeight: 720, codecId: 'C' };
    return [
        {
            ...stream, id: 'I', type: 'inbound-rtp', ssrc: 1, packetsReceived: 95 * passed, packetsLost: 5 * passed, bytesReceived: 10_000 * passed,
            freezeCount: Math.floor(passed / 10), totalFreezesDuration: passed / 10
        },
        { ...stream, id: 'O', type: 'outbound-rtp', ssrc: 2, packetsSent: 100 * passed, bytesSent: 20_000 * passed },
        { id: 'C', type: 'codec', timestamp, mimeType: 'video/VP9' },
        {
            id: 'P', type: 'candidate-pair', timestamp, localCandidateId: 'L', remoteCandidateId: 'R', nominated: true, state: 'succeeded',
            availableOutgoingBitrate: 2_500_000, currentRoundTripTime: 0.041, responsesReceived: seconds
        },
        {
            id: 'L', type: 'local-candidate', timestamp, candidateType: 'srflx', address: '198.51.100.77', port: 50_000, protocol: 'udp',
            networkType: 'wifi'
        },
        { id: 'R', type: 'remote-candidate', timestamp, candidateType: 'host', address: '192.0.2.20', port: 30_000, protocol: 'udp' }
    ];
}

/** A report of so many seconds after the clock of the door was asked, with stats of the same moment. */
const reportAt = (start: number, seconds: number, stats = statsAt(seconds)) =>
    soraReport({ timestamp: timestampOf(start + 1000 * seconds), connection_id: connection, stats });

interface Told { samples: { at: number; state: ConnectionState }[]; gaps: unknown[] }
const toldOf = async (door: SoraDoor, start: number) => (await door.read<Told>(`/v1/sessions/${session()}/metrics`)).samples
    .map(({ at, state }) => [(at - start) / 1000, state.bitrate?.download, state.inbound?.video?.packetLoss, state.inbound?.video?.freezeCount]);

t.test('a state has all that the counters tell, in our words', async (t) => {
    const { door, start } = beginCall();
    await door.accept(reportAt(start, 10));
    await door.accept(reportAt(start, 20));
    const transport = {
        ip: '192.0.2.20', port: 30_000, localIp: '198.51.100.0', localPort: 50_000, type: 'udp', rtt: 41, localCandidateType: 'srflx',
        remoteCandidateType: 'host', networkType: 'wifi', p2p: false
    };
    const gauges = {
        bandwidth: { upload: 2500 }, transport, resolution: { width: 1280, height: 720 }, framerate: 30, codec: { video: 'VP9' },
        received: { videoStreams: 1, framerate: { min: 30, mean: 30 }, height: { min: 720, mean: 720 } },
        outbound: { video: { framesPerSecond: 30, frameHeight: 720 } },
        inbound: { video: { framesPerSecond: { min: 30, mean: 30 }, frameHeight: { min: 720, mean: 720 } } },
        candidatePair: {
            availableOutgoingBitrate: 2500, currentRoundTripTime: 41, protocol: 'udp', localCandidateType: 'srflx', remoteCandidateType: 'host',
            networkType: 'wifi'
        }
    };
    const { samples } = await door.read<Told>(`/v1/sessions/${session()}/metrics`);
    t.same(samples, [
        { at: start + 10_000, state: gauges },
        { at: start + 20_000, state: {
            ...gauges,
            bitrate: { upload: 160, download: 80, audio: { upload: 0, download: 0 }, video: { upload: 160, download: 80 } },
            packetLoss: { download: 5 },
            inbound: { video: { ...gauges.inbound.video, packetLoss: 5, freezeCount: 1, totalFreezesDuration: 1000 } }
        } }
    ]);
});

t.test('a report that comes twice is one', async (t) => {
    const { door, start } = beginCall();
    await door.accept(reportAt(start, 10));
    await Promise.all([door.accept(reportAt(start, 20)), door.accept(reportAt(start, 20))]);
    await door.accept(reportAt(start, 20));
    await door.accept(reportAt(start, 30));
    t.same(await toldOf(door, start), [[10, undefined, undefined, undefined], [20, 80, 5, 1], [30, 80, 5, 1]]);
    t.match(await door.read(`/v1/sessions/${session()}`), { pushes: 3 });
    t.equal(door.app.telemetry.drained.conflicts, 0);
});

t.test('a report that was overtaken tells what needs no comparison, and disturbs nothing', async (t) => {
    const { door, start } = beginCall();
    for (const seconds of [2, 4, 3, 1, 5]) await door.accept(reportAt(start, seconds));
    t.same((await toldOf(door, start)).map(([at, download]) => [at, download]), [[1, undefined], [2, undefined], [3, undefined], [4, 80], [5, 80]]);
    t.match(await door.read(`/v1/sessions/${session()}`), { startedAt: start + 1000, joinedAt: start + 1000 });
});

t.test('counters that begin anew are counted from there', async (t) => {
    const { door, start } = beginCall();
    for (const seconds of [100, 110]) await door.accept(reportAt(start, seconds));
    for (const seconds of [120, 130]) await door.accept(reportAt(start, seconds, statsAt(seconds, 115)));
    // a number that is not lost, but began anew, is not known
    t.same((await toldOf(door, start)).map(([at, download]) => [at, download]), [[100, undefined], [110, 80], [120, 40], [130, 80]]);
});

t.test('a report that was refused is nobody\'s: the next one begins anew', async (t) => {
    const { door, start } = beginCall();
    let isFull = false;
    const accept = door.openProcess({
        acceptPeer: (...news) => isFull ? Promise.reject(new RequestError('spool_full')) : door.app.ingest.acceptPeer(...news)
    });
    await accept(reportAt(start, 10));
    isFull = true;
    await t.rejects(accept(reportAt(start, 20)), { code: 'spool_full' });
    await t.rejects(accept(reportAt(start, 20)), { code: 'spool_full' });
    isFull = false;
    for (const seconds of [20, 30]) await accept(reportAt(start, seconds));
    t.same((await toldOf(door, start)).map(([at, download]) => [at, download]), [[10, undefined], [20, undefined], [30, 80]]);
});

t.test('the connection that is idle longest is forgotten, and begins anew', async (t) => {
    const { door, start } = beginCall();
    const process = door.openProcess({ maxConnections: 2 });
    const other = (name: string, seconds: number) => process({ ...reportAt(start, seconds), connection_id: name.repeat(26) });
    await process(reportAt(start, 0));
    await other('A', 0);
    await process(reportAt(start, 1));
    await other('B', 1);
    await process(reportAt(start, 2));
    await other('A', 2);
    t.same((await toldOf(door, start)).map(([, download]) => download), [undefined, 80, 80]);
    const { samples } = await door.read<Told>(`/v1/sessions/${peerSessionId('sora', 'A'.repeat(26))}/metrics`);
    t.same(samples.map(({ state }) => state.bitrate), [undefined, undefined]);
});

t.test('what is refused leaves nothing behind', async (t) => {
    const door = await openSoraDoor(t, { CONFERENCE_PATTERN: '^other' });
    await t.rejects(door.accept(soraReport()), { code: 'conference_not_allowed' });
    await t.rejects(door.accept(soraReport()), { code: 'conference_not_allowed' });
    await t.rejects(door.accept(soraReport({ timestamp: '2024-02-30T00:00:00.000000Z' })), { code: 'bad_request', detail: { path: '/timestamp' } });
    t.same((await door.read<{ items: unknown[] }>('/v1/sessions')).items, []);
});

t.test('members of any kind do no harm, and what cannot be is not believed', async (t) => {
    const { door, start } = beginCall();
    const odd = (seconds: number): RtcStats[] => [
        ...statsAt(seconds), {}, { type: 'constructor' }, { type: '__proto__', id: 5 },
        { type: 'inbound-rtp', kind: 'video', ssrc: {}, timestamp: 'x', bytesReceived: 1e9 }, { type: 'inbound-rtp', ssrc: 7, bytesReceived: 1e9 },
        { type: 'inbound-rtp', kind: 'audio', ssrc: 9, jitter: 1e300, packetsReceived: seconds, packetsLost: '7', timestamp: -1 },
        { type: 'outbound-rtp', kind: 'audio', ssrc: 8, codecId: 'X', timestamp: null }, { type: 'codec', id: 'X', mimeType: 5 }
    ];
    await door.accept(reportAt(start, 10, odd(10)));
    await door.accept(reportAt(start, 20, odd(20)));
    t.same((await toldOf(door, start)).at(-1), [20, 80, 5, 1]);
    const { samples } = await door.read<Told>(`/v1/sessions/${session()}/metrics`);
    t.equal(samples[1]?.state.inbound?.audio?.jitter, undefined);
});

t.test('the objects of a report are stored, addresses as IP_PRIVACY has them', async (t) => {
    const { door, start } = beginCall();
    await door.accept(reportAt(start, 10));
    const { dropped } = door.app.telemetry.ingest;
    await door.accept(reportAt(start, 20, [...statsAt(20), { type: 'no id' }]));
    const { items } = await door.read<{ items: { at: number; type: string; stats: RtcStats }[] }>(`/v1/sessions/${session()}/rtcstats?limit=50`);
    t.same(items.map(({ at, type }) => `${String((at - start) / 1000)} ${type}`).sort(), [
        '10 candidate-pair', '10 codec', '10 inbound-rtp', '10 local-candidate', '10 outbound-rtp', '10 remote-candidate',
        '20 candidate-pair', '20 inbound-rtp', '20 outbound-rtp'
    ]);
    t.match(items.find(({ type }) => type === 'local-candidate')?.stats, { address: '198.51.100.0' });
    t.match(items.find(({ type }) => type === 'remote-candidate')?.stats, { address: '192.0.2.20' });
    t.equal(door.app.telemetry.ingest.dropped, dropped + 1);
});

t.test('several processes that each get some of the reports make one session, in which nothing counts twice', async (t) => {
    const { door, start } = beginCall();
    const processes = [door.accept, door.openProcess(), door.openProcess()];
    const moments = Array.from({ length: 31 }, (_, place) => 10 * place);
    // in no order: in turn, in pairs, and one alone for a while
    const processOf = (place: number) => processes[place < 10 ? place % 3 : place < 20 ? (place >> 1) % 2 : 2]!;
    for (const [place, seconds] of moments.entries()) await processOf(place)(reportAt(start, seconds));
    door.clock.now += 3_600_000;
    const [, second, third, ...later] = await toldOf(door, start);
    t.same([second, third], [[10, undefined, undefined, undefined], [20, undefined, undefined, undefined]], 'the first of each process');
    t.same(later, moments.slice(3).map((at) => [at, 80, 5, 1]));
    const { summary, startedAt } = await door.read<SessionReply>(`/v1/sessions/${session()}`);
    t.equal(startedAt, start);
    t.match(summary, {
        freezes: { count: later.length, totalMs: 1000 * later.length }, metrics: { bitrateDownload: { mean: 80 }, packetLossDownload: { mean: 5 } }
    });
});

t.test('amounts that do not come evenly add up to what they were', async (t) => {
    const { door, start } = beginCall();
    const processes = [door.accept, door.openProcess()];
    const frozen = (seconds: number, freezeCount: number) => statsAt(seconds).map((stats) =>
        stats.type === 'inbound-rtp' ? { ...stats, freezeCount, totalFreezesDuration: 1.3 * freezeCount } : stats);
    // from 40 s on, 5 freezes, all within 10 s: half of each of the two times that they are in
    for (let place = 0; place <= 10; place += 1) await processes[place % 2]!(reportAt(start, 10 * place, frozen(10 * place, place > 4 ? 5 : 0)));
    door.clock.now += 3_600_000;
    t.same((await toldOf(door, start)).map(([, , , freezes]) => freezes), [undefined, undefined, 0, 0, 0, 3, 2, 0, 0, 0, 0]);
    t.match(await door.read(`/v1/sessions/${session()}`), { summary: { freezes: { count: 5, totalMs: 6500 } } });
});

const MONGODB = await skipWithoutMongodb();

for (const store of ['SQLite', 'MongoDB']) {
    t.test(`${store}: whichever process saw the earliest report, and whenever, says when the connection began`, { skip: store === 'MongoDB' && MONGODB },
        async (t) => {
            const door = await openSoraDoor(t, store === 'MongoDB' ? await mongodbSettings(t) : {});
            const start = door.clock.now;
            for (const seconds of [2, 1, 3, 4])
                await door.openProcess()({ ...reportAt(start, seconds), node_name: `sora${String(seconds)}@192.0.2.20` });
            t.match(await door.read(`/v1/sessions/${session()}`), {
                startedAt: start + 1000, joinedAt: start + 1000, lastSeenAt: start + 4000, pushes: 4, tags: { node_name: 'sora1@192.0.2.20' }
            });
        });
}

async function mongodbSettings(t: Test): Promise<Record<string, string>> {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    return { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() };
}
