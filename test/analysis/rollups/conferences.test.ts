import { deepStrictEqual, ok } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { CONNECTION_KINDS } from '../../../schemas/connection-kind.js';
import { SUMMARY_DIMENSIONS, type Figures, type SummaryDimension } from '../../../schemas/summary-reply.js';
import type { RolledConference } from '../../../src/analysis/rollups/conference-cells.js';
import { DURATION_BOUNDS, partOf, PEAK_BOUNDS } from '../../../src/analysis/rollups/count-bounds.js';
import { readSummary, type SummaryQuery } from '../../../src/analysis/rollups/read-summary.js';
import { rollUpDay } from '../../../src/analysis/rollups/roll-up-day.js';
import { createHourRollup } from '../../../src/analysis/rollups/roll-up-hour.js';
import { facetsOf, type FacetSource } from '../../../src/store/facets.js';
import {
    DAY_MS, dayOf, HOUR_MS, hourOf, type RolledSession, type RollupRow, type Rollups, type StoredRollupRow
} from '../../../src/store/rollups.js';
import { sessionIdFor, T0 } from '../../store/sample-records.js';
import { aRolledSession } from './rolled-sessions.js';

const DAY = dayOf(T0);
const BOUNDS = { maxCells: 1000, maxNames: 1000 };

interface ToldConference { conference: RolledConference & { startedAt: number }; sessions: RolledSession[] }

const aStay = fc.record({
    browser: fc.constantFrom('Chrome', 'Firefox', 'Safari', null), os: fc.constantFrom('Linux', 'macOS'), region: fc.constantFrom('eu', 'us', null),
    country: fc.constantFrom('DE', 'FR', null), connectionKind: fc.constantFrom(...CONNECTION_KINDS, null)
});
const aConference: fc.Arbitrary<ToldConference> = fc.record({
    name: fc.uuid(), startedAt: fc.integer({ min: DAY, max: DAY + 3 * DAY_MS - 1 }), conferenceName: fc.constantFrom('Weekly', 'daily'),
    durationMs: fc.integer({ min: 0, max: 5 * HOUR_MS }), peakParticipants: fc.integer({ min: 0, max: 150 }),
    verdicts: fc.record({ good: fc.nat(2), fair: fc.nat(1), poor: fc.nat(1), unknown: fc.nat(1) }),
    isJudged: fc.boolean(), stays: fc.array(aStay, { minLength: 1, maxLength: 4 })
}).map(({ name, startedAt, conferenceName, durationMs, peakParticipants, verdicts, isJudged, stays }) => ({
    conference: {
        startedAt, conferenceName, durationMs, participants: stays.length,
        summary: isJudged ? { peakParticipants, participantMs: 0, sessions: stays.length, verdicts, issues: [], rating: null } : null,
        facets: [...new Set(stays.flatMap(({ browser, os, region, country, connectionKind }) => facetsOf({
            conferenceName, userId: 'browser:chrome', browser: { name: browser, version: null }, os: { name: os, version: null },
            country, region: region === null ? null : { value: region }, analysis: { issues: [], summary: { connectionKind, verdict: null } }
        } as unknown as FacetSource)))].sort()
    },
    sessions: stays.map(({ connectionKind, ...stay }, index) => aRolledSession('a', {
        ...stay, startedAt, conferenceName: conferenceName.toLowerCase(), sessionId: sessionIdFor(`${name} ${String(index)}`),
        summary: { inCallMs: 1000, connectionKind, setupMs: null, mediaErrors: 0, rating: null, verdict: 'good' }
    }))
}));
const someConferences = fc.array(aConference, { minLength: 1, maxLength: 20 });

/** Rows of hours, and of those days that are not due. */
function rolledUp(told: readonly ToldConference[], bounds = BOUNDS, dueDays: readonly number[] = []): Pick<Rollups, 'due' | 'list'> {
    const rows: (StoredRollupRow & RollupRow)[] = [];
    for (const hour of new Set(told.map(({ conference }) => hourOf(conference.startedAt)))) {
        const rollup = createHourRollup(bounds);
        for (const { conference, sessions } of told.filter((one) => hourOf(one.conference.startedAt) === hour)) {
            rollup.addConference(conference);
            for (const session of sessions) rollup.add(session);
        }
        rows.push(...[...rollup.build()].map((row) => ({ ...row, level: 'hour' as const, at: hour })));
    }
    for (const day of new Set(rows.map(({ at }) => dayOf(at)))) {
        const hours = rows.filter(({ level, at }) => level === 'hour' && dayOf(at) === day);
        for (const { table, metric } of new Map(hours.map((row) => [`${row.table}/${String(row.metric)}`, row])).values()) {
            const row = rollUpDay({ table, metric }, hours.filter((other) => other.table === table && other.metric === metric));
            if (row !== null) rows.push({ ...row, level: 'day', at: day });
        }
    }
    return {
        due: async () => [...dueDays],
        list: async ({ table, metric }, ranges) => rows.filter((row) => row.table === table && row.metric === metric
            && ranges.some(({ level, from, to }) => row.level === level && row.at >= from && row.at < to))
    };
}

const valueIn = (session: RolledSession, dimension: SummaryDimension) =>
    dimension === 'connection' ? session.summary.connectionKind : session[dimension];
const hasValue = ({ sessions }: ToldConference, dimension: SummaryDimension, wanted: string | null): boolean => {
    const values = sessions.map((session) => valueIn(session, dimension)?.toLowerCase() ?? null);
    return wanted === null ? values.every((value) => value === null) : values.includes(wanted.toLowerCase());
};

/** The same, counted one by one. */
function count(told: readonly ToldConference[]): Figures['conferences'] {
    const verdicts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    const parts = (bounds: readonly number[], valueOf: (told: ToldConference['conference']) => number) =>
        bounds.map((bound) => told.filter(({ conference }) => partOf(valueOf(conference), bounds) === bound).length);
    for (const { conference: { summary } } of told) {
        const { poor = 0, fair = 0, good = 0 } = summary?.verdicts ?? {};
        verdicts[poor > 0 ? 'poor' : fair > 0 ? 'fair' : good > 0 ? 'good' : 'unknown'] += 1;
    }
    return {
        count: told.length, verdicts,
        durations: parts(DURATION_BOUNDS, ({ durationMs }) => durationMs ?? 0),
        peakParticipants: parts(PEAK_BOUNDS, ({ summary, participants }) => summary?.peakParticipants ?? participants)
    };
}

const someFilters = fc.record({
    browser: fc.constantFrom('chrome', 'SAFARI', null), os: fc.constant('Linux'), region: fc.constantFrom('eu', null),
    country: fc.constantFrom('de', null), connection: fc.constantFrom(...CONNECTION_KINDS)
}, { requiredKeys: [] });
const aQuestion = fc.record({
    from: fc.integer({ min: 0, max: 30 }).map((hours) => DAY + hours * HOUR_MS),
    to: fc.integer({ min: 31, max: 80 }).map((hours) => DAY + hours * HOUR_MS),
    by: fc.constantFrom(null, 'day' as const, 'hour' as const, ...SUMMARY_DIMENSIONS), filters: someFilters
}).map((question): SummaryQuery => ({ ...question, metrics: [], divisions: [], timeZone: 'Europe/Berlin', limit: 100 }));

t.test('conferences are what counting them one by one makes, whatever is filtered by and divided by', async () => {
    const property = fc.asyncProperty(someConferences, aQuestion, fc.subarray([DAY, DAY + DAY_MS]), async (told, query, dueDays) => {
        const { by, filters, from, to } = query;
        const matching = told.filter((one) => one.conference.startedAt >= from && one.conference.startedAt < to
            && Object.entries(filters).every(([dimension, wanted]) => hasValue(one, dimension as SummaryDimension, wanted)));
        const reply = await readSummary(rolledUp(told, BOUNDS, dueDays), query);
        deepStrictEqual(reply.total.conferences, count(matching));
        deepStrictEqual(reply.untoldConferences, 0);
        const dimension = SUMMARY_DIMENSIONS.find((known) => known === by);
        for (const { value, conferences, from: begin = from, to: end = to } of reply.items) {
            deepStrictEqual(conferences, count(matching.filter((one) => dimension === undefined
                ? one.conference.startedAt >= begin && one.conference.startedAt < end
                : hasValue(one, dimension, value))));
        }
    });
    await fc.assert(property, { numRuns: 150 });
});

t.test('conferences too many to be told apart count in the total, or are told to be in none', async () => {
    const many = fc.array(aConference, { minLength: 15, maxLength: 30 }).map((list) => list.map(({ conference, sessions }): ToldConference =>
        ({ conference: { ...conference, startedAt: T0 }, sessions: sessions.map((session) => ({ ...session, startedAt: T0 })) })));
    await fc.assert(fc.asyncProperty(many, someFilters, async (told, filters) => {
        const query = { from: DAY, to: DAY + DAY_MS, by: null, metrics: [], divisions: [], timeZone: 'UTC', limit: 100 };
        const rollups = rolledUp(told, { maxCells: 2, maxNames: 1 });
        for (const by of [null, 'os', 'conferenceName'] as const)
            deepStrictEqual((await readSummary(rollups, { ...query, by, filters: {} })).total.conferences, count(told));
        const { total, untoldConferences } = await readSummary(rollups, { ...query, filters });
        const matching = told.filter((one) =>
            Object.entries(filters).every(([dimension, wanted]) => hasValue(one, dimension as SummaryDimension, wanted))).length;
        ok(total.conferences.count <= matching && matching <= total.conferences.count + untoldConferences);
    }), { numRuns: 40 });
});

t.test('conferences of hours that were rolled up before there was this are told to be unknown', async (t) => {
    const [one] = fc.sample(aConference, { numRuns: 1, seed: 1 });
    const rollups = rolledUp([one!, { ...one!, conference: { ...one!.conference, startedAt: one!.conference.startedAt + 1 } }]);
    const before: typeof rollups = {
        ...rollups, list: async (kind, ranges) => kind.table === 'conferences' ? [] : rollups.list(kind, ranges)
    };
    const query = { from: DAY, to: DAY + 3 * DAY_MS, by: null, metrics: [], divisions: [], timeZone: 'UTC', limit: 100 };
    t.match(await readSummary(before, { ...query, filters: { os: 'BeOS' } }), { total: { conferences: { count: 0 } }, untoldConferences: 2 });
    t.match(await readSummary(rollups, { ...query, filters: { os: 'BeOS' } }), { total: { conferences: { count: 0 } }, untoldConferences: 0 });
});
