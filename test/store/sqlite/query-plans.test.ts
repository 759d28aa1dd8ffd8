import path from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import t from 'tap';
import { createAnalyses } from '../../../src/store/sqlite/analyses.js';
import { migrate } from '../../../src/store/sqlite/migrations.js';
import { createPushReads } from '../../../src/store/sqlite/read-pushes.js';
import { createSessionReads } from '../../../src/store/sqlite/read-sessions.js';
import { createRemover } from '../../../src/store/sqlite/remove-old.js';
import { createRollupReads, createRollupWrites } from '../../../src/store/sqlite/rollups.js';
import { createWriter } from '../../../src/store/sqlite/write-records.js';

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

t.test('no statement reads a whole table', async (t) => {
    const all = [createSessionReads, createPushReads, createWriter, createRemover, createAnalyses, createRollupReads, createRollupWrites];
    for (const prepare of all) {
        for (const [sql, plan] of plansOf(prepare)) t.notOk(plan.some((step) => /^SCAN (?!there|json_each)/.test(step)), `${sql}\n${plan.join('\n')}`);
    }
});

t.test('lists come in the order of their index, and begin where the page begins', async (t) => {
    const lists = [...plansOf(createSessionReads)].filter(([sql]) => sql.includes(':idBefore'));
    t.equal(lists.length, 4);
    for (const [sql, plan] of lists) {
        t.match(plan[0], /^SEARCH s USING INDEX sessions_by_(start|name|user) \(.*started_at>\? AND \(started_at,session_id\)<\(\?,\?\)\)/, sql);
        t.notOk(plan.some((step) => step.includes('TEMP B-TREE')), plan.join('\n'));
    }
});
