import t from 'tap';
import { microsecondsOf } from '../../../src/peers/sora/report-time.js';

t.test('a moment of RFC 3339 is read to the microsecond, whatever its zone and its number of digits', (t) => {
    const second = Date.UTC(2021, 11, 23, 2, 25, 7) * 1000;
    t.equal(microsecondsOf('2021-12-23T02:25:07.471546Z'), second + 471_546);
    t.equal(microsecondsOf('2021-12-23T11:25:07.471546+09:00'), second + 471_546);
    t.equal(microsecondsOf('2021-12-23t02:25:07z'), second);
    t.equal(microsecondsOf('2021-12-23T02:25:07.4Z'), second + 400_000);
    t.equal(microsecondsOf('2021-12-23T02:25:07.471546999Z'), second + 471_546);
    t.equal(microsecondsOf('2024-02-29T00:00:00Z'), Date.UTC(2024, 1, 29) * 1000);
    t.end();
});

t.test('what is no moment, or one that a number does not hold exactly, is none', (t) => {
    const others = [
        '', '2024-02-30T00:00:00Z', '2023-02-29T00:00:00Z', '2024-13-01T00:00:00Z', '2024-01-01T24:00:00Z', '2024-01-01T23:59:60Z',
        '2024-01-01', '2024-01-01 00:00:00Z', '2024-01-01T00:00:00',
        '2024-01-01T00:00:00,5Z', '1969-12-31T23:59:59Z', '9999-01-01T00:00:00Z',
        '1700000000', '2024-01-01T00:00:00.Z', '2024-01-01T00:00:00+9:00'
    ];
    for (const timestamp of others) t.equal(microsecondsOf(timestamp), undefined, timestamp);
    t.end();
});
