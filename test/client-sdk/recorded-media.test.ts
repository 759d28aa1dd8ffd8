import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { ConnectionStateSchema, type ConnectionState } from '../../schemas/connection-state.js';
import { DEEP_TRACES, readSteps, type TraceName } from '../support/traces.js';
import { playTrace } from './play-trace.js';

/* What was done to each of these calls is known: test/fixtures/traces/README.md. */

interface Sample { at: number; state: ConnectionState }

/** A report of the other end can be so old. */
const SETTLED_MS = 6000;

const samplesOf = async (name: TraceName, participant: 'a' | 'b'): Promise<Sample[]> => (await playTrace(name, participant)).samples;

type Pick = (state: ConnectionState) => number | undefined;
const valuesOf = (samples: Sample[], pick: Pick): number[] => samples.map(({ state }) => pick(state)).filter((value) => value !== undefined);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: number[]) => sum(values) / values.length;

const LOSSES: Record<string, Pick> = {
    'audio up': ({ outbound }) => outbound?.audio?.packetLoss,
    'video up': ({ outbound }) => outbound?.video?.packetLoss,
    'audio down': ({ inbound }) => inbound?.audio?.packetLoss,
    'video down': ({ inbound }) => inbound?.video?.packetLoss
};

/** The samples of both, while something was done to the call, from when it shows; and before and after, when it is over. */
async function aroundSteps(name: TraceName) {
    const [from = 0, to = 0] = readSteps(name);
    const split = (samples: Sample[]) => ({
        all: samples,
        during: samples.filter(({ at }) => at > from + SETTLED_MS && at <= to),
        outside: samples.filter(({ at }) => at <= from || at > to + SETTLED_MS)
    });
    return { a: split(await samplesOf(name, 'a')), b: split(await samplesOf(name, 'b')) };
}

for (const name of DEEP_TRACES) {
    t.test(`${name}: all that is said is in the units and ranges of the contract`, async (t) => {
        for (const participant of ['a', 'b'] as const) {
            const samples = await samplesOf(name, participant);
            for (const { at, state } of samples) t.ok(Value.Check(ConnectionStateSchema, state), `${participant} ${String(at)}`);
            // once the connection is up, and before it ends
            const connected = samples.slice(2).filter(({ at }) => name !== 'solyd2-crash' || at < Math.min(...readSteps(name)));
            for (const { state } of connected)
                t.match(state, { outbound: { video: {} }, inbound: { video: {} }, candidatePair: { protocol: 'udp' } });
            t.notOk(JSON.stringify(samples).includes('null'));
        }
    });
}

t.test('10 % loss from a to b is a\'s loss up, about, and b\'s loss down, to a point; nobody else has any', async (t) => {
    const { a, b } = await aroundSteps('solyd2-uplink-loss');
    t.ok(b.during.length > 10);
    for (const kind of ['audio', 'video']) {
        const [up, down] = [valuesOf(a.during, LOSSES[`${kind} up`]!), valuesOf(b.during, LOSSES[`${kind} down`]!)];
        t.ok(up.length > 5 && mean(up) > 5 && mean(up) < 13, `${kind} up: ${mean(up).toFixed(1)} %`);
        // of 1500 packets of audio chance alone makes 10 % into 8.5 or 11.5 %
        t.ok(down.length > 10 && Math.abs(mean(down) - 10) < (kind === 'audio' ? 1.5 : 1), `${kind} down: ${mean(down).toFixed(1)} %`);
    }
    for (const [what, pick] of Object.entries(LOSSES)) {
        const unhurt = what.endsWith('up') ? b : a;
        t.equal(Math.max(...valuesOf(unhurt.all, pick)), 0, `${what} of who is not hurt`);
        for (const { outside } of [a, b]) t.equal(Math.max(...valuesOf(outside, pick)), 0, `${what} outside`);
    }
    t.ok(mean(valuesOf(b.during, ({ inbound }) => inbound?.audio?.concealedSamples)) > 5);
    t.equal(sum(valuesOf(b.all, ({ inbound }) => inbound?.video?.freezeCount)), 0);
});

t.test('a narrow link shows as limitation by bandwidth and fewer lines at the sender, as freezes at the receiver', async (t) => {
    const { a, b } = await aroundSteps('solyd2-narrow');
    const late = a.during.slice(2);
    t.ok(late.length > 8 && late.every(({ state }) => state.outbound?.video?.qualityLimitationReason === 'bandwidth'));
    t.ok(late.slice(4).every(({ state }) => Number(state.outbound?.video?.frameHeight) <= 360));
    t.ok(mean(valuesOf(late, ({ candidatePair }) => candidatePair?.availableOutgoingBitrate)) < 300);
    t.ok(b.during.every(({ state }) => state.outbound?.video?.qualityLimitationReason === 'none'), 'not the other way');
    t.ok(sum(valuesOf(b.all, ({ inbound }) => inbound?.video?.freezeCount)) >= 5);
    t.ok(sum(valuesOf(b.all, ({ inbound }) => inbound?.video?.totalFreezesDuration)) > 1000);
    t.equal(sum(valuesOf(a.all, ({ inbound }) => inbound?.video?.freezeCount)), 0);
    t.ok(Math.min(...valuesOf(b.during, ({ inbound }) => inbound?.video?.frameHeight?.min)) <= 360);
});

t.test('a cut of 12 s shows as concealment, silence, and then a pause', async (t) => {
    const [from = 0, to = 0] = readSteps('solyd2-cut');
    for (const participant of ['a', 'b'] as const) {
        const samples = await samplesOf('solyd2-cut', participant);
        const cut = samples.filter(({ at }) => at > from + 2500 && at <= to);
        t.ok(cut.length >= 5);
        for (const { state } of cut) {
            t.notOk(state.inbound?.audio, 'nothing was heard, and nothing of what was before is told again');
            for (const member of ['packetLoss', 'jitter', 'jitterBufferDelay', 'framesPerSecond', 'frameHeight', 'decodeTime'])
                t.notOk(member in (state.inbound?.video ?? {}), member);
            t.notOk(state.outbound?.audio);
            t.notOk(state.candidatePair && 'currentRoundTripTime' in state.candidatePair);
        }
        t.ok(Math.max(...valuesOf(samples, ({ inbound }) => inbound?.audio?.concealedSamples)) > 5);
        t.equal(sum(valuesOf(samples, ({ inbound }) => inbound?.video?.pauseCount)), 1);
        const paused = sum(valuesOf(samples, ({ inbound }) => inbound?.video?.totalPausesDuration));
        t.ok(paused > 12_000 && paused < 18_000, `${String(paused)} ms`);
    }
});

t.test('a call to which nothing was done shows nothing', async (t) => {
    for (const name of ['solyd2-clean', 'head2-clean'] as const) {
        for (const participant of ['a', 'b'] as const) {
            const samples = await samplesOf(name, participant);
            const video = ({ inbound }: ConnectionState) => inbound?.video;
            for (const [what, pick] of Object.entries(LOSSES)) t.equal(Math.max(...valuesOf(samples, pick)), 0, what);
            for (const member of ['freezeCount', 'totalFreezesDuration', 'pauseCount', 'totalPausesDuration'] as const)
                t.equal(sum(valuesOf(samples, (state) => video(state)?.[member])), 0, member);
            t.ok(mean(valuesOf(samples, ({ inbound }) => inbound?.audio?.concealedSamples)) < 1);
            t.match(samples.at(-1)?.state, { outbound: { video: { qualityLimitationReason: 'none', frameHeight: 720 } } });
        }
    }
});

t.test('a camera that is off sends and shows nothing', async (t) => {
    const [off = 0, on = 0] = readSteps('head2-mute');
    const [a, b] = [await samplesOf('head2-mute', 'a'), await samplesOf('head2-mute', 'b')];
    const isOff = ({ at }: Sample) => at > off + 3000 && at < on;
    t.ok(b.filter(isOff).length > 6);
    for (const { state } of b.filter(isOff)) {
        for (const member of ['framesPerSecond', 'frameHeight', 'qualityLimitationReason', 'encodeTime'])
            t.notOk(member in (state.outbound?.video ?? {}), `own ${member}`);
        t.ok(state.inbound?.video?.framesPerSecond);
    }
    for (const { state } of a.filter(isOff)) {
        for (const member of ['framesPerSecond', 'frameHeight', 'jitter', 'packetLoss', 'decodeTime'])
            t.notOk(member in (state.inbound?.video ?? {}), `the other's ${member}`);
        t.ok(state.outbound?.video?.framesPerSecond);
    }
    t.match(b.at(-1)?.state, { outbound: { video: { framesPerSecond: 20, qualityLimitationReason: 'none' } } });
});
