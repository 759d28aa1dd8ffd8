import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import t from 'tap';
import { createAnalyses } from '../../../src/store/sqlite/analyses.js';
import { createErasures } from '../../../src/store/sqlite/erasures.js';
import { createSessionList } from '../../../src/store/sqlite/list-sessions.js';
import { migrate } from '../../../src/store/sqlite/migrations.js';
import type { ConferenceFilter } from '../../../src/store/conferences.js';
import { createConferences } from '../../../src/store/sqlite/conferences.js';
import { createConferenceReads } from '../../../src/store/sqlite/read-conferences.js';
import { createPushReads } from '../../../src/store/sqlite/read-pushes.js';
import { createSessionReads } from '../../../src/store/sqlite/read-sessions.js';
import { createRemover } from '../../../src/store/sqlite/remove-old.js';
import { createRollupReads, createRollupWrites } from '../../../src/store/sqlite/rollups.js';
import { createRtcStatsReads } from '../../../src/store/sqlite/rtcstats.js';
import { createSearch } from '../../../src/store/sqlite/search.js';
import { createTombstones } from '../../../src/store/sqlite/tombstones.js';
import { createWriter } from '../../../src/store/sqlite/write-records.js';
import type { SessionFilter } from '../../../src/store/store.js';
import { T0 } from '../sample-records.js';

const file = path.join(t.testdir(), 'store.sqlite');
const db = new DatabaseSync(file);
migrate(db, file);
t.teardown(() => { db.close(); });

/** The plans of all statements that `prepare` prepares, by their text. */
function plansOf(prepare: (db: DatabaseSyncInstance) => unknown): Map<string, string[]> {
    const statements: string[] = [];
    prepare(new Proxy(db, {
        get(target, name) {
            if (name !== 'prepare') return Reflect.get(target, name) as unknown;
            return (sql: string) => {
                statements.push(sql);
                return target.prepare(sql);
            };
        }
    }));
    const readable = statements.filter((sql) => !/^\s*PRAGMA/.test(sql));
    return new Map(readable.map((sql) => [sql, (db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all() as { detail: string }[]).map(({ detail }) => detail)]));
}

const READS_ALL = /^SCAN (?!there|json_each|rooms|\(subquery)/;

t.test('no statement reads a whole table', async (t) => {
    const tombstones = createTombstones(db);
    const all = [
        createSessionReads, createPushReads, createRtcStatsReads, createRemover, createAnalyses, createRollupReads, createRollupWrites,
        createTombstones, createConferences, createConferenceReads, createSearch,
        (db: DatabaseSyncInstance) => createWriter(db, tombstones), (db: DatabaseSyncInstance) => createErasures(db, tombstones)
    ];
    // rooms are few: those that are being put together
    for (const prepare of all) {
        const unbounded = [...plansOf(prepare)].filter(([sql]) => !sql.includes('LIMIT :walk)'));
        for (const [sql, plan] of unbounded) t.notOk(plan.some((step) => READS_ALL.test(step)), `${sql}\n${plan.join('\n')}`);
    }
});

/** The plans of the statements that a list takes: where its pages end, and the pages themselves. */
function plansOfList(filter: Omit<SessionFilter, 'limit'>): [sql: string, plan: string[]][] {
    const plans = plansOf((db) => createSessionList(db)({ from: T0, minDuration: 1, ...filter, limit: 10, walk: 100 }));
    return [...plans].filter(([sql]) => sql.includes(':idBefore'));
}

t.test('lists come in the order of their index, and begin where the page begins', async (t) => {
    const begin = String.raw`.*started_at>\? AND \(started_at,session_id\)<\(\?,\?\)\)`;
    const leads: [Omit<SessionFilter, 'limit'>, string][] = [
        [{}, 'sessions USING INDEX sessions_by_start \\('],
        [{ conferenceName: 'weekly' }, 'sessions USING INDEX sessions_by_name \\(conference_name=\\? AND '],
        [{ userId: 'marie' }, 'sessions USING INDEX sessions_by_user \\(user_id=\\? AND '],
        [{ facets: ['browser:firefox'] }, 'session_facets USING PRIMARY KEY \\(facet=\\? AND '],
        [{ namePrefix: 'w' }, 'session_facets USING PRIMARY KEY \\(facet=\\? AND ']
    ];
    for (const [filter, lead] of leads) {
        const plans = plansOfList(filter);
        t.equal(plans.length, 2);
        for (const [sql, plan] of plans) {
            t.ok(plan.some((step) => new RegExp(`SEARCH ${lead}${begin}`).test(step)), `${sql}\n${plan.join('\n')}`);
            t.notOk(plan.some((step) => /TEMP B-TREE|MATERIALIZE/.test(step)), plan.join('\n'));
        }
    }
});

t.test('all that does not lead is looked up by its key', async (t) => {
    const criteria = { userId: 'marie', conferenceName: 'weekly', facets: ['browser:firefox', 'verdict:poor'], namePrefix: 'weekly' };
    const [sql, plan] = plansOfList(criteria).find(([text]) => text.includes(':other0')) ?? ['', []];
    t.equal(plan.filter((step) => /^SEARCH f\d USING PRIMARY KEY \(facet=\? AND started_at=\? AND session_id=\?\)/.test(step)).length, 3, sql);
    for (const table of ['p', 's', 'a']) t.ok(plan.some((step) => step.startsWith(`SEARCH ${table} USING INTEGER PRIMARY KEY (rowid=?)`)), plan.join('\n'));
    t.notOk(plan.some((step) => /TEMP B-TREE|MATERIALIZE/.test(step)), plan.join('\n'));
});

t.test('a session\'s objects come in the order of their index, which tells their types, and begin where the page begins', async (t) => {
    const plan = [...plansOf(createRtcStatsReads).values()].flat();
    t.ok(plan.some((step) => /^SEARCH rtcstats USING INDEX rtcstats_by_time \(session=\? AND \(at,key\)>\(\?,\?\)\)$/.test(step)), plan.join('\n'));
    t.notOk(plan.some((step) => /TEMP B-TREE/.test(step)), plan.join('\n'));
    const [{ sql }] = db.prepare("SELECT sql FROM sqlite_schema WHERE name = 'rtcstats_by_time'").all() as [{ sql: string }];
    t.match(sql, /\(session, at, key, type\)/);
});

/** The plans of the statements that a list of conferences takes: where its pages end, and the pages themselves. */
const plansOfConferences = (filter: Partial<ConferenceFilter>) =>
    [...plansOf((db) => createConferenceReads(db).listConferences({ from: T0, now: T0, minDuration: 1, limit: 10, walk: 100, ...filter }))]
        .filter(([sql]) => sql.includes(':id)'));

t.test('lists of conferences come in the order of their index, and look nothing up that they do not show', async (t) => {
    const begin = String.raw`.*started_at>\? AND \(started_at,conference_id\)[<>]\(\?,\?\)\)`;
    const leads: [Partial<ConferenceFilter>, string][] = [
        [{}, 'w USING COVERING INDEX conferences_by_start \\('],
        [{ conferenceName: 'weekly' }, 'w USING COVERING INDEX conferences_by_name \\(folded_name=\\? AND '],
        [{ facets: ['verdict:poor', 'os:linux'] }, 'w USING PRIMARY KEY \\(facet=\\? AND ']
    ];
    for (const [filter, lead] of leads) {
        const plans = plansOfConferences(filter);
        t.equal(plans.length, 2);
        for (const [sql, plan] of plans) {
            t.ok(plan.some((step) => new RegExp(`^SEARCH ${lead}${begin}`).test(step)), `${sql}\n${plan.join('\n')}`);
            t.notOk(plan.some((step) => /TEMP B-TREE|MATERIALIZE/.test(step)), plan.join('\n'));
            if (filter.facets !== undefined && sql.includes(':minDuration'))
                t.ok(plan.some((step) => step.startsWith('SEARCH r USING PRIMARY KEY (conference_id=?)')), plan.join('\n'));
        }
    }
});

t.test('sorted lists of conferences come in the order of an index that has all that is asked, unless they are few', async (t) => {
    const after = { value: 5, startedAt: T0, conferenceId: 'x' };
    const begins = {
        duration: String.raw`conferences_by_duration \((duration>\? AND )?\(duration,started_at,conference_id\)<\(\?,\?,\?\)\)`,
        participants: String.raw`conferences_by_participants \(\(participants,started_at,conference_id\)<\(\?,\?,\?\)\)`,
        trouble: String.raw`conferences_by_trouble \(\(trouble,started_at,conference_id\)<\(\?,\?,\?\)\)`
    };
    for (const sort of ['duration', 'participants', 'trouble'] as const) {
        for (const order of ['desc', 'asc'] as const) {
            // nothing is few when nothing may be gone through
            const plans = plansOfConferences({ sort, order, after, walk: -1, facets: ['verdict:poor'] });
            const index = begins[sort].replace('<', order === 'desc' ? '<' : '>');
            t.equal(plans.filter(([, plan]) => plan.some((step) => new RegExp(`^SEARCH w USING COVERING INDEX ${index}`).test(step))).length, 2, JSON.stringify(plans));
            for (const [sql, plan] of plans) t.notOk(plan.some((step) => /TEMP B-TREE|MATERIALIZE/.test(step)), `${sql}\n${plan.join('\n')}`);
            const goingOn = /SEARCH w USING COVERING INDEX conferences_going_on \(started_at[<>]\?/;
            t.equal(plans.filter(([, plan]) => plan.some((step) => goingOn.test(step))).length, sort === 'duration' ? 2 : 0);
        }
        const [[sql, plan] = ['', []]] = plansOfConferences({ sort, after, facets: ['verdict:poor'] });
        t.ok(plan.some((step) => step.startsWith('SEARCH r USING PRIMARY KEY (conference_id=?)')), `${sql}\n${plan.join('\n')}`);
    }
});
