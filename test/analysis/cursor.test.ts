import { deepStrictEqual, equal, match } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { CONFERENCE_SORTS, ORDERS } from '../../schemas/conference-sort.js';
import {
    decodeConferencePosition, decodePosition, decodeSeq, encodeConferencePosition, encodePosition, encodeSeq
} from '../../src/analysis/cursor.js';
import { SESSION_ID } from './build-records.js';

t.test('every position comes back, from a text that needs no escaping in a URL', async () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 8.64e15, noNaN: true, noDefaultInfinity: true }), fc.uuid(), (startedAt, sessionId) => {
        const cursor = encodePosition({ startedAt: startedAt + 0, sessionId });
        match(cursor, /^[A-Za-z0-9_-]+$/);
        deepStrictEqual(decodePosition(cursor), { startedAt: startedAt + 0, sessionId });
    }));
    fc.assert(fc.property(fc.maxSafeNat(), (seq) => { equal(decodeSeq(encodeSeq(seq)), seq); }));
});

t.test('a place in a list of conferences comes back with the moment that the list is of, but not to a list in another order', async (t) => {
    const place = { startedAt: 1_795_228_082_000.5, conferenceId: 'A'.repeat(22), value: 5, asOf: 1_795_228_090_000 };
    for (const sort of CONFERENCE_SORTS) {
        for (const order of ORDERS) {
            const cursor = encodeConferencePosition({ ...place, sort, order });
            const isNewestFirst = sort === 'startedAt' && order === 'desc';
            const expected = isNewestFirst ? { startedAt: place.startedAt, conferenceId: place.conferenceId, value: place.startedAt } : place;
            t.strictSame(decodeConferencePosition(cursor, sort, order), expected);
            const others = CONFERENCE_SORTS.flatMap((other) => ORDERS.map((way) => [other, way] as const))
                .filter(([other, way]) => other !== sort || way !== order);
            for (const [other, way] of others) t.equal(decodeConferencePosition(cursor, other, way), undefined);
        }
    }
    const forged = (...members: unknown[]) => Buffer.from(JSON.stringify([1, place.conferenceId, ...members])).toString('base64url');
    for (const members of [['5', 'trouble', 'asc', 1], [5, 'trouble', 'asc', null], [5, 'trouble', 'asc'], [5, 'trouble', 'asc', 1, 1]])
        t.equal(decodeConferencePosition(forged(...members), 'trouble', 'asc'), undefined, JSON.stringify(members));
});

t.test('what is no cursor of ours is refused', async (t) => {
    const text = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
    const cursor = encodePosition({ startedAt: 1_795_228_082_000, sessionId: SESSION_ID });
    const wrong = ['', 'x', `${cursor}=`, ` ${cursor}`, cursor.slice(0, -1), text('['), text(null), text({}), text([]), text([1]), text(['1', SESSION_ID]),
        text([1, 'x']), text([1, SESSION_ID, 2]), text(`[1, "${SESSION_ID}"]`), text(`[1e999,"${SESSION_ID}"]`)];
    for (const given of wrong) t.equal(decodePosition(given), undefined, given);
    for (const given of [...wrong, text(1.5), text('"1"'), text('01'), cursor]) t.equal(decodeSeq(given), undefined, given);
});

t.test('no cursor that a client makes up can throw', async () => {
    fc.assert(fc.property(fc.string(), (cursor) => {
        decodePosition(cursor);
        decodeSeq(cursor);
        decodeConferencePosition(cursor, 'trouble', 'asc');
    }));
});
