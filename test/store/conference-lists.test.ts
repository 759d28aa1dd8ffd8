import { deepStrictEqual, ok } from 'node:assert/strict';
import path from 'node:path';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { CONFERENCE_SORTS, ORDERS } from '../../schemas/conference-sort.js';
import { foldName } from '../../src/store/conference-key.js';
import { comparePlaces, placeOf, POOR_WEIGHT, troubleOf } from '../../src/store/conference-order.js';
import type { ConferenceDocument, ConferenceFilter } from '../../src/store/conferences.js';
import { openMongodbStore } from '../../src/store/mongodb/open-mongodb-store.js';
import { openSqliteStore } from '../../src/store/sqlite/open-sqlite-store.js';
import type { Store } from '../../src/store/store.js';
import { createLogLines } from '../support/log-lines.js';
import { openTestMongodb, skipWithoutMongodb } from '../support/mongodb.js';
import { buildConference, conferenceIdFor, MINUTE } from './build-conference.js';
import { aPost, aPush, batchOf, T0 } from './sample-records.js';

const skip = await skipWithoutMongodb();
const HOUR = 60 * MINUTE;
const NOW = T0 + 48 * HOUR;
const NAMES = ['Daily', 'daily-standup', 'da', 'Weekly', 'ÉTÉ'];
const FACETS = ['os:linux', 'os:windows', 'verdict:poor', 'participant:marie'];

const summaryOf = (poor: number, fair: number): ConferenceDocument['summary'] => ({
    peakParticipants: 2, participantMs: 1, sessions: poor + fair, verdicts: { good: 0, fair, poor, unknown: 0 }, issues: [], rating: null
});

const aConference = fc.record({
    begun: fc.nat(8), length: fc.oneof(fc.nat(4).map((n) => n * 10 * MINUTE), fc.constant(13.5 * HOUR), fc.constant(null)),
    participants: fc.integer({ min: 1, max: 3 }), verdicts: fc.option(fc.tuple(fc.nat(1), fc.nat(2))),
    conferenceName: fc.constantFrom(...NAMES), facets: fc.subarray(FACETS)
}).map(({ begun, length, participants, verdicts, conferenceName, facets }) => (name: string) => {
    // some begin between two milliseconds
    const startedAt = T0 + begun * HOUR + 0.1 * (begun % 2);
    return buildConference(name, {
        startedAt, endedAt: length === null ? null : startedAt + length, participants, conferenceName, facets,
        summary: verdicts === null ? null : summaryOf(...verdicts)
    });
});

const aFilter = fc.record({
    sort: fc.constantFrom(...CONFERENCE_SORTS), order: fc.constantFrom(...ORDERS),
    limit: fc.integer({ min: 1, max: 5 }), walk: fc.integer({ min: 1, max: 25 }),
    some: fc.record({
        conferenceName: fc.constantFrom(...NAMES), namePrefix: fc.constantFrom('d', 'DA', 'daily', 'é', 'x'),
        facets: fc.subarray(FACETS, { minLength: 1 }),
        minDuration: fc.constantFrom(1, 20 * MINUTE, 13 * HOUR), from: fc.nat(12).map((n) => T0 + n * HOUR), to: fc.nat(12).map((n) => T0 + n * HOUR)
    }, { requiredKeys: [] }).chain((members) => fc.subarray(Object.entries(members)).map((some) => some.slice(0, 2)))
}).map(({ some, ...asked }) => ({ ...asked, ...Object.fromEntries(some) as Partial<ConferenceFilter>, now: NOW }));

function passes(one: ConferenceDocument, filter: ConferenceFilter): boolean {
    const { conferenceName, namePrefix, facets = [], minDuration = 0, from = -Infinity, to = Infinity } = filter;
    const name = foldName(one.conferenceName);
    return (conferenceName === undefined || name === foldName(conferenceName)) && (namePrefix === undefined || name.startsWith(foldName(namePrefix)))
        && facets.every((facet) => one.facets.includes(facet)) && (one.endedAt ?? NOW) - one.startedAt >= minDuration
        && (one.endedAt ?? Infinity) >= from && one.startedAt < to;
}

async function allPages({ conferences }: Store, filter: ConferenceFilter, most: number): Promise<ConferenceDocument[]> {
    const found: ConferenceDocument[] = [];
    let pages = 0;
    for (let after: ConferenceFilter['after'] | null; after !== null;) {
        const page = await conferences.list({ ...filter, ...after !== undefined && { after } });
        found.push(...page.items);
        ok(page.items.length <= filter.limit);
        ok(++pages <= 2 * most + 3, 'it comes to an end');
        after = page.after;
    }
    return found;
}

async function replaceAll(store: Store, documents: readonly ConferenceDocument[]): Promise<void> {
    const { conferences } = store;
    const there = (await conferences.list({ now: NOW, limit: 1000, walk: 1000 })).items.map(({ conferenceId }) => conferenceId);
    const claim = await conferences.claimRoom('/any', T0, MINUTE);
    const gone = there.filter((id) => documents.every(({ conferenceId }) => conferenceId !== id));
    await conferences.replace([claim!], { documents, gone, moved: [], settled: [] });
    await conferences.release([claim!], true);
}

/** What every store must do to sort conferences. */
function sortingContract(t: Test, open: (t: Test) => Promise<Store>, runs: number): void {
    t.test('page by page comes what sorting all that a filter leaves gives', async (t) => {
        const store = await open(t);
        const everything = [fc.array(aConference, { maxLength: 20 }), fc.array(aFilter, { minLength: 1, maxLength: 6 })] as const;
        await fc.assert(fc.asyncProperty(...everything, async (given, filters) => {
            const documents = given.map((build, index) => build(`c${String(index)}`));
            await replaceAll(store, documents);
            for (const filter of filters) {
                const place = (one: ConferenceDocument) => placeOf(one, filter.sort, NOW);
                const expected = documents.filter((one) => passes(one, filter)).sort((a, b) => comparePlaces(place(a), place(b), filter.order));
                const ids = (some: readonly ConferenceDocument[]) => some.map(({ conferenceId }) => conferenceId);
                deepStrictEqual(ids(await allPages(store, filter, documents.length)), ids(expected), JSON.stringify(filter));
            }
        }), { numRuns: runs });
    });

    t.test('one that goes on is among those that have ended where it has lasted as long, and changes its place when it ends', async (t) => {
        const store = await open(t);
        const begun = (minutes: number, endedAt: number | null) => ({ startedAt: NOW - minutes * MINUTE, endedAt });
        await replaceAll(store, [
            buildConference('ended long', begun(90, NOW - 10 * MINUTE)), buildConference('goes on', begun(30, null)),
            buildConference('ended short', begun(60, NOW - 50 * MINUTE)), buildConference('just begun', begun(5, null))
        ]);
        for (const walk of [1, 1000]) {
            const sorted = async (order: 'asc' | 'desc', now = NOW) =>
                (await allPages(store, { sort: 'duration', order, now, limit: 1, walk }, 4)).map(({ conferenceId }) => conferenceId);
            const longest = ['ended long', 'goes on', 'ended short', 'just begun'].map(conferenceIdFor);
            t.strictSame(await sorted('desc'), longest);
            t.strictSame(await sorted('asc'), [...longest].reverse());
            t.strictSame((await sorted('desc', NOW + HOUR)).slice(0, 2), ['goes on', 'ended long'].map(conferenceIdFor));
        }
    });

    t.test('a page goes through so many and no more, and the next one goes on', async (t) => {
        const store = await open(t);
        await replaceAll(store, Array.from({ length: 30 }, (_, index) => buildConference(`c${String(index)}`, {
            participants: 100 - index, facets: ['os:linux', ...index % 10 === 0 ? ['verdict:poor'] : []], startedAt: T0 + index
        })));
        const filter = { sort: 'participants', facets: ['os:linux', 'verdict:poor'], now: NOW, limit: 2 } as const;
        const { items, after } = await store.conferences.list({ ...filter, walk: 3 });
        t.strictSame(items.map(({ participants }) => participants), [100, 90], 'three are few enough to be sorted');
        const rare = await store.conferences.list({ ...filter, walk: 2 });
        t.match([rare.items.map(({ participants }) => participants), rare.after], [[100], { value: 99 }], 'else two are looked at');
        t.strictSame((await store.conferences.list({ ...filter, walk: 3, after: after! })).items.map(({ participants }) => participants), [80]);
        t.strictSame((await allPages(store, { ...filter, walk: 2 }, 30)).map(({ participants }) => participants), [100, 90, 80]);
    });
}

t.test('a poor session counts for more than all that are fair, and what is not known for nothing', async (t) => {
    t.equal(troubleOf({ summary: null }), 0);
    t.equal(troubleOf({ summary: summaryOf(0, 3) }), 3);
    t.equal(troubleOf({ summary: summaryOf(2, 3) }), 2 * POOR_WEIGHT + 3);
});

/** What every store must do to find the words of a search box. */
function searchContract(t: Test, open: (t: Test) => Promise<Store>): void {
    const WALK = 1000;

    t.test('names are found by their begin, whenever that was, and by what is in them, the newest first, without case', async (t) => {
        const store = await open(t);
        const names = ['Weekly', 'weekly standup', 'weekly', 'Sales weekly', 'ÉTÉ 2026', '100% (a+b)', 'we', 'Überblick'];
        await replaceAll(store, names.map((conferenceName, index) => buildConference(`c${String(index)}`, { conferenceName, startedAt: T0 + index })));
        const { namesBeginning, namesContaining } = store.search;
        t.strictSame(await namesBeginning('WE', 10), ['we', 'weekly', 'weekly standup']);
        t.strictSame(await namesBeginning('we', 2), ['we', 'weekly']);
        t.strictSame(await namesBeginning('e\u0301t', 10), ['été 2026'], 'composed or not');
        t.strictSame(await namesBeginning('x', 10), []);
        t.strictSame(await namesContaining('EEK', WALK, 10), ['sales weekly', 'weekly', 'weekly standup']);
        t.strictSame(await namesContaining('eek', WALK, 2), ['sales weekly', 'weekly']);
        t.strictSame(await namesContaining('eek', 5, 10), ['sales weekly'], 'only among the newest');
        t.strictSame(await namesContaining('% (a+', WALK, 10), ['100% (a+b)'], 'what means something elsewhere means itself');
        t.strictSame(await namesContaining('berb', WALK, 10), ['überblick']);
    });

    t.test('participants are found by what they are called, whichever of it that is', async (t) => {
        const store = await open(t);
        await store.write([batchOf(
            aPost('a', { userId: 'u-anna', endpointId: 'e1', displayName: 'Anna Müller', startedAt: T0 }),
            aPost('b', { userId: 'u-jean', endpointId: 'an2', displayName: 'Jean "Müll" \\ d\'Arc', startedAt: T0 + 1 }),
            aPost('c', { userId: 'u-anna', endpointId: 'e3', displayName: 'Anna Müller', startedAt: T0 + 2, country: 'an' })
        ), batchOf(aPush('d', 0))]);
        const { participantsBeginning, participantsContaining } = store.search;
        t.strictSame(await participantsBeginning('AN', WALK, 10), ['participant:an2', 'participant:anna müller']);
        t.strictSame(await participantsBeginning('an', WALK, 1), ['participant:an2']);
        t.strictSame(await participantsBeginning('anna müller', WALK, 10), ['participant:anna müller']);
        t.strictSame(await participantsBeginning('z', WALK, 10), []);
        t.strictSame(await participantsContaining('MÜLL', WALK, 10), ['participant:anna müller', 'participant:jean "müll" \\ d\'arc']);
        t.strictSame(await participantsContaining('müll', 1, 10), ['participant:anna müller'], 'only among the newest');
        t.strictSame(await participantsContaining('"müll" \\ d', WALK, 10), ['participant:jean "müll" \\ d\'arc']);
        t.strictSame(await participantsContaining('articipant', WALK, 10), []);
        t.strictSame(await participantsContaining('.*', WALK, 10), []);
        t.strictSame((await participantsContaining('u-', WALK, 1)).length, 1);
    });
}

t.test('in SQLite', async (t) => {
    let files = 0;
    const folder = t.testdir();
    const open = async (t: Test) => {
        const store = await openSqliteStore(path.join(folder, `${String(++files)}.sqlite`));
        t.teardown(() => store.close());
        return store;
    };
    sortingContract(t, open, 50);
    searchContract(t, open);
});

t.test('in MongoDB', { skip }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const open = async (t: Test) => {
        const store = await openMongodbStore({ uri: mongodb.uri, database: mongodb.newDatabase(), retentionDays: 0, log: createLogLines().log });
        t.teardown(() => store.close());
        await store.write([]);
        return store;
    };
    sortingContract(t, open, 12);
    searchContract(t, open);
});
