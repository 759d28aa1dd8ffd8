import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { assembleConferences, type Conference } from '../../src/analysis/assemble-conferences.js';
import type { ConferenceListFilter } from '../../src/analysis/list-conferences.js';
import type { Reads } from '../../src/analysis/reads.js';
import { conferenceIdOf } from '../../src/store/conference-key.js';
import { listed, T0 } from '../store/sample-records.js';
import { aStay, MINUTE, NOW, openReads, PUSH_INTERVAL } from './build-reads.js';

const RULE = { now: NOW, pushInterval: PUSH_INTERVAL };
const meeting = (room: string, id: string) => conferenceIdOf(`/${room}`, id);

/** The ids on each page, from the first to the last. */
async function walk(reads: Reads, filter: ConferenceListFilter, meanwhile = async () => { /* nothing arrives */ }): Promise<string[][]> {
    const pages: string[][] = [];
    for (let after = filter.after; ;) {
        const page = await reads.listConferences({ ...filter, ...after !== undefined && { after } });
        pages.push(page.items.map(({ conferenceId }) => conferenceId));
        if (page.after === null) return pages;
        after = page.after;
        await meanwhile();
    }
}

t.test('conferences are listed once each, the one that began last first, a page at a time', async (t) => {
    const { reads, write } = await openReads(t);
    for (let index = 0; index < 5; index++) {
        const room = index % 2 === 0 ? 'red' : 'blue';
        const meetingId = `m${String(index)}`;
        await write(...aStay(`a${String(index)}`, index * 10, index * 10 + 30, { room, meetingId }));
        await write(...aStay(`b${String(index)}`, index * 10 + 15, index * 10 + 40, { room, meetingId }));
    }
    const ids = [4, 3, 2, 1, 0].map((index) => meeting(index % 2 === 0 ? 'red' : 'blue', `m${String(index)}`));
    t.strictSame(await walk(reads, { limit: 50 }), [ids]);
    t.strictSame(await walk(reads, { limit: 2 }), [ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
    t.strictSame(await walk(reads, { limit: 5 }), [ids], 'a full last page has no cursor');
    t.strictSame(await walk(reads, { limit: 50, conferenceName: 'BLUE' }), [[ids[1], ids[3]]]);
    t.strictSame(await walk(reads, { limit: 50, conferenceName: 'green' }), [[]]);
});

t.test('what arrives between two pages neither repeats nor skips what was there', async (t) => {
    const { reads, write } = await openReads(t);
    for (let index = 0; index < 6; index++) {
        await write(...aStay(`s${String(index)}`, index * 20, index * 20 + 10, { meetingId: `m${String(index)}` }));
    }
    let arrived = 0;
    const pages = await walk(reads, { limit: 2 }, async () => {
        const n = String(++arrived);
        await write(...aStay(`new${n}`, 500 + arrived, 510, { meetingId: `new${n}` }), ...aStay(`late${n}`, 101, 103, { meetingId: 'm5' }));
    });
    t.strictSame(pages.flat(), [5, 4, 3, 2, 1, 0].map((index) => meeting('weekly-standup', `m${String(index)}`)));
});

t.test('from and to take the conferences of which somebody was there within', async (t) => {
    const { reads, write } = await openReads(t);
    await write(
        ...aStay('early', 0, 10, { meetingId: 'long' }), ...aStay('later', 8, 60, { meetingId: 'long' }),
        ...aStay('short', 20, 25, { meetingId: 'short', room: 'other' }), ...aStay('goes on', 1000, null, { meetingId: 'now' })
    );
    const [long, short, now] = [meeting('weekly-standup', 'long'), meeting('other', 'short'), meeting('weekly-standup', 'now')];
    const within = async (from: number, to: number) => (await walk(reads, { from: T0 + from * MINUTE, to: T0 + to * MINUTE, limit: 50 })).flat();
    t.strictSame(await within(30, 31), [long], 'it began before, and its first session was over before');
    t.strictSame(await within(0, 20), [long], 'to is not within');
    t.strictSame(await within(25, 26), [short, long], 'from is');
    t.strictSame(await within(1439.995, 1500), [now], 'who goes on is there, though the last push came before');
    t.strictSame(await within(61, 1000), []);
});

t.test('a conference is found by who is there, though another one of it has been there for longer than a week', async (t) => {
    const day = 1440;
    const { reads, write } = await openReads(t, { now: T0 + 20 * day * MINUTE });
    await write(...aStay('portal', 0, 9 * day, { meetingId: 'm' }), ...aStay('visitor', 8.9 * day, 9 * day, { meetingId: 'm' }));
    const pages = await walk(reads, { from: T0 + 8.95 * day * MINUTE, limit: 50 });
    t.strictSame(pages, [[meeting('weekly-standup', 'm')]]);
});

t.test('a page ends early when its conferences have many sessions, and the next one goes on', async (t) => {
    const { reads, write } = await openReads(t, { maxConferenceSessions: 7 });
    for (let room = 0; room < 4; room++) {
        for (let index = 0; index < 3; index++) {
            await write(...aStay(`s${String(room)}${String(index)}`, room * 10 + index, 60, { room: `room${String(room)}` }));
        }
    }
    const pages = await walk(reads, { limit: 50 });
    t.strictSame(pages.map((page) => page.length), [2, 2]);
    t.equal(new Set(pages.flat()).size, 4);
});

const aSession = fc.record({
    room: fc.constantFrom('red', 'blue'), from: fc.nat(90), length: fc.nat(15), goesOn: fc.nat(15).map((n) => n === 0),
    meetingId: fc.option(fc.constantFrom('x', 'y'), { freq: 1, nil: undefined })
});
const aFilter = fc.record({ from: fc.option(fc.nat(110), { nil: undefined }), length: fc.nat(40), limit: fc.integer({ min: 1, max: 4 }) });

t.test('page by page comes what assembling all sessions at once gives', async (t) => {
    const { reads, store, write } = await openReads(t);
    const everything = fc.tuple(fc.array(aSession, { maxLength: 12 }), fc.array(aFilter, { minLength: 1, maxLength: 3 }));
    await fc.assert(fc.asyncProperty(everything, async ([given, filters]) => {
        await store.removeBefore(Infinity, 1000);
        for (const [index, { from, length, goesOn, room, meetingId }] of given.entries()) {
            const to = goesOn ? null : from + length;
            await write(...aStay(`s${String(index)}`, from, to, { room, ...meetingId !== undefined && { meetingId } }));
        }
        const documents = await listed(store, { limit: 100 });
        const conferences = ['/red', '/blue'].flatMap((key) =>
            assembleConferences(documents.filter(({ conferenceKey }) => conferenceKey === key), RULE));

        for (const { from, length, limit } of filters) {
            const bounds = from === undefined ? {} : { from: T0 + from * MINUTE, to: T0 + (from + length) * MINUTE };
            const isThere = ({ startedAt, endedAt }: Conference) =>
                startedAt < (bounds.to ?? Infinity) && (endedAt === null || endedAt >= (bounds.from ?? 0));
            const expected = conferences.filter(isThere).map(({ conferenceId }) => conferenceId);
            const listed = (await walk(reads, { ...bounds, limit })).flat();
            deepStrictEqual([...listed].sort(), expected.sort());
            const starts = listed.map((id) => conferences.find(({ conferenceId }) => conferenceId === id)?.startedAt ?? 0);
            deepStrictEqual(starts, [...starts].sort((a, b) => b - a), 'newest first');
        }
        for (const { conferenceId, stays } of conferences) {
            const found = await reads.findConference(conferenceId);
            deepStrictEqual(found?.sessions.map(({ sessionId }) => sessionId), stays.map(({ session }) => session.sessionId));
        }
    }), { numRuns: 60 });
});
