import type { Test } from 'tap';
import { conferenceIdOf, conferenceKey } from '../../src/store/conference-key.js';
import { encodeRecord } from '../../src/store/encode-records.js';
import type { Store, StoredRecord } from '../../src/store/store.js';
import { aPost, aPush, batchOf, listed, sessionIdFor, T0 } from './sample-records.js';

const NOTHING_WRITTEN = { stored: 0, duplicates: 0, conflicts: 0, erased: 0, rejected: [], damaged: [] };
const HOUR = 3_600_000;

/** For `openRefusing`. */
export const REFUSED_SEQ = 100, REFUSED_NAME = 'secret';

/**
 * What every store must do with what is written to it.
 * @param open - gives an empty one and sees to its end
 * @param openRefusing - the same, of a database whose owner has it refuse pushes with this seq and conferences of this name
 */
export function recordsContract(t: Test, open: (t: Test) => Promise<Store>, openRefusing: typeof open): void {
    const idsOf = (items: readonly { sessionId: string }[]) => items.map(({ sessionId }) => sessionId);
    const ids = (...names: string[]) => names.map(sessionIdFor);

    t.test('an empty store answers with nothing', async (t) => {
        const store = await open(t);
        t.equal(await store.sessions.find(sessionIdFor('a')), null);
        t.same(await listed(store, { limit: 10 }), []);
        t.same(await store.sessions.listByConferenceKey('/x', 0, Infinity, 10), []);
        t.equal(await store.sessions.findByConferenceId('x'.repeat(22)), null);
        t.same(await store.pushes.list(sessionIdFor('a'), -1, 100), []);
        t.same([...await store.pushes.count(ids('a'))], [[sessionIdFor('a'), { pushes: 0, samples: 0 }]]);
        t.same(await store.write([]), NOTHING_WRITTEN);
        t.same(await store.removeBefore(T0, 10), { sessions: 0, pushes: 0, rtcstats: 0 });
    });

    t.test('a post is read back with all that it said', async (t) => {
        const store = await open(t);
        const post = aPost('a', {
            tenant: 'Acme', meetingId: 'b7c1d2e3', joinedAt: T0 + 1000.5, displayName: 'Zoë 🎈', mainConference: 'main', visitor: false,
            tags: { site: 'north', floor: '' }
        });
        t.same(await store.write([batchOf(post)]), { ...NOTHING_WRITTEN, stored: 1 });
        const { kind: _, ...members } = post;
        const key = conferenceKey('Acme', 'weekly-standup');
        t.strictSame(await store.sessions.find(post.sessionId), {
            ...members,
            lastSeenAt: post.receivedAt, lastAt: post.receivedAt, lastSeq: -1, end: null, region: null,
            conferenceKey: key,
            meetingConferenceId: conferenceIdOf(key, 'b7c1d2e3'),
            ownConferenceId: conferenceIdOf(key, post.sessionId),
            analysis: null
        });
    });

    t.test('of several posts the last non-null value of each member counts, in whatever order they come', async (t) => {
        const first = aPost('a', { meetingId: 'early', endpointId: 'one' });
        const second = aPost('a', {
            sentAt: T0 + 5000, receivedAt: T0 + 5050, meetingId: 'late', endpointId: null, joinedAt: T0 + 900, visitor: false
        });
        for (const order of [[first, second], [second, first], [second, first, second, first]]) {
            const store = await open(t);
            for (const post of order) await store.write([batchOf(post)]);
            t.match(await store.sessions.find(first.sessionId), {
                meetingId: 'late', endpointId: 'one', joinedAt: T0 + 900, visitor: false, sentAt: T0 + 5000, lastSeenAt: T0 + 5050,
                meetingConferenceId: conferenceIdOf('/weekly-standup', 'late')
            });
        }
    });

    t.test('pushes are read back in the order of seq, as they were', async (t) => {
        const store = await open(t);
        const pushes = [
            aPush('a', 0, { events: [{ at: T0, type: 'joined', data: { setupMs: 12.5 } }], region: 'eu-west' }),
            aPush('a', 1, { deltas: [{ at: T0 + 0.25, patch: { connectionQuality: 0, transport: null } }], offset: -86_400_000.5 }),
            aPush('a', 2, { deltas: [], end: 'left' })
        ];
        await store.write([batchOf(pushes[2]!, pushes[0]!), batchOf(pushes[1]!, aPush('b', 7))]);
        t.strictSame(await store.pushes.list(sessionIdFor('a'), -1, 100), pushes);
        t.strictSame(await store.pushes.list(sessionIdFor('b'), -1, 100), [aPush('b', 7)]);
        t.strictSame(await store.pushes.count(ids('a', 'b', 'c')), new Map([
            [sessionIdFor('a'), { pushes: 3, samples: 4 }],
            [sessionIdFor('b'), { pushes: 1, samples: 3 }],
            [sessionIdFor('c'), { pushes: 0, samples: 0 }]
        ]));
    });

    t.test('a record that is there already changes nothing', async (t) => {
        const store = await open(t);
        const batch = () => batchOf(aPost('a'), aPush('a', 0), aPush('a', 1, { end: 'left', events: [{ at: T0, type: 'left' }] }));
        t.same(await store.write([batch()]), { ...NOTHING_WRITTEN, stored: 3 });
        const before = [await store.sessions.find(sessionIdFor('a')), await store.pushes.list(sessionIdFor('a'), -1, 100)];
        t.same(await store.write([batch(), batch()]), { ...NOTHING_WRITTEN, duplicates: 6 });
        t.same([await store.sessions.find(sessionIdFor('a')), await store.pushes.list(sessionIdFor('a'), -1, 100)], before);
        t.same([...(await store.pushes.count(ids('a'))).values()], [{ pushes: 2, samples: 6 }]);
    });

    t.test('the same record twice in one call is stored once', async (t) => {
        const store = await open(t);
        const result = await store.write([batchOf(aPost('a'), aPush('a', 0), aPush('a', 0)), batchOf(aPush('a', 0), aPost('a'))]);
        t.same(result, { ...NOTHING_WRITTEN, stored: 2, duplicates: 3 });
    });

    t.test('a retry that differs only in when it came is a duplicate', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPush('a', 0))]);
        const result = await store.write([batchOf(aPush('a', 0, { receivedAt: T0 + 90_000, offset: 70 }))]);
        t.same(result, { ...NOTHING_WRITTEN, duplicates: 1 });
        t.same(await store.pushes.list(sessionIdFor('a'), -1, 100), [aPush('a', 0)]);
    });

    t.test('the first push with a seq stays, another one with other content is a conflict', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0))]);
        const others: StoredRecord[] = [
            aPush('a', 0, { deltas: [] }),
            aPush('a', 0, { events: [{ at: T0, type: 'left' }] }),
            aPush('a', 0, { end: 'kicked', receivedAt: T0 + HOUR, region: 'elsewhere' })
        ];
        t.same(await store.write([batchOf(...others)]), { ...NOTHING_WRITTEN, conflicts: 3 });
        t.same(await store.pushes.list(sessionIdFor('a'), -1, 100), [aPush('a', 0)]);
        t.match(await store.sessions.find(sessionIdFor('a')), { end: null, region: null, lastSeenAt: aPush('a', 0).receivedAt });
    });

    t.test('presence is that of the latest pushes, in whatever order they come', async (t) => {
        const pushes = [
            aPush('a', 0, { region: 'eu-west' }), aPush('a', 1, { end: 'closed', region: 'us-east' }), aPush('a', 2), aPush('a', 3, { end: 'left' })
        ];
        for (const order of [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]]) {
            const store = await open(t);
            for (const index of order) await store.write([batchOf(pushes[index]!)]);
            await store.write([batchOf(aPost('a'))]);
            const last = pushes[3]!;
            t.match(await store.sessions.find(sessionIdFor('a')), {
                lastSeenAt: last.receivedAt, lastSeq: 3, region: { seq: 1, value: 'us-east' },
                end: { seq: 3, reason: 'left', at: last.at }, lastAt: last.at
            });
        }
    });

    t.test('a session was last alive when its last push tells, however late that came and however wrong the clock is', async (t) => {
        const store = await open(t);
        const nextDay = T0 + 24 * HOUR;
        await store.write([batchOf(
            aPost('late'), aPush('late', 0, { at: T0 + 9000, receivedAt: nextDay }),
            aPost('behind'), aPush('behind', 0, { at: T0 - HOUR, offset: HOUR + 50, receivedAt: T0 + 60, end: 'left' }),
            aPost('ahead'), aPush('ahead', 0, { at: T0 + HOUR, offset: 50, receivedAt: T0 + 60 })
        )]);
        const presenceOf = (name: string) => store.sessions.find(sessionIdFor(name));
        t.match(await presenceOf('late'), { lastAt: T0 + 9000, lastSeenAt: nextDay });
        t.match(await presenceOf('behind'), { lastAt: T0 + 50, end: { at: T0 + 50 } });
        t.match(await presenceOf('ahead'), { lastAt: T0 + 60 }, 'never after the receipt');
    });

    t.test('pushes are read page by page', async (t) => {
        const store = await open(t);
        await store.write([batchOf(...[0, 1, 2, 4, 9].map((seq) => aPush('a', seq)), aPush('b', 3))]);
        const page = async (after: number, limit: number) => (await store.pushes.list(sessionIdFor('a'), after, limit)).map(({ seq }) => seq);
        t.same(await page(-1, 3), [0, 1, 2]);
        t.same(await page(2, 3), [4, 9]);
        t.same(await page(9, 3), []);
    });

    t.test('pushes without a post make no visible session, and belong to it once the post comes', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPush('a', 0), aPush('a', 1))]);
        t.equal(await store.sessions.find(sessionIdFor('a')), null);
        t.same(await listed(store, { limit: 10 }), []);
        t.equal((await store.pushes.list(sessionIdFor('a'), -1, 100)).length, 2);
        await store.write([batchOf(aPost('a'))]);
        t.match(await store.sessions.find(sessionIdFor('a')), { lastSeq: 1, lastSeenAt: aPush('a', 1).receivedAt });
    });

    t.test('a record that cannot be stored blocks nothing and is named', async (t) => {
        const store = await open(t);
        const odd = [
            { ...aPush('a', 0), seq: 0.5 }, { ...aPush('a', 0), deltas: 'none' }, { ...aPush('a', 0), sessionId: 'a' },
            { ...aPost('a'), conferenceName: null }, { ...aPost('a'), startedAt: 'yesterday' }, { ...aPush('a', 0), receivedAt: null }
        ] as unknown as StoredRecord[];
        const unknown = Buffer.from(`${JSON.stringify({ ...aPost('a'), kind: 'dream' })}\nnull\n`);
        const { rejected, ...counts } = await store.write([batchOf(aPost('b')), Buffer.concat([batchOf(...odd), unknown, batchOf(aPush('b', 0))])]);
        t.same(counts, { stored: 2, duplicates: 0, conflicts: 0, erased: 0, damaged: [] });
        t.same(rejected.map(({ reason }) => reason), [
            'seq is not a whole number', 'deltas is not a list', 'sessionId is not a UUID',
            'conferenceName is not a text', 'startedAt is not a number', 'receivedAt is not a number', 'kind "dream" is not known', 'not an object'
        ]);
        t.same(Buffer.concat(rejected.map(({ bytes }) => bytes)), Buffer.concat([batchOf(...odd), unknown]), 'each as it was');
        t.equal(await store.sessions.find(sessionIdFor('a')), null);
        t.equal((await store.pushes.list(sessionIdFor('b'), -1, 100)).length, 1);
    });

    t.test('what the database\'s owner has it refuse is named and blocks nothing', async (t) => {
        const store = await openRefusing(t);
        const refused = [aPush('a', REFUSED_SEQ), aPush('c', REFUSED_SEQ), aPost('b', { conferenceName: REFUSED_NAME })];
        const { rejected, ...counts } = await store.write([
            batchOf(aPost('a'), aPush('a', 0), refused[0]!), batchOf(refused[1]!, refused[2]!, aPush('a', 1), aPush('b', 0))
        ]);
        t.same(counts, { stored: 4, duplicates: 0, conflicts: 0, erased: 0, damaged: [] });
        t.same(new Set(rejected.map(({ bytes }) => Buffer.from(bytes).toString())), new Set(refused.map(encodeRecord)), 'each as it was');
        t.ok(rejected.every(({ reason }) => reason !== ''));
        t.match(await store.sessions.find(sessionIdFor('a')), { lastSeq: 1 });
        t.same(idsOf(await listed(store, { limit: 10 })), ids('a'));
        t.same([...(await store.pushes.count(ids('a', 'b', 'c'))).values()].map(({ pushes }) => pushes), [2, 1, 0]);
        t.match(await store.write([batchOf(aPost('c'), aPush('c', 0), aPost('b'))]), { stored: 3, rejected: [] }, 'the sessions are no worse for it');
        t.match(await store.sessions.find(sessionIdFor('c')), { lastSeq: 0 });
    });

    t.test('odd characters, long texts and odd names are kept as they are', async (t) => {
        const store = await open(t);
        const post = aPost('a', {
            conferenceName: 'no character: \uffff', userId: '$\u{1f600}.', displayName: '\u0000nul',
            tags: JSON.parse('{"__proto__":"x"}') as Record<string, string>
        });
        const push = aPush('a', 0, { events: [{ at: T0, type: 'mediaError', data: { message: `\ufffe${'é'.repeat(255)}` } }] });
        t.same(await store.write([batchOf(post, push)]), { ...NOTHING_WRITTEN, stored: 2 });
        const found = await store.sessions.find(post.sessionId);
        t.strictSame([found?.conferenceName, found?.userId, found?.displayName], [post.conferenceName, post.userId, post.displayName]);
        t.same(Object.entries(found?.tags ?? {}), [['__proto__', 'x']]);
        t.same(await store.pushes.list(post.sessionId, -1, 100), [push]);
        t.same(idsOf(await listed(store, { userId: '$\u{1f600}.', limit: 10 })), [post.sessionId]);
    });

    t.test('lines of a damaged batch that can still be read are stored, and the others are named', async (t) => {
        const store = await open(t);
        const damaged = Buffer.from(batchOf(aPush('a', 0), aPush('a', 1), aPush('a', 2), aPush('a', 3), aPush('a', 4)));
        damaged.fill(0, damaged.indexOf('"seq":1'), damaged.indexOf('"seq":1') + 30);
        const inDeltas = damaged.indexOf('connectionQuality', damaged.indexOf('"seq":3'));
        damaged.fill(0, inDeltas, inDeltas + 30);
        const result = await store.write([batchOf(aPost('a')), damaged, batchOf(aPush('a', 5))]);
        t.match(result, { stored: 5, rejected: [], damaged: [{ reason: /JSON/ }, { reason: /not JSON/ }] });
        const lines = damaged.toString().split(/(?<=\n)/);
        t.same(result.damaged.map(({ bytes }) => Buffer.from(bytes).toString()), [lines[1], lines[3]], 'each as it is');
        t.same((await store.pushes.list(sessionIdFor('a'), -1, 100)).map(({ seq }) => seq), [0, 2, 4, 5]);
        t.same([...(await store.pushes.count(ids('a'))).values()], [{ pushes: 4, samples: 12 }]);
    });

    t.test('what is old is removed in slices, what is not stays', async (t) => {
        const store = await open(t);
        const old = (name: string, seq: number) => aPush(name, seq, { receivedAt: T0 + seq });
        await store.write([batchOf(
            aPost('gone', { receivedAt: T0 }), ...[0, 1, 2].map((seq) => old('gone', seq)),
            aPost('partly', { receivedAt: T0 }), ...[0, 1].map((seq) => old('partly', seq)), aPush('partly', 2, { receivedAt: T0 + HOUR }),
            aPost('empty', { receivedAt: T0 }), old('unseen', 0), aPost('new', { receivedAt: T0 + HOUR }), aPush('new', 0, { receivedAt: T0 + HOUR })
        )]);
        const removed = { sessions: 0, pushes: 0 };
        let slice = { sessions: 0, pushes: 0, rtcstats: 0 };
        do {
            slice = await store.removeBefore(T0 + HOUR, 2);
            t.ok(slice.sessions <= 2 && slice.pushes <= 2);
            removed.sessions += slice.sessions;
            removed.pushes += slice.pushes;
        } while (slice.sessions === 2 || slice.pushes === 2);
        t.same(removed, { sessions: 3, pushes: 6 });
        t.same(idsOf(await listed(store, { limit: 10 })).sort(), ids('new', 'partly').sort());
        t.same((await store.pushes.list(sessionIdFor('partly'), -1, 100)).map(({ seq }) => seq), [2]);
        t.same([...(await store.pushes.count(ids('partly', 'gone', 'new'))).values()], [
            { pushes: 1, samples: 3 }, { pushes: 0, samples: 0 }, { pushes: 1, samples: 3 }
        ]);
        t.same(await store.removeBefore(T0 + HOUR, 2), { sessions: 0, pushes: 0, rtcstats: 0 });
    });

    t.test('what was removed may come again', async (t) => {
        const store = await open(t);
        await store.write([batchOf(aPost('a'), aPush('a', 0))]);
        await store.removeBefore(T0 + HOUR, 10);
        t.same(await store.write([batchOf(aPost('a'), aPush('a', 0))]), { ...NOTHING_WRITTEN, stored: 2 });
        t.match(await store.sessions.find(sessionIdFor('a')), { lastSeq: 0 });
    });

    t.test('after close every call rejects, and close may be called again', async (t) => {
        const store = await open(t);
        await store.close();
        await store.close();
        await t.rejects(store.write([batchOf(aPost('a'))]));
        await t.rejects(store.sessions.list({ limit: 1 }));
    });
}
