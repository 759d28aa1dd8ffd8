import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { mergePresence, mergeRegisters, presenceOf, registersOf, sessionDocument } from '../../src/store/merge-session.js';
import { aPost, aPush } from './sample-records.js';

const optionalText = fc.option(fc.string({ maxLength: 2 }), { nil: null });
// few different moments, so that many posts were sent in the same millisecond
const moment = fc.integer({ min: 0, max: 3 });
const post = fc.record({
    sentAt: moment, receivedAt: moment, startedAt: moment, joinedAt: fc.option(moment, { nil: null }),
    meetingId: optionalText, userId: optionalText, displayName: optionalText,
    tags: fc.option(fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), fc.string({ maxLength: 1 }), { noNullPrototype: true }), { nil: null })
}).map((changes) => aPost('a', changes));
const push = fc.record({
    seq: moment, at: moment, receivedAt: moment,
    end: fc.constantFrom(undefined, 'left' as const, 'closed' as const), region: fc.constantFrom(undefined, 'eu', 'us')
}).map(({ seq, end, region, ...times }) =>
    aPush('a', seq, { ...times, ...end === undefined ? {} : { end }, ...region === undefined ? {} : { region } }));

t.test('merging posts is commutative, associative and idempotent', async () => {
    const registers = fc.array(post, { minLength: 1, maxLength: 3 }).map((posts) => posts.map(registersOf).reduce(mergeRegisters));
    fc.assert(fc.property(registers, registers, registers, (a, b, c) => {
        assert.deepEqual(mergeRegisters(a, b), mergeRegisters(b, a));
        assert.deepEqual(mergeRegisters(mergeRegisters(a, b), c), mergeRegisters(a, mergeRegisters(b, c)));
        assert.deepEqual(mergeRegisters(a, a), a);
        assert.deepEqual(mergeRegisters(mergeRegisters(a, b), b), mergeRegisters(a, b));
    }), { numRuns: 300 });
});

t.test('merging presence is commutative, associative and idempotent', async () => {
    const presence = fc.array(fc.oneof(post, push), { minLength: 1, maxLength: 3 }).map((records) => records.map(presenceOf).reduce(mergePresence));
    fc.assert(fc.property(presence, presence, presence, (a, b, c) => {
        assert.deepEqual(mergePresence(a, b), mergePresence(b, a));
        assert.deepEqual(mergePresence(mergePresence(a, b), c), mergePresence(a, mergePresence(b, c)));
        assert.deepEqual(mergePresence(a, a), a);
    }), { numRuns: 300 });
});

t.test('of any posts, in any order and repetition, the last non-null value of each member stays', async () => {
    const shuffled = fc.uniqueArray(post, { minLength: 1, maxLength: 4, selector: ({ sentAt }) => sentAt })
        .chain((posts) => fc.tuple(fc.constant(posts), fc.shuffledSubarray([...posts, ...posts], { minLength: posts.length * 2 })));
    fc.assert(fc.property(shuffled, ([posts, arrivals]) => {
        const document = sessionDocument(arrivals.map(registersOf).reduce(mergeRegisters), presenceOf(posts[0]!));
        const inOrder = [...posts].sort((a, b) => a.sentAt - b.sentAt);
        for (const member of ['meetingId', 'userId', 'displayName', 'joinedAt', 'startedAt', 'tags'] as const) {
            const last = inOrder.map((one) => one[member]).filter((value) => value !== null && value !== undefined).at(-1);
            assert.deepEqual(document[member], last);
        }
        assert.equal(document.sentAt, inOrder.at(-1)?.sentAt);
    }), { numRuns: 300 });
});

t.test('an empty meetingId is none', async (t) => {
    t.equal(sessionDocument(registersOf(aPost('a', { meetingId: '' })), presenceOf(aPost('a'))).meetingConferenceId, null);
});
