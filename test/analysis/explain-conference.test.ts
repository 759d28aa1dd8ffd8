import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { ExplanationSchema } from '../../schemas/explanation.js';
import { explainConference } from '../../src/analysis/explain-conference.js';
import { analyzeCall } from './analyzed-call.js';
import { FAR, HEARD_OF, LOST_DOWN, LOST_UP, person, SLOW, type Change, type Person } from './compared-people.js';

const crowd = (people: Person[]) => explainConference(people.map(person));

t.test('nothing wrong: says so', async (t) => {
    const all = ['Marie', 'Tom'].map((name) => person({ name }));
    t.match(explainConference(all), { verdicts: { good: 2 }, findings: [], text: 'The call was good for both sessions.' });
    t.equal(explainConference([]).text, 'Nothing is known of how this conference was.');
});

t.test('one alone: which one, and in which direction', async (t) => {
    const up = [person({ name: 'Marie', change: LOST_UP }), person({ name: 'Tom' }), person({ name: 'Ada' })];
    const { findings, text, verdicts } = explainConference(up);
    t.match(findings, [{
        scope: 'participant', direction: 'upload', codes: ['upload_loss'], sessionIds: [up[0]!.sessionId],
        evidence: { affected: 1, of: 1, othersAffected: 0, others: 2, togetherMs: 60_000 }
    }]);
    t.match(verdicts, { poor: 1, good: 2 });
    t.equal(text, 'Of 3 sessions, 1 poor, 2 good. Marie had trouble in what they send: 9 % lost on the way up for 60 s. The other 2 had none.');
    const marieWith = (change: Change) => explainConference([person({ name: 'Marie', change }), person({ name: 'Tom' })]).findings;
    t.match(marieWith(LOST_DOWN), [{ direction: 'download' }]);
    t.match(marieWith({ ...LOST_UP, ...LOST_DOWN }), [{ direction: null }]);
    t.match(explainConference([person({ name: 'Marie', change: LOST_UP })]).text, /There is nobody to compare with\.$/);
});

t.test('what others notice of one who sends badly is that one\'s trouble', async (t) => {
    const { findings } = explainConference([
        person({ name: 'Marie', change: LOST_UP }), person({ name: 'Tom', change: LOST_DOWN }), person({ name: 'Ada', change: LOST_DOWN })
    ]);
    t.match(findings, [{ scope: 'participant', direction: 'upload', text: /^Marie had trouble in what they send.* Tom and Ada noticed it: / }]);
    t.equal(findings.length, 1);
});

t.test('so it is with a machine that cannot keep up', async (t) => {
    const stuck = { inbound: { video: { freezeCount: 1, totalFreezesDuration: 700 } } };
    const { findings } = crowd([{ name: 'Marie', change: SLOW }, { name: 'Tom', change: stuck }, { name: 'Ada' }]);
    t.match(findings, [{ scope: 'participant', codes: ['cpu_limited'], text: /^Marie .*99 ms for a frame.* Tom noticed it: .* freezes/ }]);
    t.equal(findings.length, 1);
});

t.test('what a machine that cannot keep up does to its own sound and picture is not the network', async (t) => {
    const overloaded = { ...SLOW, candidatePair: { currentRoundTripTime: 300 }, inbound: { audio: { jitter: 60 } } };
    const { findings } = crowd([{ name: 'Marie', change: overloaded, p2p: true }, { name: 'Tom', change: overloaded, p2p: true }]);
    t.match(findings.map(({ scope, codes, text }) => [scope, codes, text]), ['Marie', 'Tom'].map((name) =>
        ['participant', ['cpu_limited'], new RegExp(`^${name} had trouble: a machine .* With it came: .*a round trip of 300 ms`)]));
    const later = crowd([{ name: 'Marie', change: SLOW }, { name: 'Tom', change: FAR, minute: 3 }, { name: 'Ada' }]).findings;
    t.match(later.map(({ codes }) => codes), [['high_rtt'], ['cpu_limited']], 'and of another\'s network nothing is put down to it');
});

t.test('who is interrupted as the other\'s page dies has it from there', async (t) => {
    const [marie, tom] = [person({ name: 'Marie', p2p: true }), person({ name: 'Tom', p2p: true })];
    const dead = [{ seconds: 60 }];
    const interrupted = [{ at: 66, type: 'connectionInterrupted' as const }, { at: 76, type: 'p2pStatus' as const, data: { p2p: false } }];
    const { findings } = explainConference([
        { ...marie, issues: analyzeCall({ stretches: dead, end: { endReason: 'silent' } }).issues },
        { ...tom, issues: analyzeCall({ stretches: [{ seconds: 90 }], events: interrupted }).issues }
    ]);
    const text = /^Marie had trouble: ended without a word.* Tom noticed it: no media/;
    t.match(findings, [{ codes: ['abrupt_end'], sessionIds: [marie.sessionId], text }]);
    t.equal(findings.length, 1);
});

t.test('two in P2P: the way between them, or from one to the other, not whose line', async (t) => {
    const pair = (a: Change, b: Change) => crowd([{ name: 'Marie', change: a, p2p: true }, { name: 'Tom', change: b, p2p: true }]).findings;
    const between = /Marie and Tom had trouble on the way between them.*The line of either can be the cause\.$/;
    t.match(pair(LOST_DOWN, LOST_DOWN), [{ scope: 'pair', text: between }]);
    const noticed = /Tom noticed it.*the line of the other can be the cause as well\.$/;
    t.match(pair(LOST_UP, LOST_DOWN), [{ scope: 'participant', direction: 'upload', text: noticed }]);
});

const FOUR = ['Marie', 'Tom', 'Ada', 'Eve'];

t.test('everyone on one bridge, and nobody elsewhere: the bridge', async (t) => {
    const there = FOUR.map((name) => ({ name, change: FAR, bridge: '203.0.113.20' }));
    const { findings } = crowd([...there, { name: 'Ina' }, { name: 'Jo' }]);
    const evidence = { affected: 4, of: 4, othersAffected: 0, others: 2, togetherMs: 60_000 };
    t.match(findings, [{ scope: 'bridge', value: '203.0.113.20', evidence }]);
    t.match(findings[0]?.text, /^4 of 4 on the bridge 203\.0\.113\.20 had trouble, 0 of 2 elsewhere: .*a round trip of 600 ms for 60 s\. The bridge/);
});

t.test('several bridges of one region: the region', async (t) => {
    const there = FOUR.map((name, n) => ({ name, change: FAR, region: 'ap-south', bridge: `203.0.113.${String(20 + n)}` }));
    t.match(crowd([...there, { name: 'Ina' }, { name: 'Jo' }]).findings, [{ scope: 'region', value: 'ap-south' }]);
});

t.test('one network: the site or the provider', async (t) => {
    const there = FOUR.map((name, n) => ({ name, change: LOST_DOWN, address: `192.0.2.${String(n)}` }));
    const { findings } = crowd([...there, { name: 'Ina' }, { name: 'Jo' }]);
    t.match(findings, [{ scope: 'network', value: '192.0.2.0/24', text: /a site, a provider, a VPN\.$/ }]);
    const v6 = FOUR.map((name, n) => ({ name, change: LOST_DOWN, address: `2001:db8:7:${String(n)}::1` }));
    t.match(crowd([...v6, { name: 'Ina' }, { name: 'Jo' }]).findings, [{ scope: 'network', value: '2001:db8:7::/48' }]);
});

t.test('one browser version', async (t) => {
    const there = FOUR.map((name, n) => ({ name, change: SLOW, browser: `Firefox 140.${String(n)}` }));
    t.match(crowd([...there, { name: 'Ina' }, { name: 'Jo' }]).findings, [{ scope: 'browser', value: 'Firefox 140' }]);
});

t.test('everyone, with nobody to compare: what all share, the bridge first', async (t) => {
    const { findings } = crowd(FOUR.map((name) => ({ name, change: FAR })));
    const text = /All of them share the bridge 203\.0\.113\.9/;
    t.match(findings, [{ scope: 'bridge', value: '203.0.113.9', evidence: { affected: 4, of: 4 }, text }]);
    const apart = FOUR.map((name, n) => ({
        name, change: FAR, bridge: `203.0.113.${String(n)}`, region: `region-${String(n)}`, browser: `Chrome ${String(n)}`
    }));
    t.match(crowd(apart).findings, [{ scope: 'everyone', value: null }]);
});

t.test('some of many, with nothing in common: several', async (t) => {
    const far = FOUR.slice(0, 3).map((name) => ({ name, change: FAR }));
    const { findings } = crowd([...far, { name: 'Ina' }, { name: 'Jo' }, { name: 'Kai' }]);
    t.match(findings, [{ scope: 'several', text: /^Marie, Tom and Ada had trouble, the other 3 had none, and they share neither/ }]);
});

t.test('trouble of different kinds is told apart', async (t) => {
    const { findings } = crowd([{ name: 'Marie', change: LOST_DOWN }, { name: 'Tom', change: SLOW }, { name: 'Ada' }]);
    t.match(findings.map(({ codes }) => codes), [['download_loss', 'low_audio_mos'], ['cpu_limited']]);
});

t.test('what neither hurts nor matters explains nothing', async (t) => {
    const relayed = { candidatePair: { localCandidateType: 'relay', relayProtocol: 'tcp' } };
    t.strictSame(crowd([{ name: 'Marie', change: relayed }, { name: 'Tom' }]).findings, []);
});

t.test('answers what the schema says', async (t) => {
    t.strictSame([...Value.Errors(ExplanationSchema, crowd([{ name: 'Marie', change: LOST_DOWN }, { name: 'Tom' }]))], []);
});

t.test('what one alone of many gets badly is not what somebody else sends', async (t) => {
    const well = ['Ada', 'Eve', 'Ina'].map((name) => ({ name }));
    const { findings } = crowd([{ name: 'Marie', change: LOST_UP }, { name: 'Tom', change: LOST_DOWN }, ...well]);
    t.match(findings.map(({ direction, text }) => [direction, text.split(' ')[0]]), [['upload', 'Marie'], ['download', 'Tom']]);
});

t.test('nor is what happens at another time', async (t) => {
    const { findings } = crowd([{ name: 'Marie', change: LOST_UP }, { name: 'Tom', change: LOST_DOWN, minute: 3 }, { name: 'Ada' }]);
    t.match(findings.map(({ direction, text }) => [direction, text.split(' ')[0]]), [['upload', 'Marie'], ['download', 'Tom']]);
});

t.test('a bridge is no cause when half of those elsewhere have the same', async (t) => {
    const there = FOUR.map((name) => ({ name, change: FAR, bridge: '203.0.113.20' }));
    const elsewhere = ['Ina', 'Jo', 'Kai', 'Lea'].map((name, n) => ({ name, ...n < 2 && { change: FAR } }));
    t.match(crowd([...there, ...elsewhere]).findings, [{ scope: 'region', evidence: { affected: 6, of: 8 } }]);
});

t.test('who is seen from outside is no evidence for where trouble comes from, nor against it', async (t) => {
    const apps = ['App 1', 'App 2', 'App 3'].map((name) => ({ name, isObserved: true }));
    const marie = crowd([{ name: 'Marie', change: LOST_UP }, { name: 'Tom', change: LOST_DOWN }, ...apps]).findings;
    t.match(marie, [{ scope: 'participant', direction: 'upload', text: / Tom noticed it: /, evidence: { others: 1 } }]);
    t.equal(marie.length, 1);
    const there = FOUR.map((name) => ({ name, change: FAR, bridge: '203.0.113.20' }));
    t.match(crowd([...there, ...apps]).findings, [{ scope: 'bridge', evidence: { affected: 4, of: 4, othersAffected: 0, others: 0 } }]);
    t.match(crowd([{ name: 'Marie', change: LOST_DOWN }, ...apps]).findings, [{ text: /There is nobody to compare with\.$/ }]);
});

t.test('what they had is told by itself, or as what another sends', async (t) => {
    const app = { name: 'App', isObserved: true, change: HEARD_OF };
    t.match(crowd([{ name: 'Marie' }, { name: 'Tom' }, app]).findings, [{
        scope: 'participant', direction: 'download', evidence: { affected: 1, of: 1, othersAffected: 0, others: 2 },
        text: 'App, seen from outside only, had trouble in what reaches them: 9 % lost on the way down for 60 s; speech of 3.3 of 4.4 for 60 s.'
    }]);
    const textsOf = (change: Change) => crowd([{ name: 'Marie', change }, { name: 'Tom' }, app, { ...app, name: 'Other app' }]).findings
        .map(({ scope, text }) => [scope, text]);
    t.match(textsOf(LOST_DOWN), [['several', /^App and Other app, seen/], ['participant', /^Marie had trouble/]]);
    t.match(textsOf(LOST_UP), [['participant', /^Marie had trouble in what they send.* App and Other app noticed it/]]);
    t.equal(textsOf(LOST_UP).length, 1);
});

t.test('who never came to a bridge is not taken for one on another', async (t) => {
    const there = FOUR.map((name) => ({ name, change: FAR, bridge: '203.0.113.20', region: 'x' }));
    const lost = person({ name: 'Ina' });
    const nowhere = { ...lost, address: null, browser: { name: null, version: null }, summary: { ...lost.summary, bridges: [] } };
    t.match(explainConference([...there.map(person), nowhere]).findings, [{ scope: 'bridge', evidence: { affected: 4, of: 5, others: 0 } }]);
});

t.test('tells for how long at least half of them had trouble at once', async (t) => {
    const { findings } = crowd(FOUR.map((name, n) => ({ name, change: FAR, minute: n })));
    t.match(findings, [{ evidence: { affected: 4, togetherMs: 0 } }]);
    const pairs = FOUR.map((name, n) => ({ name, change: FAR, minute: n < 2 ? 1 : 3 }));
    t.match(crowd(pairs).findings, [{ evidence: { affected: 4, togetherMs: 120_000 }, text: /At least half of them at once, for 2 min\./ }]);
});
