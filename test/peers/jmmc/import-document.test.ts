import t from 'tap';
import { createAddressPolicy } from '../../../src/ingest/addresses.js';
import { createPushRules } from '../../../src/ingest/record-push.js';
import { createRecordSession } from '../../../src/ingest/record-session.js';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import { importDocument } from '../../../src/peers/jmmc/import-document.js';
import { noLosses } from '../../../src/peers/jmmc/import-losses.js';
import { createMetricsRules } from '../../../src/peers/jmmc/metrics-rules.js';
import type { Config } from '../../../src/config.js';

const ID = '63bf14e1c1a8d4f2b0a1e001';
const UID = '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e';
const TS = 1_673_466_081;
const NOW = (TS + 10 * 86_400) * 1000;
const BEGIN = { ts: TS, br: 'Edge 131', os: 'Mac OS 10.15.7', pid: 'abcd1234', t: { rip: 0xcb007109 } };

interface Settings { regions?: string[]; pattern?: string; privacy?: Config['IP_PRIVACY']; notBefore?: number }

function imported(document: Record<string, unknown>, { regions = [], pattern, privacy = 'truncate', notBefore = 0 }: Settings = {}) {
    const addresses = createAddressPolicy(privacy);
    const losses = noLosses();
    const recordSession = createRecordSession({
        addresses, describeClient: () => ({ browser: { name: null, version: null }, os: { name: null, version: null } }), findCountry: () => 'NZ'
    }, { CONFERENCE_PATTERN: pattern, DISPLAY_NAMES: 'off' });
    const pushes = createPushRules(addresses, { AUTHORIZED_REGIONS: regions });
    const records = [...importDocument(ID, document, { metrics: createMetricsRules(regions), recordSession, pushes, notBefore, now: NOW, losses })];
    return { records, losses };
}

t.test('a document is a session and a push for each element, as the door would have stored them', async (t) => {
    const { records, losses } = imported({ conf: 'room1234567', uid: UID, m: [BEGIN, { ts: TS + 30, cq: 0, d: { bw: null } }, { ts: TS + 60 }] });
    const sessionId = peerSessionId('jmmc', ID);
    const at = TS * 1000;
    t.same(records, [
        {
            kind: 'session', sessionId, client: 'jmmc', conferenceName: 'room1234567', userId: UID, endpointId: 'abcd1234',
            startedAt: at, joinedAt: at, receivedAt: at, sentAt: at, offset: 0,
            browser: { name: 'Microsoft Edge', version: '131' }, os: { name: 'macOS', version: '10.15.7' }, address: '203.0.113.0', country: 'NZ'
        },
        { kind: 'push', sessionId, seq: TS * 1e6, at, receivedAt: at, offset: 0, deltas: [], events: [{ at, type: 'joined' }] },
        {
            kind: 'push', sessionId, seq: (TS + 30) * 1e6 + 1, at: at + 30_000, receivedAt: at + 30_000, offset: 0, events: [],
            deltas: [{ at: at + 30_000, patch: { connectionQuality: 0, bandwidth: { download: null } } }]
        },
        {
            kind: 'push', sessionId, seq: (TS + 60) * 1e6 + 2, at: at + 60_000, receivedAt: at + 60_000, offset: 0, events: [],
            deltas: [{ at: at + 60_000 }]
        }
    ]);
    t.same(losses, noLosses());
});

t.test('what cannot be a document costs itself', async (t) => {
    for (const [document, reason] of [
        [{ conf: 7, uid: UID, m: [BEGIN] }, 'conf is no name of a conference'],
        [{ conf: '', uid: UID, m: [BEGIN] }, 'conf is no name of a conference'],
        [{ uid: UID, m: [BEGIN] }, 'conf is no name of a conference'],
        [{ conf: 'x', uid: UID }, 'm is no list'],
        [{ conf: 'x', uid: UID, m: { 0: BEGIN } }, 'm is no list'],
        [{ conf: 'x', uid: UID, m: [] }, 'm has no element with a time'],
        [{ conf: 'x', uid: UID, m: [{ cq: 3 }] }, 'm has no element with a time']
    ] as const) {
        const { records, losses } = imported(document);
        t.same(records, [], JSON.stringify(document));
        t.same(losses.documents, { [reason]: 1 });
    }
});

t.test('what is damaged in one costs only itself, and is counted by its key', async (t) => {
    const { records, losses } = imported({
        _id: ID, __v: 0, conf: 'x', uid: 12,
        m: [
            null, 'text', { cq: 5 }, { ts: 'soon' }, { ts: TS * 1000 }, { ts: 12 }, { ts: Number.NaN },
            {
                ts: TS, _id: 'of mongoose', br: 'undefined undefined', os: 'Linux undefined',
                t: { rip: -1, ip: '55', lip: 'f3b1.local', tp: 'ssltcp' }
            },
            { ts: TS + 30, cq: '97.5', res: { h: 'tall' }, cdc: null, u: { bw: 'x', pl: 300, ab: 24 }, d: 5, 'a.b': 1 }
        ]
    });
    t.match(records, [
        { kind: 'session', userId: null, browser: { name: null, version: null }, os: { name: 'Linux', version: null }, address: null },
        { seq: TS * 1e6 + 7, deltas: [{ patch: { transport: { ip: '0.0.0.0' } } }], events: [{ type: 'joined' }] },
        {
            seq: (TS + 30) * 1e6 + 8,
            deltas: [{ patch: { connectionQuality: 97.5, bitrate: { audio: { upload: 24 } }, packetLoss: { upload: null } } }]
        }
    ]);
    t.equal(records.length, 3);
    t.same(losses, {
        documents: {},
        elements: { 'no object': 2, 'ts is no time in seconds': 5 },
        values: { uid: 1, 'an unknown key': 2, 't.rip': 1, 't.lip': 1, 't.tp': 1, res: 1, cdc: 1, 'u.bw': 1, 'u.pl': 1, d: 1 }
    });
});

t.test('the settings of the service hold', async (t) => {
    const document = { conf: 'room', uid: UID, m: [BEGIN, { ts: TS + 30, t: { lip: 0xc0000202, sr: 'mars' } }] };
    const localIp = (told: string | null) => ({ deltas: [{ patch: { transport: { localIp: told } } }] });
    t.match(imported(document, { privacy: 'full' }).records, [{ address: '203.0.113.9' }, {}, localIp('192.0.2.2')]);
    t.match(imported(document, { privacy: 'none' }).records, [{ address: null }, {}, localIp(null)]);
    const { records, losses } = imported(document, { regions: ['earth'] });
    t.strictSame(records.map((record) => 'region' in record), [false, false, false]);
    t.same(losses.values, { 't.sr': 1 });
    const refused = imported(document, { pattern: '^[0-9]+$' });
    t.same(refused.records, []);
    t.same(refused.losses.documents, { 'conf does not match CONFERENCE_PATTERN': 1 });
});

t.test('what would expire at once is left out, of a document the old elements or the whole', async (t) => {
    const document = { conf: 'room', uid: UID, m: [BEGIN, { ts: TS + 30, cq: 1 }, { ts: TS + 60, cq: 2 }] };
    const some = imported(document, { notBefore: (TS + 60) * 1000 });
    t.match(some.records, [{ kind: 'session', startedAt: TS * 1000 }, { seq: (TS + 60) * 1e6 + 2, events: [] }]);
    t.equal(some.records.length, 2);
    t.same(some.losses.elements, { 'older than RETENTION_DAYS': 2 });
    const none = imported(document, { notBefore: (TS + 61) * 1000 });
    t.same(none.records, []);
    t.same(none.losses.documents, { 'older than RETENTION_DAYS': 1 });
});
