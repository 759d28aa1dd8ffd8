import { deepStrictEqual, equal, match } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { decodePosition, decodeSeq, encodePosition, encodeSeq } from '../../src/analysis/cursor.js';
import { SESSION_ID } from './build-records.js';

t.test('every position comes back, from a text that needs no escaping in a URL', async () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 8.64e15, noNaN: true, noDefaultInfinity: true }), fc.uuid(), (startedAt, sessionId) => {
        const cursor = encodePosition({ startedAt: startedAt + 0, sessionId });
        match(cursor, /^[A-Za-z0-9_-]+$/);
        deepStrictEqual(decodePosition(cursor), { startedAt: startedAt + 0, sessionId });
    }));
    fc.assert(fc.property(fc.maxSafeNat(), (seq) => { equal(decodeSeq(encodeSeq(seq)), seq); }));
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
    fc.assert(fc.property(fc.string(), (cursor) => { decodePosition(cursor); decodeSeq(cursor); }));
});
