import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { mergeHistograms } from '../../../src/analysis/histogram.js';
import { ByteReader, createByteWriter } from '../../../src/analysis/rollups/byte-stream.js';
import { HistogramSum } from '../../../src/analysis/rollups/histogram-sum.js';
import { packCells, REST, visitCells, type CellValue } from '../../../src/analysis/rollups/packed-cells.js';
import { rollUpDay } from '../../../src/analysis/rollups/roll-up-day.js';
import { createHourRollup } from '../../../src/analysis/rollups/roll-up-hour.js';
import { RowCounts, Tally } from '../../../src/analysis/rollups/tally.js';
import { hourOf, type RolledSession, type RollupRow } from '../../../src/store/rollups.js';
import { aHistogram, aRolledSession, someSessions } from './rolled-sessions.js';

const BOUNDS = { maxCells: 1000, maxNames: 1000 };

function rowsOf(sessions: readonly RolledSession[], bounds = BOUNDS): RollupRow[] {
    const rollup = createHourRollup(bounds);
    for (const session of sessions) rollup.add(session);
    return [...rollup.build()];
}
const rowOf = (rows: readonly RollupRow[], table: string, metric: string | null = null) =>
    rows.find((row) => row.table === table && row.metric === metric);

/** The counts of a row, by the values of its cells. */
function tallies(row: RollupRow | undefined): Record<string, Record<string, number>> {
    const found: Record<string, Record<string, number>> = {};
    let texts: readonly CellValue[] = [];
    visitCells(row?.cells ?? new Uint8Array([1, 0, 0, 0]), {
        begin: (all) => { texts = all; },
        visit(places, body) {
            const tally = new Tally();
            tally.addPacked(body, new RowCounts(texts));
            found[places.map((place) => texts[place] === REST ? 'REST' : String(texts[place])).join('/')] = tally.toObject();
        }
    });
    return found;
}

t.test('numbers and texts are read back as they were written', async () => {
    const item = fc.oneof(
        fc.maxSafeNat().map((whole) => ({ whole })), fc.double().map((float) => ({ float })),
        fc.string({ unit: 'grapheme' }).map((text) => ({ text })),
        fc.constantFrom(127, 128, 16_383, 16_384, 2 ** 60, 1e20).map((whole) => ({ whole }))
    );
    fc.assert(fc.property(fc.array(item, { maxLength: 300 }), (items) => {
        const writer = createByteWriter();
        for (const one of items) {
            if ('whole' in one) writer.whole(one.whole);
            else if ('float' in one) writer.float(one.float);
            else writer.text(one.text);
        }
        const reader = new ByteReader(writer.take());
        const readAgain = (one: typeof items[number]) =>
            'whole' in one ? { whole: reader.whole() } : 'float' in one ? { float: reader.float() } : { text: reader.text() };
        deepStrictEqual(items.map(readAgain), items);
    }));
});

t.test('cells are read back with their values, and a body may be left unread', async (t) => {
    const values: CellValue[][] = [['a', null], [REST, 'ü'], ['', 'a']];
    const row = packCells(2, values.map((of, index) => ({
        values: of, write: (body, indexOf) => { for (let n = 0; n <= index * 100; n++) body.whole(indexOf('text')); }
    })));
    const seen: unknown[] = [];
    let texts: readonly CellValue[] = [];
    visitCells(row, {
        begin: (all) => { texts = all; },
        visit(places, body) {
            seen.push(places.map((place) => texts[place]));
            if (seen.length === 2) t.equal(texts[body.whole()], 'text');
        }
    });
    t.same(seen, values);
    t.throws(() => { visitCells(Uint8Array.of(2, 0, 0, 0), { visit: () => undefined }); }, { message: /written by a newer confmeter/ });
});

t.test('a sum of histograms is what merging them makes, packed or not, in any order', async () => {
    const values = fc.tuple(fc.double({ min: 0, max: 1e5, noNaN: true }), fc.integer({ min: 1, max: 60_000 }));
    const some = fc.array(fc.array(values, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(some, (lists) => {
        const histograms = lists.map((values) => {
            const { sums, ...rest } = aHistogram(values, 400);
            return { ...rest, sums: sums.map(Math.round) };
        });
        const sum = new HistogramSum();
        for (const histogram of histograms) sum.addHistogram(histogram);
        const packed = new HistogramSum();
        for (const histogram of [...histograms].reverse()) {
            const one = new HistogramSum(), writer = createByteWriter();
            one.addHistogram(histogram);
            one.pack(writer);
            packed.addPacked(new ByteReader(writer.take()));
        }
        const [first, ...others] = histograms;
        deepStrictEqual(sum.build(), mergeHistograms([first!, ...others]));
        deepStrictEqual(packed.build(), sum.build());
    }));
});

t.test('an hour counts sessions by each dimension, by all of them, and by name', async (t) => {
    const rows = rowsOf([
        aRolledSession('a'),
        aRolledSession('b', {
            browser: null, issueCodes: ['relay_used', 'freezes'],
            summary: {
                inCallMs: 60_000.4, connectionKind: 'relay', setupMs: null, mediaErrors: 2, mediaErrorNames: { NotFoundError: 2 }, rating: 5,
                verdict: 'poor'
            }
        }),
        aRolledSession('c', { conferenceName: 'daily', joinedAt: null, issueCodes: ['join_failed'],
            summary: { inCallMs: 0, connectionKind: null, setupMs: null, mediaErrors: 0, rating: null, verdict: null } })
    ]);
    t.same(tallies(rowOf(rows, 'margins'))['all/null'], {
        sessions: 3, joined: 2, participantMs: 660_000, mediaErrors: 2, 'mediaError:NotFoundError': 2, 'setup:750': 1,
        'verdict:good': 1, 'verdict:poor': 1, 'verdict:unknown': 1, 'rating:5': 1,
        'issue:freezes': 1, 'issue:join_failed': 1, 'issue:relay_used': 1
    });
    t.same(rowOf(rows, 'margins')?.totals, tallies(rowOf(rows, 'margins'))['all/null'], 'in the clear, too');
    t.match(tallies(rowOf(rows, 'margins')), { 'browser/Chrome': { sessions: 2 }, 'browser/null': { sessions: 1 }, 'os/Linux': { sessions: 3 } });
    t.match(tallies(rowOf(rows, 'cube')), {
        'Chrome/Linux/eu-west/bridge/DE': { sessions: 1 }, 'null/Linux/eu-west/relay/DE': { sessions: 1 },
        'Chrome/Linux/eu-west/null/DE': { sessions: 1 }
    });
    t.match(tallies(rowOf(rows, 'names')), { weekly: { sessions: 2 }, daily: { sessions: 1 } });
    const metricsOf = (wanted: string) => rows.filter(({ table }) => table === wanted).map(({ metric }) => metric);
    t.same(metricsOf('names'), metricsOf('cube'));
    t.match(rowOf(rows, 'usage')?.totals, { sessions: 3, participantMs: 660_000, sessionMinutes: { 9: 1, 1: 1 } });
});

t.test('who is seen from outside counts, but not beside a session of their own', async (t) => {
    const own = aRolledSession('own', { endpointId: 'e1' });
    const seen = (name: string, changes: Partial<RolledSession>) => aRolledSession(name, { observedBy: own.sessionId, browser: null, ...changes });
    for (const sessions of [
        [seen('same', { endpointId: 'e1' }), own, seen('app', { endpointId: 'e2' }), seen('elsewhere', { endpointId: 'e1', conferenceKey: '/other' })]
    ]) {
        t.match(tallies(rowOf(rowsOf(sessions), 'margins')), { 'all/null': { sessions: 3 }, 'browser/null': { sessions: 2 } });
        t.same(rowsOf([...sessions].reverse()), rowsOf(sessions));
    }
});

t.test('what is beyond the bounds is added up, and nothing is missing', async (t) => {
    const sessions = Array.from({ length: 30 }, (_, index) => aRolledSession(String(index), {
        country: `C${String(index % 15)}`, conferenceName: `room ${String(index)}`,
        histograms: { roundTripTime: aHistogram([[index, 1000]]) },
        summary: { inCallMs: 1000 * (index + 1), connectionKind: 'p2p', setupMs: null, mediaErrors: 0, rating: null, verdict: 'good' }
    }));
    const rows = rowsOf(sessions, { maxCells: 10, maxNames: 3 });
    for (const table of ['cube', 'names']) {
        const cells = tallies(rowOf(rows, table));
        t.equal(Object.values(cells).reduce((sum, cell) => sum + (cell.sessions ?? 0), 0), 30);
        t.equal(Object.keys(cells).length, table === 'cube' ? 11 : 4);
    }
    t.same(Object.keys(tallies(rowOf(rows, 'names'))).sort(), ['REST', 'room 27', 'room 28', 'room 29'], 'the largest are told apart');
    const margins = tallies(rowOf(rows, 'margins'));
    t.match(margins, { 'all/null': { sessions: 30 }, 'browser/Chrome': { sessions: 30 } });
    t.equal(Object.entries(margins).reduce((sum, [key, cell]) => sum + (key.startsWith('country/') ? cell.sessions ?? 0 : 0), 0), 30);
    t.ok(margins['country/REST']);
});

t.test('the same sessions in any order make the same bytes', async () => {
    const inTwoOrders = someSessions.chain((sessions) =>
        fc.tuple(fc.constant(sessions), fc.shuffledSubarray(sessions, { minLength: sessions.length })));
    fc.assert(fc.property(inTwoOrders, ([sessions, shuffled]) => { deepStrictEqual(rowsOf(shuffled), rowsOf(sessions)); }), { numRuns: 60 });
});

t.test('a day made of its hours holds what all its sessions at once make', async () => {
    fc.assert(fc.property(someSessions, (sessions) => {
        const hours = new Map<number, RolledSession[]>();
        for (const session of sessions) hours.set(hourOf(session.startedAt), [...hours.get(hourOf(session.startedAt)) ?? [], session]);
        const rows = [...hours.values()].map((ofHour) => rowsOf(ofHour));
        for (const whole of rowsOf(sessions)) {
            const parts = rows.flatMap((ofHour) => ofHour.filter(({ table, metric }) => table === whole.table && metric === whole.metric));
            deepStrictEqual(rollUpDay(whole, parts), whole);
            deepStrictEqual(rollUpDay(whole, parts.reverse()), whole);
        }
    }), { numRuns: 60 });
});
