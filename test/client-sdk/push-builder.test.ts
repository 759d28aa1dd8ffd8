import t from 'tap';
import { createPushBuilder } from '../../client-sdk/src/push-builder.js';
import type { Push } from '../../schemas/push.js';

const build = (limits = { maxDeltas: 120, maxEvents: 200 }, onFull: () => void = () => undefined) => {
    const builder = createPushBuilder(limits, onFull);
    return { builder, seal: (...end: Parameters<typeof builder.seal>) => JSON.parse(builder.seal(...end)) as Required<Push> };
};

t.test('begins with a whole state, then tells changes, then a bare time where there were none', (t) => {
    const { builder, seal } = build();
    builder.addState(1000, { connectionQuality: 100, bitrate: { upload: 311, download: 224 } });
    builder.addState(2000, { connectionQuality: 100, bitrate: { upload: 305, download: 224 } });
    builder.addState(3000, { connectionQuality: 100, bitrate: { upload: 305, download: 224 } });
    t.strictSame(seal(), {
        seq: 0,
        deltas: [
            { at: 1000, keyframe: true, patch: { connectionQuality: 100, bitrate: { upload: 311, download: 224 } } },
            { at: 2000, patch: { bitrate: { upload: 305 } } },
            { at: 3000 }
        ],
        events: []
    });
    builder.addState(4000, { connectionQuality: 0 });
    t.strictSame(seal().deltas, [{ at: 4000, patch: { connectionQuality: 0, bitrate: null } }]);
    t.end();
});

t.test('counts pushes from 0 and begins every 20th with a keyframe', (t) => {
    const { builder, seal } = build();
    const keyframes: number[] = [];
    for (let push = 0; push < 61; push++) {
        builder.addState(push * 2, { connectionQuality: 100 });
        builder.addState(push * 2 + 1, { connectionQuality: 99 });
        const { seq, deltas } = seal();
        t.equal(seq, push);
        if (deltas[0]?.keyframe) keyframes.push(seq);
        t.notOk(deltas[1]?.keyframe);
    }
    t.strictSame(keyframes, [0, 20, 40, 60]);
    t.end();
});

t.test('makes good for a keyframe when its push has no stats in it', (t) => {
    const { builder, seal } = build();
    t.strictSame(seal(), { seq: 0, deltas: [], events: [] });
    builder.addState(1, { connectionQuality: 100 });
    t.strictSame(seal().deltas, [{ at: 1, keyframe: true, patch: { connectionQuality: 100 } }]);
    t.end();
});

t.test('the next state after a loss stands alone, also in the middle of a push', (t) => {
    const { builder, seal } = build();
    builder.addState(1, { connectionQuality: 100, jvbRTT: 41 });
    builder.addState(2, { connectionQuality: 100, jvbRTT: 42 });
    builder.requireKeyframe();
    builder.addState(3, { connectionQuality: 100, jvbRTT: 42 });
    builder.addState(4, { connectionQuality: 100, jvbRTT: 42 });
    t.strictSame(seal().deltas.slice(2), [{ at: 3, keyframe: true, patch: { connectionQuality: 100, jvbRTT: 42 } }, { at: 4 }]);
    t.end();
});

t.test('says with each new address whose it is, and still what is gone', (t) => {
    const { builder, seal } = build();
    const transport = { ip: '198.51.100.1', port: 1, p2p: true, remoteCandidateType: 'host', rtt: 1 };
    for (const [at, change] of [{}, { ip: '198.51.100.2' }, { rtt: 2 }, { ip: '203.0.113.9', p2p: false }].entries())
        builder.addState(at, { transport: Object.assign(transport, change) && { ...transport } });
    builder.addState(4, { transport: { ip: '203.0.113.8', port: 1, rtt: 2 } });
    t.strictSame(seal().deltas.map(({ patch }) => patch?.transport), [
        { ip: '198.51.100.1', port: 1, p2p: true, remoteCandidateType: 'host', rtt: 1 },
        { ip: '198.51.100.2', port: 1, p2p: true, remoteCandidateType: 'host', rtt: 1 },
        { rtt: 2 },
        { ip: '203.0.113.9', port: 1, p2p: false, remoteCandidateType: 'host', rtt: 2 },
        { ip: '203.0.113.8', port: 1, p2p: null, remoteCandidateType: null, rtt: 2 }
    ]);
    t.end();
});

t.test('a keyframe of nothing is one, too', (t) => {
    const { builder, seal } = build();
    builder.addState(1, {});
    t.strictSame(seal().deltas, [{ at: 1, keyframe: true, patch: {} }]);
    t.end();
});

t.test('says when a push is full, of stats or of events', (t) => {
    let full = 0;
    const { builder } = build({ maxDeltas: 3, maxEvents: 2 }, () => {
        full++;
        builder.seal();
    });
    for (let at = 0; at < 7; at++) builder.addState(at, { connectionQuality: at });
    t.equal(full, 2);
    for (let at = 0; at < 5; at++) builder.addEvent(at, 'noisyMic');
    t.equal(full, 4);
    t.end();
});

t.test('of a burst of people coming tells the last count', (t) => {
    const { builder, seal } = build();
    for (let count = 2; count <= 300; count++) builder.addEvent(1000 + count, 'userJoined', { count });
    builder.addEvent(1400, 'userLeft', { count: 299 });
    builder.addEvent(1500, 'userJoined', { count: 300 });
    builder.addEvent(2500, 'userJoined', { count: 301 });
    t.strictSame(seal().events, [
        { at: 1002, type: 'userJoined', data: { count: 300 } }, { at: 1400, type: 'userLeft', data: { count: 299 } },
        { at: 1500, type: 'userJoined', data: { count: 300 } }, { at: 2500, type: 'userJoined', data: { count: 301 } }
    ]);
    t.end();
});

t.test('tells every one of the events that have no count', (t) => {
    const { builder, seal } = build();
    builder.addEvent(1, 'trackMuteChanged', { kind: 'audio', local: true, muted: true });
    builder.addEvent(2, 'trackMuteChanged', { kind: 'audio', local: true, muted: false });
    builder.addEvent(2, 'left');
    t.strictSame(seal('left'), {
        seq: 0, deltas: [],
        events: [
            { at: 1, type: 'trackMuteChanged', data: { kind: 'audio', local: true, muted: true } },
            { at: 2, type: 'trackMuteChanged', data: { kind: 'audio', local: true, muted: false } },
            { at: 2, type: 'left' }
        ],
        end: 'left'
    });
    t.end();
});
