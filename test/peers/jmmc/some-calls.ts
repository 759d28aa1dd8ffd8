import fc from 'fast-check';
import type { ConnectionStatePatch } from '../../../schemas/connection-state.js';
import type { StoredRecord } from '../../../src/store/store.js';
import { aPost, aPush, sessionIdFor, T0 } from '../../store/sample-records.js';

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 4 });
const part = (members: Record<string, fc.Arbitrary<unknown>>) => orNull(fc.record(members, { requiredKeys: [], noNullPrototype: true }));
const kbps = orNull(fc.oneof(fc.nat(3000), fc.double({ min: 0, max: 3000, noNaN: true }).map((value) => value + 0)));
const ways = part({ upload: kbps, download: kbps });
const address = orNull(fc.oneof(fc.ipV4(), fc.constantFrom('2001:db8::1', '0.0.0.0', '255.255.255.255')));

const somePatch = fc.record({
    connectionQuality: orNull(fc.nat(100)), bandwidth: ways, packetLoss: ways, jvbRTT: fc.nat(300),
    bitrate: part({ upload: kbps, audio: ways, video: ways }),
    resolution: part({ width: orNull(fc.nat(1920)), height: orNull(fc.nat(1080)) }),
    codec: part({ audio: orNull(fc.constantFrom('opus', '$x', '')), video: orNull(fc.constantFrom('VP8', 'AV1')) }),
    transport: part({
        ip: address, localIp: address, port: orNull(fc.nat(65535)), localPort: fc.nat(65535), type: orNull(fc.constantFrom('udp', 'tcp', 'ssltcp'))
    }),
    serverRegion: orNull(fc.constantFrom('eu-west', 'us.east'))
}, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<ConnectionStatePatch>;

/** Pushes with every kind of patch, as stored: for sessions of aPost. */
export function somePushes(name: string, count: number, seed: number): StoredRecord[] {
    const patchesOfPush = fc.array(fc.option(somePatch, { nil: undefined, freq: 9 }), { maxLength: 4 });
    return fc.sample(patchesOfPush, { numRuns: count, seed }).map((patches, seq) => aPush(name, seq, {
        offset: seq % 5 === 0 ? 7000.5 : 40,
        deltas: patches.map((patch, index) => ({
            at: T0 + seq * 30_000 + index * 10_000 + 0.25, ...index === 0 && { keyframe: true }, ...patch !== undefined && { patch }
        }))
    }));
}

/** One session of each kind that there is of `conf` and the first element. */
export const oddSessions: readonly StoredRecord[] = [
    aPost('plain'),
    aPost('edge', {
        browser: { name: 'Microsoft Edge', version: '131.0.2903.86' }, os: { name: 'macOS', version: '10.15.7' }, address: '255.0.0.1'
    }),
    aPost('iphone', {
        browser: { name: 'Safari', version: '17.2' }, os: { name: 'iOS', version: '17.2' }, address: '2001:db8::', conferenceName: 'Straße'
    }),
    aPost('nobody', {
        browser: { name: null, version: null }, os: { name: null, version: null }, userId: null, endpointId: null, address: null,
        startedAt: T0 + 999.5
    }),
    aPost('unversioned', { browser: { name: 'Samsung Internet for Android', version: null }, conferenceName: '$set', userId: 'a.b' }),
    aPost('old script', { client: 'jmmc' }),
    aPost('of sora', { client: 'sora' }),
    aPost('seen from outside', { observedBy: sessionIdFor('plain') }),
    aPush('without a post', 0)
];
