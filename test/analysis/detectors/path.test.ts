import t from 'tap';
import type { CallEvent } from '../../../schemas/event.js';
import { analyzeCall, changed, codesOf, GOOD, inSeconds, OLD, type Stretch } from '../analyzed-call.js';

const all = (change: Parameters<typeof changed>[1], state = GOOD): Stretch[] => [{ seconds: 60, state: changed(state, change) }];

t.test('a TURN server in use is told, as information', async (t) => {
    const { issues } = analyzeCall({ stretches: all({ candidatePair: { localCandidateType: 'relay', relayProtocol: 'udp' } }) });
    t.match(issues.map(inSeconds), [{ code: 'relay_used', severity: 'info', from: 0, to: 60, evidence: { ms: 60_000 } }]);
    const old = analyzeCall({ stretches: all({ transport: { localCandidateType: 'relay' } }, OLD) });
    t.strictSame(codesOf(old), ['relay_used'], 'also by the library');
});

t.test('TCP is told where it is: on the way, or on the way to the own TURN server', async (t) => {
    const relayed = { localCandidateType: 'relay', relayProtocol: 'tls' };
    t.strictSame(codesOf(analyzeCall({ stretches: all({ candidatePair: relayed }) })), ['tcp_used', 'relay_used']);
    t.strictSame(codesOf(analyzeCall({ stretches: all({ candidatePair: { protocol: 'tcp' } }) })), ['tcp_used']);
    t.strictSame(codesOf(analyzeCall({ stretches: all({ transport: { type: 'tcp' } }, OLD) })), ['tcp_used']);
});

t.test('a bridge of another region is told when it is far', async (t) => {
    const session = { tags: { userRegion: 'us-east' } };
    const far = all({ candidatePair: { currentRoundTripTime: 130 } });
    t.strictSame(codesOf(analyzeCall({ stretches: far, session })), ['region_mismatch']);
    t.strictSame(codesOf(analyzeCall({ stretches: far })), [], 'not when the own region is not known');
    t.strictSame(codesOf(analyzeCall({ stretches: far, session: { tags: { userRegion: 'eu-west' } } })), []);
    t.strictSame(codesOf(analyzeCall({ stretches: all({}), session })), [], 'not when it is near all the same');
    t.strictSame(codesOf(analyzeCall({ stretches: all({ transport: { p2p: true }, candidatePair: { currentRoundTripTime: 130 } }), session })), []);
});

const switching = (before: Parameters<typeof changed>[1], after: Parameters<typeof changed>[1], at = 60): [Stretch[], CallEvent[]] => [
    [...all({ transport: { p2p: true }, ...before }), ...all(after)],
    [{ at: 1, type: 'p2pStatus', data: { p2p: true } }, { at, type: 'p2pStatus', data: { p2p: false } }]
];

t.test('a change to the bridge after which packets take longer, or get lost, is told with both figures', async (t) => {
    const [stretches, events] = switching({ candidatePair: { currentRoundTripTime: 20 } }, { candidatePair: { currentRoundTripTime: 180 } });
    const { issues, summary } = analyzeCall({ stretches, events });
    t.match(issues.map(inSeconds), [{
        code: 'worse_after_switch', from: 60, to: 60,
        evidence: { roundTripTimeBefore: 20, roundTripTimeAfter: 180, packetLossBefore: 0, packetLossAfter: 0 }
    }]);
    t.equal(summary.switches, 1);
    const [lossy, when] = switching({}, { outbound: { audio: { packetLoss: 2.9 }, video: { packetLoss: 2.9 } } });
    t.strictSame(codesOf(analyzeCall({ stretches: lossy, events: when })), []);
    const [lossier] = switching({ outbound: { video: { packetLoss: 0.1 } } }, { inbound: { audio: { packetLoss: 3.5 } } });
    t.strictSame(codesOf(analyzeCall({ stretches: lossier, events: when })), ['download_loss', 'worse_after_switch']);
});

t.test('a change at the end, when the other leaves, is compared with nothing', async (t) => {
    const [stretches, events] = switching({}, {}, 119);
    t.strictSame(codesOf(analyzeCall({ stretches, events })), []);
});

t.test('the seconds in which a new connection settles are not counted against it', async (t) => {
    const [[before, after], events] = switching({}, {});
    const settling = { seconds: 8, state: changed(GOOD, { candidatePair: { currentRoundTripTime: 900 } }) };
    t.strictSame(codesOf(analyzeCall({ stretches: [before!, settling, after!], events })), []);
});

t.test('another bridge is compared with the one before', async (t) => {
    const stretches = [...all({}), ...all({ candidatePair: { currentRoundTripTime: 200 } })];
    const { issues } = analyzeCall({ stretches, events: [{ at: 60, type: 'serverRegionChanged', data: { region: 'ap-south' } }] });
    t.match(issues, [{ code: 'worse_after_switch', text: /^After the change to a bridge in ap-south the round trip took 200 ms instead of 40 ms/ }]);
});

t.test('servers for the way that could not be reached are told with the first of them, as information', async (t) => {
    const refused = (at: number, server: string): CallEvent => ({ at, type: 'iceCandidateError', data: { code: '701', message: server } });
    const told = (...events: CallEvent[]) => analyzeCall({ stretches: all({}), events });
    const [stun, turn] = [refused(9, 'stun:stun.example.org:443'), refused(12, 'turns:turn.example.org:5349?transport=tcp')];
    t.match(told(turn).issues.map(inSeconds), [{
        code: 'ice_candidate_error', severity: 'info', from: 12, to: 12, evidence: { times: 1 },
        text: 'A STUN or TURN server could not be reached, or refused: turns:turn.example.org:5349?transport=tcp (701).'
    }]);
    t.match(told(stun, turn).issues, [{
        evidence: { times: 2 }, text: '2 STUN or TURN servers could not be reached, or refused: first stun:stun.example.org:443 (701).'
    }]);
    t.equal(told(turn).summary.verdict, 'good');
});
