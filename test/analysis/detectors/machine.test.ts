import t from 'tap';
import type { CallEvent } from '../../../schemas/event.js';
import { analyzeCall, changed, codesOf, GOOD, inSeconds, type Stretch } from '../analyzed-call.js';

const amid = (change: Parameters<typeof changed>[1]): Stretch[] => [{ seconds: 60 }, { seconds: 30, state: changed(GOOD, change) }, { seconds: 60 }];
const hearing = (...events: CallEvent[]) => analyzeCall({ stretches: [{ seconds: 300 }], events });

t.test('a machine that the browser says is too slow is told, however fast its frames are', async (t) => {
    const { issues } = analyzeCall({ stretches: amid({ outbound: { video: { qualityLimitationReason: 'cpu' } } }) });
    t.match(issues.map(inSeconds), [{ code: 'cpu_limited', severity: 'warning', from: 60, to: 90 }]);
});

t.test('so is one whose frames take too long and are too few, where the browser says nothing', async (t) => {
    const slow = { outbound: { video: { encodeTime: 99, framesPerSecond: 9 } } };
    t.match(analyzeCall({ stretches: amid(slow) }).issues, [{ code: 'cpu_limited', severity: 'error', evidence: { mean: 99, worst: 99 } }]);
    const decoding = { inbound: { video: { decodeTime: 60, framesPerSecond: { min: 8, mean: 12 } } } };
    t.strictSame(codesOf(analyzeCall({ stretches: amid(decoding) })), ['cpu_limited']);
    t.strictSame(codesOf(analyzeCall({ stretches: amid({ outbound: { video: { encodeTime: 60 } } }) })), [], 'not while all frames come');
});

t.test('how long is long depends on how long it took before', async (t) => {
    const taking = (before: number, then: number) => codesOf(analyzeCall({
        stretches: [before, then].map((encodeTime) =>
            ({ seconds: 60, state: changed(GOOD, { outbound: { video: { encodeTime, framesPerSecond: 12 } } }) }))
    }));
    t.strictSame(taking(6, 25), ['cpu_limited']);
    t.strictSame(taking(12, 25), [], 'a slow machine in poor light');
    t.strictSame(taking(2, 12), [], 'a larger picture');
    t.strictSame(taking(12, 45), ['cpu_limited']);
});

t.test('a shared screen takes long for its few frames', async (t) => {
    const screen = { outbound: { video: { encodeTime: 60, framesPerSecond: 5 } } };
    const events: CallEvent[] = [{ at: 60, type: 'screenShare', data: { on: true } }, { at: 90, type: 'screenShare', data: { on: false } }];
    t.strictSame(codesOf(analyzeCall({ stretches: amid(screen), events })), []);
});

t.test('a microphone that gives nothing, or noise, and a device that stops are told when they happen', async (t) => {
    const { issues } = hearing(
        { at: 10, type: 'noAudioInput' }, { at: 20, type: 'noisyMic' }, { at: 30, type: 'noisyMic' },
        { at: 40, type: 'trackEnded', data: { kind: 'audio' } }
    );
    t.match(issues.map(inSeconds), [
        { code: 'no_audio_input', severity: 'warning', from: 10, to: 10, evidence: { times: 1 } },
        { code: 'noisy_mic', severity: 'warning', from: 20, to: 30, evidence: { times: 2 } },
        { code: 'track_ended', severity: 'warning', from: 40, to: 40, text: /^The microphone stopped by itself/ }
    ]);
});

t.test('the same much later is another issue', async (t) => {
    t.strictSame(codesOf(hearing({ at: 10, type: 'noisyMic' }, { at: 200, type: 'noisyMic' })), ['noisy_mic', 'noisy_mic']);
});

t.test('a shared screen that ends, and devices that stop as the call does, are none', async (t) => {
    const analysis = hearing({ at: 100, type: 'trackEnded', data: { kind: 'desktop' } }, { at: 299, type: 'trackEnded', data: { kind: 'video' } });
    t.strictSame(codesOf(analysis), []);
});

t.test('sleep is information', async (t) => {
    t.match(hearing({ at: 100, type: 'suspendDetected' }).issues, [{ code: 'machine_suspended', severity: 'info' }]);
});

t.test('issues of one kind without end stay few', async (t) => {
    const events = Array.from({ length: 50 }, (_, n): CallEvent => ({ at: 100 * n, type: 'noisyMic' }));
    const { issues } = analyzeCall({ stretches: [{ seconds: 5100 }], events });
    t.equal(issues.length, 20);
    t.match(inSeconds(issues.at(-1)!), { from: 1900, to: 4900, evidence: { times: 31 }, text: /\(and 30 more like it\)$/ });
});
