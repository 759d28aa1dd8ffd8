import type { Test } from 'tap';
import type { RtcStats } from '../../schemas/rtcstats.js';
import { encodeRecord } from '../../src/store/encode-records.js';
import type { RtcStatsPosition, RtcStatsRecord } from '../../src/store/rtcstats.js';
import type { Store, StoredRecord } from '../../src/store/store.js';
import { aPost, aPush, aReport, batchOf, sessionIdFor, T0 } from './sample-records.js';

const NOTHING_WRITTEN = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: [], damaged: [] };
const HOUR = 3_600_000;

/** An owner of a database that `openRefusing` opens has it refuse objects of this type. */
export const REFUSED_TYPE = 'refused';

/** What every store must do with reports of RTCStats. `open` and `openRefusing` as for storeContract. */
export function rtcStatsContract(t: Test, open: (t: Test) => Promise<Store>, openRefusing: typeof open): void {
    const all = (store: Store, name = 'a') => store.rtcstats.list(sessionIdFor(name), { limit: 1000 });
    const one = (seq: number, stats: Partial<RtcStats> & Record<string, unknown>, changes: Partial<RtcStatsRecord> = {}) =>
        aReport('a', seq, { stats: [{ id: 'T01', type: 'transport', timestamp: T0 + seq, ...stats }], ...changes });

    t.test('objects are read back as they were, without nulls, the oldest first', async (t) => {
        const store = await open(t);
        t.same(await all(store), []);
        t.same(await store.write([batchOf(aReport('a', 1), aReport('b', 0), aReport('a', 0))]), { ...NOTHING_WRITTEN, stored: 3 });
        const found = await all(store);
        t.same(found.map(({ at, stats }) => [at, stats.type]).sort(), [
            [aPush('a', 0).at, 'outbound-rtp'], [aPush('a', 0).at, 'transport'],
            [aPush('a', 1).at, 'codec'], [aPush('a', 1).at, 'outbound-rtp'], [aPush('a', 1).at, 'transport']
        ]);
        t.same(found.map(({ at }) => at), found.map(({ at }) => at).sort((a, b) => a - b));
        t.equal(new Set(found.map(({ key }) => key)).size, found.length);
        const { at, receivedAt } = aReport('a', 1);
        t.strictSame(found.find(({ stats }) => stats.type === 'codec'), {
            at, receivedAt, key: found.find(({ stats }) => stats.type === 'codec')?.key,
            stats: { id: 'COT01_96', timestamp: at, type: 'codec', payloadType: 96, mimeType: 'video/VP8', clockRate: 90_000 }
        });
        const sent = found.findLast(({ stats }) => stats.type === 'outbound-rtp')?.stats;
        t.strictSame(sent, {
            id: 'OT01V', timestamp: at + 0.25, type: 'outbound-rtp', kind: 'video', bytesSent: 2000, active: true,
            qualityLimitationDurations: { cpu: 0, none: 10.5 }
        });
        t.same(Object.keys(sent ?? {}), ['id', 'timestamp', 'type', 'kind', 'bytesSent', 'active', 'qualityLimitationDurations'], 'in their order');
    });

    t.test('an object that differs in nothing but timestamp, nulls and order from any stored one, not only the latest, is not stored', async (t) => {
        const store = await open(t);
        const first = one(0, { packetsSent: 1, nested: { a: 1, b: [1, null, 'x'] } });
        await store.write([batchOf(first)]);
        await store.write([batchOf(one(1, { packetsSent: 2 }))]);
        const again = aReport('a', 2, {
            stats: [{ nested: { b: [1, null, 'x'], gone: null, a: 1 }, packetsSent: 1, type: 'transport', timestamp: T0 + 2, left: null, id: 'T01' }]
        });
        t.same(await store.write([batchOf(again), batchOf(again)]), { ...NOTHING_WRITTEN, duplicates: 2 });
        t.same((await all(store)).map(({ at, stats }) => [at, stats.timestamp, stats.packetsSent]), [[first.at, T0, 1], [one(1, {}).at, T0 + 1, 2]]);
    });

    t.test('any other difference is one: in type, id, a member, its absence, or deep inside; and other sessions have their own', async (t) => {
        const store = await open(t);
        const variants: (Partial<RtcStats> & Record<string, unknown>)[] = [
            {}, { id: 'T02' }, { type: 'codec' }, { packetsSent: 0 }, { packetsSent: '0' }, { packetsSent: false }, { packetsSent: '' },
            { deep: {} }, { deep: { timestamp: 1 } }, { deep: { timestamp: 2 } }, { deep: [] }, { deep: [null] }, { deep: [1, 2] }, { deep: [2, 1] }
        ];
        for (const variant of variants) t.match(await store.write([batchOf(one(0, variant))]), { stored: 1, duplicates: 0 }, JSON.stringify(variant));
        for (const variant of variants) t.match(await store.write([batchOf(one(1, variant))]), { stored: 0, duplicates: 1 }, JSON.stringify(variant));
        t.match(await store.write([batchOf({ ...one(1, {}), sessionId: sessionIdFor('b') })]), { stored: 1 });
        t.equal((await all(store)).length, variants.length);
        t.equal((await all(store, 'b')).length, 1);
    });

    t.test('a report counts once, and only what is new of it is stored', async (t) => {
        const store = await open(t);
        t.same(await store.write([batchOf(aReport('a', 0), aReport('a', 1), aReport('a', 0))]), { ...NOTHING_WRITTEN, stored: 2, duplicates: 1 });
        t.equal((await all(store)).length, 5);
        t.same(await store.write([batchOf(aReport('a', 1), aReport('a', 2))]), { ...NOTHING_WRITTEN, stored: 1, duplicates: 1 });
        t.equal((await all(store)).length, 7);
        t.same(await store.write([batchOf(aReport('a', 3, { stats: [] }))]), { ...NOTHING_WRITTEN, duplicates: 1 });
    });

    t.test('types and members that nobody knows, odd names and texts are kept', async (t) => {
        const store = await open(t);
        const odd = {
            type: 'x-sora-unheard-of', id: '$\u{1f600}.', timestamp: 0, 'a.b': 1, '': 2, list: [[], [null, { x: [1.5, -1e-7] }]],
            text: 'tab\tline\n\u2028é',
            nul: 'a\u0000b', big: 2 ** 53, negative: -0.1, constructor: 'c', toString: true
        };
        t.same(await store.write([batchOf(aReport('a', 0, { stats: [odd] }))]), { ...NOTHING_WRITTEN, stored: 1 });
        t.strictSame((await all(store)).map(({ stats }) => stats), [odd]);
    });

    t.test('a session\'s objects can be narrowed down to a type and an id, and read in pages while more comes in', async (t) => {
        const store = await open(t);
        await store.write(Array.from({ length: 10 }, (_, seq) => batchOf(aReport('a', seq), aReport('b', seq))));
        const list = (filter: object, limit = 100) => store.rtcstats.list(sessionIdFor('a'), { ...filter, limit });
        t.equal((await list({ type: 'transport' })).length, 10);
        t.ok((await list({ type: 'transport' })).every(({ stats }) => stats.type === 'transport'));
        t.same((await list({ id: 'COT01_96' })).length, 1);
        t.same((await list({ type: 'codec', id: 'T01' })).length, 0);
        for (const filter of [{}, { type: 'transport' }, { type: 'outbound-rtp', id: 'OT01V' }]) {
            const before = await list(filter);
            const paged = [];
            for (let after: RtcStatsPosition | undefined; ;) {
                const page = await list({ ...filter, ...after && { after } }, 4);
                paged.push(...page);
                const last = page.at(-1);
                if (last === undefined) break;
                after = { at: last.at, key: last.key };
                await store.write([batchOf(aReport('a', 20 + paged.length, { stats: [{ id: 'new', type: 'new', timestamp: paged.length }] }))]);
            }
            t.strictSame(paged.filter(({ stats }) => stats.type !== 'new'), before, JSON.stringify(filter));
        }
        t.same(await store.rtcstats.list(sessionIdFor('nobody'), { limit: 10 }), []);
    });

    t.test('a report that tells something is a sign of life of its session, in whatever order records come', async (t) => {
        const report = aReport('a', 3);
        const records: StoredRecord[] = [aPost('a'), aPush('a', 0), report];
        for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0, 2]]) {
            const store = await open(t);
            for (const index of order) await store.write([batchOf(records[index]!)]);
            t.match(await store.sessions.find(sessionIdFor('a')), { lastSeenAt: report.receivedAt, lastAt: report.at, lastSeq: 0, end: null });
            await store.write([batchOf({ ...report, receivedAt: report.receivedAt + HOUR })]);
            t.match(await store.sessions.find(sessionIdFor('a')), { lastSeenAt: report.receivedAt }, 'a repeated one is none');
        }
        const store = await open(t);
        await store.write([batchOf(report)]);
        t.equal(await store.sessions.find(sessionIdFor('a')), null, 'reports alone make no visible session');
    });

    t.test('old objects go by when they were received, in slices, and their sessions with the last of them', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('old'), aReport('old', 0), aReport('old', 1), aPost('partly'), aReport('partly', 0),
            aReport('partly', 1, { receivedAt: T0 + 3 * HOUR })
        )]);
        const removed = { sessions: 0, rtcstats: 0 };
        for (let more = true; more;) {
            const slice = await store.removeBefore(T0 + HOUR, 2);
            t.ok(slice.sessions <= 2 && slice.rtcstats <= 2 && slice.pushes === 0);
            removed.sessions += slice.sessions;
            removed.rtcstats += slice.rtcstats;
            more = slice.sessions === 2 || slice.rtcstats === 2;
        }
        t.same(removed, { sessions: 1, rtcstats: 8 });
        t.equal(await store.sessions.find(sessionIdFor('old')), null);
        t.same(await all(store, 'old'), []);
        t.equal((await all(store, 'partly')).length, 2);
        t.match(await store.write([batchOf(aReport('partly', 0))]), { stored: 1 }, 'what was removed may come again');
    });

    t.test('an object that cannot be stored costs nothing else, and is named with a line of its own', async (t) => {
        const store = await openRefusing(t);
        const refused: RtcStats = { id: 'R', type: REFUSED_TYPE, timestamp: T0 };
        const [codec, ...others] = aReport('a', 0).stats;
        const { rejected, ...counts } = await store.write([batchOf(
            aReport('a', 0, { stats: [codec!, refused, ...others] }), aReport('b', 0, { stats: [refused] }), aPush('a', 0)
        )]);
        t.same(counts, { stored: 2, duplicates: 0, conflicts: 0, erased: 0, damaged: [] });
        t.same(new Set(rejected.map(({ bytes }) => Buffer.from(bytes).toString())),
            new Set(['a', 'b'].map((name) => encodeRecord(aReport(name, 0, { stats: [refused] })))));
        t.ok(rejected.every(({ reason }) => reason !== ''));
        t.equal((await all(store)).length, 3);
        t.match(await store.write([batchOf(aReport('b', 0))]), { stored: 1, rejected: [] }, 'the session is no worse for it');
    });

    t.test('of a damaged report what can be read is stored; one that is none is named', async (t) => {
        const store = await open(t);
        const damaged = Buffer.from(batchOf(aReport('a', 0)));
        const inObject = damaged.indexOf('bytesSent');
        damaged.fill(0, inObject, inObject + 20);
        const { objects, ...head } = JSON.parse(encodeRecord(aReport('b', 0)).split('\t')[0]!) as { objects: unknown[] };
        const odd = [{ ...head, objects: objects.slice(1) }, { ...head, objects, at: null }, head].map((text) =>
            `${[JSON.stringify(text), ...encodeRecord(aReport('b', 0)).split('\t').slice(1)].join('\t')}`);
        const result = await store.write([damaged, Buffer.from(odd.join('')), batchOf(aPush('a', 0))]);
        t.match(result, { stored: 2, duplicates: 0, damaged: [{ reason: /not JSON/ }] });
        t.ok(Buffer.from(result.damaged[0]!.bytes).includes('OT01V'));
        t.same(result.rejected.map(({ bytes }) => Buffer.from(bytes).toString()), odd, 'each as it was');
        t.same((await all(store)).map(({ stats }) => stats.type).sort(), ['codec', 'transport']);
        t.same(await all(store, 'b'), []);
    });
}
