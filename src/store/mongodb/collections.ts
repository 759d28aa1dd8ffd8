import type { Binary, Collection, Db } from 'mongodb';
import type { CallEvent } from '../../../schemas/event.js';
import type { RtcStats } from '../../../schemas/rtcstats.js';
import type { SessionAnalysis } from '../../../schemas/session-analysis.js';
import type { Delta, EndReason } from '../../../schemas/push.js';
import type { InstanceState, Signal, WrittenCount, WrittenSignal } from '../audience.js';
import type { ConferenceDocument } from '../conferences.js';
import type { RollupPeriod, RollupRow } from '../rollups.js';
import type { Presence } from '../store.js';

/**
 * What rests in MongoDB (docs/mongodb.md tells it to those who query it). Moments of this server's clock that something expires by
 * are Dates, since TTL indexes know nothing else; all other times are numbers, epoch ms: a page's clock may give fractions.
 */
export interface PushDocument {
    /** `<sessionId>:<seq>`: what makes a second insert of the same push fail, in a sharded cluster too. */
    _id: string;
    sessionId: string;
    seq: number;
    at: number;
    receivedAt: Date;
    offset: number;
    /** How many deltas, so that counting reads the index only. */
    samples: number;
    deltas: Delta[];
    /** Absent when there are none. */
    events?: CallEvent[];
    end?: EndReason;
    region?: string;
}

/** An object of getStats(). */
export interface RtcStatsDocument {
    /** `<sessionId>:<key>`, see rtcstats-key.ts. */
    _id: string;
    sessionId: string;
    at: number;
    receivedAt: Date;
    stats: RtcStats;
}

/** A session. Until its first post has come it has only the members of PresenceFields, and no read shows it. */
export interface SessionFields extends Partial<PresenceFields> {
    /** sessionId. */
    _id: string;
    /** Counts the changes of what facets follow from (posts, region, analysis), so that two instances that change it at once notice each other. */
    revision?: number;
    /** Of the newest post that told something. */
    sentAt?: number;
    /** Members that come from an older post than that one, with its sentAt. Absent when there are none. */
    sentAtOf?: Record<string, number>;
    /** due.ts; absent when analysis has nothing to do. */
    dueAt?: number;
    /** Counts the writes that told something of it, some twice. */
    changes?: number;
    analysis?: SessionAnalysis;
    /** facets.ts, of what is in this document; absent before the first post. */
    facets?: string[];
    /** From when on analysis has to put its conference together anew, epoch ms; absent when it has not. */
    assembleAt?: number;
    /** Counts what made it due for that. */
    assemblies?: number;
    /** The conference that analysis has put it into. */
    conferenceId?: string;
    /** The hours that rollups have counted it in: more than one if a later post told of another start. */
    hours?: number[];
    /** What the posts said, and what follows from it. */
    [member: string]: unknown;
}

/** Each changed by `$max` only. Comparing subdocuments compares their first members first, so seq decides. */
export interface PresenceFields {
    lastSeenAt: Date;
    lastAt: number;
    lastSeq: number;
    end: NonNullable<Presence['end']>;
    region: NonNullable<Presence['region']>;
}

/** A conference, as ConferenceDocument has it. */
export interface ConferenceFields extends Omit<ConferenceDocument, 'conferenceId' | 'lastSeenAt'> {
    /** conferenceId. */
    _id: string;
    lastSeenAt: Date;
    foldedName: string;
    /** troubleOf() of conference-order.ts; absent in what an older program wrote. */
    trouble?: number;
    /** longUntil() of conferences.ts; absent when that is null. */
    longUntil?: number;
}

/** A conferenceKey whose conferences are being put together, or are to be because of some of them. */
export interface RoomFields {
    /** conferenceKey. */
    _id: string;
    /** Epoch ms: when it may be claimed. */
    heldUntil: number;
    holder: string | null;
    /** Conferences of which it is not known whether they still are. */
    conferenceIds?: string[];
    /** In which conferences of it changed: to be counted anew, epoch ms. */
    hours?: number[];
    /** Counts the marks. */
    changes: number;
}

/** An hour or a day. */
export interface RollupPeriodDocument extends RollupPeriod {
    /** `<level>/<at>`. */
    _id: string;
    /** Absent when its rows need not be made. */
    due?: true;
    /** It rests, or somebody is at it, until then. */
    notBefore: number;
    changes: number;
    claims: number;
}

export interface RollupDocument extends Omit<RollupRow, 'cells'>, RollupPeriod {
    /** `<level>/<at>/<table>/<metric>`. */
    _id: string;
    /** Which claim of the period it was made by. */
    claims: number;
    cells: Binary | null;
}

/** Who is deleted (erasures.ts). */
export interface DeletedFields {
    /** sessionId, or what stands for a user. */
    _id: string;
    at: Date;
    /** As long as sessions of the user may not be marked yet. */
    userId?: string;
    /** From when on it is looked for what there may be of the session. */
    sweepAt?: Date;
    /** All that was there when it was marked is gone. */
    swept?: true;
}

/** A running process (InstanceState of ../audience.ts). */
export interface InstanceFields extends Omit<InstanceState, 'instance' | 'at'> {
    /** Its id. */
    _id: string;
    at: Date;
}

/** What an instance counts in one namespace. */
export interface AudienceFields extends WrittenCount {
    /** `<instance>` NUL `<namespace>`. */
    _id: string;
    at: Date;
}

/** What an instance has told the others once. */
export interface AudienceSignalFields extends Pick<WrittenSignal, 'namespace' | 'instance' | 'revision'> {
    /** A message's id; or `<namespace>` NUL `<uuid>`. */
    _id: string;
    kind: Signal['kind'];
    at: Date;
    /** Of a claim. */
    uuid?: string;
    /** Of a message. */
    service?: string;
    message?: string;
}

/** What an endpoint of webhooks is to be told, or was (webhooks.ts). */
export interface WebhookFields {
    _id: string;
    position: number;
    conferenceId: string;
    /** Absent when it was not tried yet. */
    failures?: number;
    /** This and what follows: absent when nothing is to be done any more. */
    endpoint?: string;
    body?: string;
    bytes?: number;
    notBefore?: number;
    /** Whose data is in the body. */
    sessionId?: string;
    userId?: string | null;
    startedAt?: number;
}

/** Which process delivers to an endpoint. */
export interface WebhookHolderFields {
    /** The endpoint. */
    _id: string;
    holder: string;
    /** Epoch ms. */
    heldUntil: number;
}

interface MetaDocument { _id: 'schema'; version: number }

export interface Collections {
    sessions: Collection<SessionFields>;
    pushes: Collection<PushDocument>;
    rtcstats: Collection<RtcStatsDocument>;
    conferences: Collection<ConferenceFields>;
    rooms: Collection<RoomFields>;
    rollupPeriods: Collection<RollupPeriodDocument>;
    rollups: Collection<RollupDocument>;
    deleted: Collection<DeletedFields>;
    instances: Collection<InstanceFields>;
    audience: Collection<AudienceFields>;
    audienceSignals: Collection<AudienceSignalFields>;
    webhooks: Collection<WebhookFields>;
    webhookHolders: Collection<WebhookHolderFields>;
    meta: Collection<MetaDocument>;
}

/** A write counts once a majority of the replica set has it in its journal, so that no failover takes it back. */
const WRITE_CONCERN = { w: 'majority', journal: true, wtimeoutMS: 30_000 } as const;

export const collectionsOf = (db: Db): Collections => ({
    sessions: db.collection('sessions', { writeConcern: WRITE_CONCERN }),
    pushes: db.collection('pushes', { writeConcern: WRITE_CONCERN }),
    rtcstats: db.collection('rtcstats', { writeConcern: WRITE_CONCERN }),
    conferences: db.collection('conferences', { writeConcern: WRITE_CONCERN }),
    rooms: db.collection('rooms', { writeConcern: WRITE_CONCERN }),
    rollupPeriods: db.collection('rollupPeriods', { writeConcern: WRITE_CONCERN }),
    rollups: db.collection('rollups', { writeConcern: WRITE_CONCERN }),
    // whatever the connection string says of reading: a mark that a secondary does not know yet would let data in
    deleted: db.collection('deleted', { writeConcern: WRITE_CONCERN, readPreference: 'primary' }),
    instances: db.collection('instances', { writeConcern: WRITE_CONCERN }),
    audience: db.collection('audience', { writeConcern: WRITE_CONCERN }),
    audienceSignals: db.collection('audienceSignals', { writeConcern: WRITE_CONCERN }),
    // whatever the connection string says of reading: who delivers must know what was delivered
    webhooks: db.collection('webhooks', { writeConcern: WRITE_CONCERN, readPreference: 'primary' }),
    webhookHolders: db.collection('webhookHolders', { writeConcern: WRITE_CONCERN }),
    meta: db.collection('meta', { writeConcern: WRITE_CONCERN })
});
