import { deepStrictEqual, ok } from 'node:assert/strict';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import t from 'tap';
import { ConnectionStatePatchSchema, type ConnectionStatePatch } from '../../../schemas/connection-state.js';
import type { JmmcMetrics } from '../../../schemas/peers/jmmc.js';
import { metricsOf, patchOf } from '../../../src/peers/jmmc/metrics-patch.js';

const kbps = fc.double({ min: 0, max: 1e8, noNaN: true }).map((value) => value + 0);
const percent = fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0);
const integer = (max: number) => fc.integer({ min: 0, max });
const name = fc.string({ maxLength: 32 }).filter((text) => !text.includes('\0'));
const sparse = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T) => fc.record(members, { requiredKeys: [], noNullPrototype: true });
/** Without an empty part: it tells nothing. */
const part = <T extends Record<string, fc.Arbitrary<unknown>>>(members: T) => sparse(members).filter((value) => Object.keys(value).length > 0);

const someMetrics = sparse({
    cq: percent,
    res: part({ h: integer(32768), w: integer(32768) }),
    cdc: part({ a: name, v: name }),
    u: part({ bw: kbps, ab: kbps, vb: kbps, pl: percent }),
    d: part({ bw: fc.option(kbps), ab: kbps, vb: kbps, pl: percent }),
    t: part({
        ip: integer(2 ** 32 - 1), p: integer(65535), lip: integer(2 ** 32 - 1), lp: integer(65535),
        tp: fc.constantFrom('tcp', 'udp'), sr: name
    })
}) as fc.Arbitrary<JmmcMetrics>;

const isPatch = new Ajv({ allowUnionTypes: true }).compile(ConnectionStatePatchSchema);

t.test('whatever an element tells comes back as it was', async () => {
    fc.assert(fc.property(someMetrics, (metrics) => {
        const patch = patchOf(metrics);
        ok(isPatch(patch), JSON.stringify(isPatch.errors));
        deepStrictEqual(metricsOf(patch), metrics);
    }), { numRuns: 1000 });
});

t.test('each key is a member of the state', async (t) => {
    t.strictSame(patchOf({
        br: 'Chrome 131', os: 'Linux undefined', pid: 'cf491bb2', ts: 1_795_228_082,
        cq: 0, res: { h: 360, w: 640 }, cdc: { a: 'opus', v: 'VP8' },
        u: { bw: 2500.33, ab: 24, vb: 0, pl: 0 }, d: { bw: null, ab: 25, vb: 1200, pl: 1.33 },
        t: { ip: 0xcb007109, p: 10000, lip: 0xc0000202, lp: 54671, tp: 'udp', sr: 'eu-west', rip: 0xc6336407 }
    }), {
        connectionQuality: 0, resolution: { height: 360, width: 640 }, codec: { audio: 'opus', video: 'VP8' },
        bandwidth: { upload: 2500.33, download: null },
        bitrate: { audio: { upload: 24, download: 25 }, video: { upload: 0, download: 1200 } },
        packetLoss: { upload: 0, download: 1.33 },
        transport: { ip: '203.0.113.9', port: 10000, localIp: '192.0.2.2', localPort: 54671, type: 'udp' },
        serverRegion: 'eu-west'
    });
});

t.test('what no state can have is unknown from there on, and costs nothing else', async (t) => {
    t.strictSame(patchOf({
        cq: 50, res: { h: -1, w: 640 }, cdc: { a: 'x'.repeat(33), v: 'a\0b' }, u: { bw: -1, ab: 1e300, pl: 300, vb: 5 },
        t: { ip: 2 ** 32, lip: 1.5, p: 70_000, lp: 0.5, sr: 'r'.repeat(65) }
    }), {
        connectionQuality: 50, resolution: { height: null, width: 640 }, codec: { audio: null, video: null },
        bandwidth: { upload: null }, bitrate: { audio: { upload: null }, video: { upload: 5 } }, packetLoss: { upload: null },
        transport: { ip: null, localIp: null, port: null, localPort: null }, serverRegion: null
    });
});

t.test('of our own deltas that is told which the keys can say', async (t) => {
    const patch: ConnectionStatePatch = {
        connectionQuality: 97.3, bandwidth: null, jvbRTT: 41, bitrate: { upload: 311, audio: null, video: { upload: 287, download: null } },
        packetLoss: { upload: null, total: 3 }, outbound: { audio: { packetLoss: 3 } },
        transport: { ip: '2001:db8::1', localIp: 'f3b1.local', port: 0, type: 'ssltcp', p2p: false }, serverRegion: null
    };
    t.strictSame(metricsOf(patch), { cq: 97.3, u: { vb: 287 }, d: { bw: null }, t: { p: 0 } });
    t.strictSame(metricsOf({}), {});
    t.strictSame(metricsOf({ transport: { ip: '0.0.0.0', localIp: '255.255.255.255', type: 'tcp' } }), { t: { ip: 0, lip: 0xffffffff, tp: 'tcp' } });
});
