import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import { fillFacets } from './session-facets.js';

/**
 * What leads from one version of the file (`PRAGMA user_version`) to the next: the n-th entry makes version n of version n - 1.
 * Entries never change once released; a new version is a new entry.
 *
 * Times are REAL, epoch ms: a page's clock may give fractions, and SQLite keeps whole numbers as integers all the same.
 * Sessions have a small integer as their key inside the file, so that a push, of which there are many, costs no UUID.
 */
export const MIGRATIONS: readonly string[] = [`
    -- A session is known from its first record on. Until its first post all columns but the id are NULL and no read shows it.
    CREATE TABLE sessions (
        id INTEGER PRIMARY KEY,
        session_id BLOB NOT NULL UNIQUE,   -- the UUID's 16 bytes
        registers TEXT,                    -- what the posts said, see merge-session.ts; the columns below are taken from it
        started_at REAL,
        conference_name TEXT,              -- case-folded, as conference-key.ts does
        conference_key TEXT,
        user_id TEXT,
        meeting_conference_id TEXT,
        own_conference_id TEXT
    ) STRICT;
    CREATE INDEX sessions_by_start ON sessions (started_at, session_id) WHERE registers IS NOT NULL;
    CREATE INDEX sessions_by_name ON sessions (conference_name, started_at, session_id) WHERE registers IS NOT NULL;
    CREATE INDEX sessions_by_user ON sessions (user_id, started_at, session_id) WHERE user_id IS NOT NULL;
    CREATE INDEX sessions_by_key ON sessions (conference_key, started_at) WHERE registers IS NOT NULL;
    CREATE INDEX sessions_by_meeting ON sessions (meeting_conference_id, started_at) WHERE meeting_conference_id IS NOT NULL;
    CREATE INDEX sessions_by_own_id ON sessions (own_conference_id) WHERE registers IS NOT NULL;

    -- What changes with every push, apart from the metadata: a hundred of these rows fit on a page, so that a transaction with
    -- pushes of a thousand sessions rewrites ten pages and not two hundred. The counts are those of the session's rows in pushes.
    CREATE TABLE presence (
        session INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        last_seen_at REAL NOT NULL,
        last_at REAL NOT NULL,
        last_seq INTEGER NOT NULL,
        end_seq INTEGER, end_reason TEXT, end_at REAL,
        region_seq INTEGER, region TEXT,
        pushes INTEGER NOT NULL,
        samples INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX presence_by_last_seen ON presence (last_seen_at);

    -- In the order of arrival: new rows go to the end of the table, old ones leave at its beginning.
    CREATE TABLE pushes (
        id INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES sessions (id),
        seq INTEGER NOT NULL,
        received_at REAL NOT NULL,
        at REAL NOT NULL,
        offset REAL NOT NULL,
        samples INTEGER NOT NULL,          -- how many deltas
        deltas TEXT NOT NULL CHECK (json_valid(deltas)),
        -- NULL for none, of which json_valid says 0 before SQLite 3.45: an older shell must find the file in order, too
        events TEXT CHECK (events IS NULL OR json_valid(events)),
        end_reason TEXT,
        region TEXT,
        UNIQUE (session, seq)
    ) STRICT;
    CREATE INDEX pushes_by_receipt ON pushes (received_at);
`, `
    -- What analysis has to look at: see analyses.ts. Sessions of before are due once.
    ALTER TABLE presence ADD COLUMN due_at REAL;
    ALTER TABLE presence ADD COLUMN changes INTEGER NOT NULL DEFAULT 0;
    UPDATE presence SET due_at = CASE WHEN end_seq = last_seq THEN 0 ELSE last_seen_at END;
    CREATE INDEX presence_by_due ON presence (due_at) WHERE due_at IS NOT NULL;
    CREATE TABLE analyses (
        session INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        analysis TEXT NOT NULL,
        hour REAL NOT NULL                 -- of the session's start, as it was when this was made: where rollups count it
    ) STRICT;
    CREATE INDEX analyses_by_hour ON analyses (hour, session);

    -- What sessions are found by (facets.ts): as many rows as they have facets, each with all that a list goes by, so that it reads nothing
    -- else. A JSON array of them rests with the session; the rows follow it. fillFacets does it for sessions of before.
    ALTER TABLE sessions ADD COLUMN facets TEXT;
    CREATE TABLE session_facets (
        facet TEXT NOT NULL,
        started_at REAL NOT NULL,
        session_id BLOB NOT NULL,
        session INTEGER NOT NULL,
        PRIMARY KEY (facet, started_at, session_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER session_facets_change AFTER UPDATE OF facets, started_at ON sessions
        WHEN old.facets IS NOT new.facets OR old.started_at IS NOT new.started_at BEGIN
        DELETE FROM session_facets
            WHERE facet IN (SELECT value FROM json_each(old.facets)) AND started_at = old.started_at AND session_id = old.session_id;
        INSERT OR IGNORE INTO session_facets SELECT value, new.started_at, new.session_id, new.id FROM json_each(new.facets);
    END;
    CREATE TRIGGER session_facets_end AFTER DELETE ON sessions BEGIN
        DELETE FROM session_facets
            WHERE facet IN (SELECT value FROM json_each(old.facets)) AND started_at = old.started_at AND session_id = old.session_id;
    END;

    -- What analysis puts together: see conferences.ts. Sessions of before are due once.
    ALTER TABLE presence ADD COLUMN assemble_at REAL;
    ALTER TABLE presence ADD COLUMN assemblies INTEGER NOT NULL DEFAULT 0;
    UPDATE presence SET assemble_at = 0;
    CREATE INDEX presence_by_assembly ON presence (assemble_at) WHERE assemble_at IS NOT NULL;
    CREATE TABLE conferences (
        id INTEGER PRIMARY KEY,
        conference_id TEXT NOT NULL UNIQUE,
        folded_name TEXT NOT NULL,         -- as sessions.conference_name
        started_at REAL NOT NULL,
        until_at REAL NOT NULL,            -- its end; 2^53 - 1 while it goes on
        long_until REAL,                   -- the same of those that go on, or did for longer than 12 hours
        last_seen_at REAL NOT NULL,
        document TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conferences_by_start ON conferences (started_at, conference_id, until_at, folded_name);
    CREATE INDEX conferences_by_name ON conferences (folded_name, started_at, conference_id, until_at);
    CREATE INDEX conferences_by_long ON conferences (long_until, started_at) WHERE long_until IS NOT NULL;
    CREATE INDEX conferences_by_last_seen ON conferences (last_seen_at);
    CREATE TABLE conference_facets (
        facet TEXT NOT NULL,
        started_at REAL NOT NULL,
        conference_id TEXT NOT NULL,
        PRIMARY KEY (facet, started_at, conference_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE conference_sessions (
        session INTEGER PRIMARY KEY REFERENCES sessions (id) ON DELETE CASCADE,
        conference_id TEXT NOT NULL
    ) STRICT;
    CREATE INDEX conference_sessions_by_conference ON conference_sessions (conference_id);
    -- One whose conferences are being put together, by whom and until when at the latest; or are to be, because of these conferences.
    CREATE TABLE rooms (
        conference_key TEXT PRIMARY KEY,
        held_until REAL NOT NULL,
        holder TEXT,
        conference_ids TEXT NOT NULL DEFAULT '[]',
        changes INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    -- Hours and days, and which of them have to be made again: see rollups.ts.
    CREATE TABLE rollup_periods (
        id INTEGER PRIMARY KEY,
        level TEXT NOT NULL,               -- hour, day
        at REAL NOT NULL,                  -- when it begins
        due INTEGER NOT NULL,
        not_before REAL NOT NULL,          -- it rests, or somebody is at it, until then
        changes INTEGER NOT NULL,
        claims INTEGER NOT NULL,
        UNIQUE (level, at)
    ) STRICT;
    CREATE INDEX rollup_periods_due ON rollup_periods (level, not_before, at) WHERE due = 1;
    CREATE INDEX rollup_periods_by_begin ON rollup_periods (at);
    CREATE TABLE rollups (
        id INTEGER PRIMARY KEY,
        level TEXT NOT NULL,
        metric TEXT NOT NULL,              -- '' for counts
        division TEXT NOT NULL,            -- margins, cube, names, usage
        at REAL NOT NULL,
        totals TEXT,                       -- JSON
        cells BLOB,                        -- see src/analysis/rollups/packed-cells.ts
        UNIQUE (level, division, metric, at)
    ) STRICT;
    CREATE INDEX rollups_by_begin ON rollups (at, level);

    -- Who is deleted: see erasures.ts.
    CREATE TABLE deleted (
        id TEXT PRIMARY KEY,               -- a sessionId, or what stands for a user
        at REAL NOT NULL,
        user_id TEXT,                      -- as long as sessions of the user may not be marked yet
        session INTEGER                    -- as long as there may be pushes of it
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX deleted_by_time ON deleted (at);
    CREATE INDEX deleted_to_sweep ON deleted (session) WHERE session IS NOT NULL;
    CREATE INDEX deleted_to_mark ON deleted (user_id) WHERE user_id IS NOT NULL;
`, `
    -- Objects of getStats() that others' clients sent: see ../rtcstats.ts.
    CREATE TABLE rtcstats (
        id INTEGER PRIMARY KEY,
        session INTEGER NOT NULL REFERENCES sessions (id),
        key BLOB NOT NULL,                 -- 12 bytes, of what the object says: see ../rtcstats-key.ts
        at REAL NOT NULL,
        received_at REAL NOT NULL,
        type TEXT NOT NULL,
        stats_id TEXT NOT NULL,            -- the object's own id
        stats TEXT NOT NULL CHECK (json_valid(stats)),
        UNIQUE (session, key)
    ) STRICT;
    -- type for those who ask for one; no ids: inserts in the midst of an index leave copies behind that no erasure finds
    CREATE INDEX rtcstats_by_time ON rtcstats (session, at, key, type);
    CREATE INDEX rtcstats_by_receipt ON rtcstats (received_at);
`, `
    -- What endpoints of webhooks are to be told, and the ids of what they were told: see ../webhooks.ts.
    CREATE TABLE webhooks (
        id TEXT PRIMARY KEY,
        endpoint TEXT NOT NULL,
        position REAL NOT NULL,            -- when it was added
        conference_id TEXT NOT NULL,
        body TEXT,                         -- NULL when nothing is to be done any more
        not_before REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        session_id TEXT,                   -- whose data is in the body
        user_id TEXT,
        started_at REAL
    ) STRICT;
    CREATE INDEX webhooks_pending ON webhooks (endpoint, position, id) WHERE body IS NOT NULL;
    CREATE INDEX webhooks_by_position ON webhooks (position);
    CREATE INDEX webhooks_by_session ON webhooks (session_id) WHERE session_id IS NOT NULL;
    CREATE INDEX webhooks_by_user ON webhooks (user_id) WHERE user_id IS NOT NULL;
    -- Which process delivers to an endpoint.
    CREATE TABLE webhook_holders (
        endpoint TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        held_until REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
`, `
    -- Hours are made again, to hold conferences and histograms of counts as well.
    UPDATE rollup_periods SET due = 1, changes = changes + 1 WHERE level = 'hour';
`, `
    -- What lists of conferences are sorted by (../conference-order.ts), and what else is asked of each that is gone through, without its document.
    CREATE TABLE conference_sorts (
        conference_id TEXT PRIMARY KEY,
        started_at REAL NOT NULL,
        until_at REAL NOT NULL,
        folded_name TEXT NOT NULL,
        duration REAL,                     -- ms; NULL while it goes on
        participants INTEGER NOT NULL,
        trouble INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX conferences_by_duration ON conference_sorts (duration, started_at, conference_id, until_at, folded_name) WHERE duration IS NOT NULL;
    CREATE INDEX conferences_by_participants ON conference_sorts (participants, started_at, conference_id, until_at, folded_name);
    CREATE INDEX conferences_by_trouble ON conference_sorts (trouble, started_at, conference_id, until_at, folded_name);
    -- Those that go on, the one that lasts longest first.
    CREATE INDEX conferences_going_on ON conference_sorts (started_at, conference_id DESC, until_at, folded_name) WHERE until_at = 9007199254740991;
    CREATE VIEW sorted_conferences AS SELECT conference_id, started_at, until_at, folded_name,
        iif(until_at < 9007199254740991, until_at - started_at, NULL) AS duration,
        json_extract(document, '$.participants') AS participants,
        ifnull(1000000 * json_extract(document, '$.summary.verdicts.poor') + json_extract(document, '$.summary.verdicts.fair'), 0) AS trouble
        FROM conferences;
    INSERT INTO conference_sorts SELECT * FROM sorted_conferences;
    CREATE TRIGGER conference_sorts_begin AFTER INSERT ON conferences BEGIN
        INSERT INTO conference_sorts SELECT * FROM sorted_conferences WHERE conference_id = new.conference_id;
    END;
    CREATE TRIGGER conference_sorts_change AFTER UPDATE ON conferences BEGIN
        DELETE FROM conference_sorts WHERE conference_id = new.conference_id;
        INSERT INTO conference_sorts SELECT * FROM sorted_conferences WHERE conference_id = new.conference_id;
    END;
    CREATE TRIGGER conference_sorts_end AFTER DELETE ON conferences BEGIN
        DELETE FROM conference_sorts WHERE conference_id = old.conference_id;
    END;
`];

export const SCHEMA_VERSION = MIGRATIONS.length;
/** The first version whose sessions have facets. */
const FACETS_SINCE = 2;

/** Brings the file to SCHEMA_VERSION, or leaves it as it is. @throws if a newer program wrote it. */
export function migrate(db: DatabaseSyncInstance, file: string): void {
    const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
    if (version > SCHEMA_VERSION) {
        throw new Error(`${file} was written by a newer confmeter: its version is ${String(version)}, this one knows ${String(SCHEMA_VERSION)}. `
            + 'Start that confmeter again, or restore the copy made before the update.');
    }
    if (version === SCHEMA_VERSION) return;
    db.exec(`BEGIN IMMEDIATE; ${MIGRATIONS.slice(version).join(';')}; PRAGMA user_version = ${String(SCHEMA_VERSION)}`);
    if (version < FACETS_SINCE) fillFacets(db);
    db.exec('COMMIT');
}
