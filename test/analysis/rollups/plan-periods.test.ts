import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { createCalendar, isTimeZone, SPANS } from '../../../src/analysis/rollups/calendar.js';
import { inPieces, planPeriods } from '../../../src/analysis/rollups/plan-periods.js';
import { DAY_MS, HOUR_MS, type PeriodRange } from '../../../src/store/rollups.js';

const at = (text: string) => Date.parse(text);
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia', 'Australia/Lord_Howe'];

t.test('an hour belongs to the day, ISO week and month of its begin, where it is asked for', async (t) => {
    const label = (span: typeof SPANS[number], zone: string, text: string) => createCalendar(span, zone).labelOf(at(text));
    t.equal(label('hour', 'Europe/Berlin', '2026-11-21T10:00Z'), '2026-11-21T10:00:00.000Z');
    t.equal(label('day', 'UTC', '2026-11-21T23:00Z'), '2026-11-21');
    t.equal(label('day', 'Europe/Berlin', '2026-11-21T23:00Z'), '2026-11-22');
    t.equal(label('day', 'Asia/Kolkata', '2026-11-21T18:00Z'), '2026-11-21');
    t.equal(label('day', 'Asia/Kolkata', '2026-11-21T19:00Z'), '2026-11-22');
    t.equal(label('month', 'America/New_York', '2026-12-01T04:00Z'), '2026-11');
    const weeks = {
        '2026-01-01': '2026-W01', '2027-01-01': '2026-W53', '2024-12-30': '2025-W01', '2026-11-22': '2026-W47', '2026-11-23': '2026-W48'
    };
    for (const [day, week] of Object.entries(weeks)) t.equal(label('week', 'UTC', `${day}T12:00Z`), week);
    t.same(['Europe/Berlin', 'UTC', 'Mars/Olympus', ''].map(isTimeZone), [true, true, false, false]);
});

t.test('a day has as many hours as it had there', async (t) => {
    const hoursOf = (from: string, to: string) => planPeriods({ from: at(from), to: at(to) }, createCalendar('day', 'Europe/Berlin'), () => false)
        .stretches.map(({ label, from, to }) => [label, (to - from) / HOUR_MS]);
    t.same(hoursOf('2026-03-27T23:00Z', '2026-03-30T22:00Z'), [['2026-03-28', 24], ['2026-03-29', 23], ['2026-03-30', 24]]);
    t.same(hoursOf('2026-10-24T22:00Z', '2026-10-26T23:00Z'), [['2026-10-25', 25], ['2026-10-26', 24]]);
});

t.test('whole days are taken where they are up to date and in one stretch, hours elsewhere', async (t) => {
    const plan = (from: string, to: string, span: 'day' | 'week' | null, zone = 'UTC', due: string[] = []) =>
        planPeriods({ from: at(from), to: at(to) }, span === null ? null : createCalendar(span, zone), (day) => due.map(at).includes(day));
    t.same(plan('2026-11-20T22:00Z', '2026-11-24T03:00Z', null).ranges, [
        { level: 'hour', from: at('2026-11-20T22:00Z'), to: at('2026-11-21') }, { level: 'day', from: at('2026-11-21'), to: at('2026-11-24') },
        { level: 'hour', from: at('2026-11-24'), to: at('2026-11-24T03:00Z') }
    ]);
    t.same(plan('2026-11-21', '2026-11-24', 'day', 'UTC', ['2026-11-22']).ranges.map(({ level }) => level), ['day', 'hour', 'day']);
    t.same(plan('2026-11-21', '2026-11-24', 'day', 'Europe/Berlin').ranges, [{ level: 'hour', from: at('2026-11-21'), to: at('2026-11-24') }]);
    t.match(plan('2026-11-15T23:00Z', '2026-11-22T23:00Z', 'week', 'Europe/Berlin'), {
        stretches: [{ label: '2026-W47' }], ranges: [{ level: 'hour' }, { level: 'day' }, { level: 'hour' }]
    });
});

t.test('whatever is asked for, each hour of it is in one period and one stretch, in one piece', async () => {
    const hour = fc.integer({ min: 0, max: 24 * 900 });
    const question = fc.record({
        begin: hour, length: fc.integer({ min: 1, max: 24 * 40 }), span: fc.constantFrom(...SPANS, null), zone: fc.constantFrom(...ZONES),
        due: fc.nat(3), most: fc.integer({ min: 1, max: 100 })
    });
    const hoursIn = ({ level, from, to }: PeriodRange) => {
        const hours: number[] = [];
        for (let one = from; one < to; one += HOUR_MS) hours.push(one);
        if (level === 'day') deepStrictEqual([from % DAY_MS, to % DAY_MS], [0, 0]);
        return hours;
    };
    fc.assert(fc.property(question, ({ begin, length, span, zone, due, most }) => {
        const from = at('2025-01-01') + begin * HOUR_MS, to = from + length * HOUR_MS;
        const calendar = span === null ? null : createCalendar(span, zone);
        const { stretches, ranges } = planPeriods({ from, to }, calendar, (day) => day / DAY_MS % 4 === due);
        const all = hoursIn({ level: 'hour', from, to });
        deepStrictEqual(ranges.flatMap(hoursIn), all);
        deepStrictEqual(stretches.flatMap(({ label, ...span }) => hoursIn({ level: 'hour', ...span }).map((one) => [one, label])),
            all.map((one) => [one, calendar?.labelOf(one) ?? null]));
        const pieces = [...inPieces(ranges, most)];
        deepStrictEqual(pieces.flat().flatMap(hoursIn), all);
        for (const piece of pieces) {
            const periods = piece.reduce((sum, range) => sum + (range.to - range.from) / (range.level === 'day' ? DAY_MS : HOUR_MS), 0);
            if (periods > most) throw new Error(`${String(periods)} periods in a piece`);
        }
    }), { numRuns: 150 });
});
