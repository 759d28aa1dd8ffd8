import type { SessionReply } from '../../schemas/session.js';
import type { EventRecord, SampleRecord } from '../analysis/export-records.js';
import { METRICS } from '../analysis/metrics.js';

/** A value of a cell; what is not known is an empty one. */
export type Cell = string | number | boolean | null | undefined;
/** The columns of a CSV file, in order, each with its value in a record. Names are those of the JSON, with dots. */
export type Columns<T> = Readonly<Record<string, (record: T) => Cell>>;

/** ISO 8601, in UTC. */
const time = (at: number | null): Cell => at === null ? null : new Date(at).toISOString();
/** What has members of its own stays JSON. */
const json = (value: object | null | undefined): Cell => value === null || value === undefined ? null : JSON.stringify(value);

export const SESSION_COLUMNS: Columns<SessionReply> = {
    sessionId: ({ sessionId }) => sessionId,
    conferenceId: ({ conferenceId }) => conferenceId,
    conferenceName: ({ conferenceName }) => conferenceName,
    tenant: ({ tenant }) => tenant,
    meetingId: ({ meetingId }) => meetingId,
    userId: ({ userId }) => userId,
    endpointId: ({ endpointId }) => endpointId,
    displayName: ({ displayName }) => displayName,
    startedAt: ({ startedAt }) => time(startedAt),
    joinedAt: ({ joinedAt }) => time(joinedAt),
    endedAt: ({ endedAt }) => time(endedAt),
    endReason: ({ endReason }) => endReason,
    lastSeenAt: ({ lastSeenAt }) => time(lastSeenAt),
    'browser.name': ({ browser }) => browser.name,
    'browser.version': ({ browser }) => browser.version,
    'os.name': ({ os }) => os.name,
    'os.version': ({ os }) => os.version,
    'device.cores': ({ device }) => device?.cores,
    'device.memory': ({ device }) => device?.memory,
    'device.mobile': ({ device }) => device?.mobile,
    'sdk.version': ({ sdk }) => sdk?.version,
    'sdk.lib': ({ sdk }) => sdk?.lib,
    region: ({ region }) => region,
    address: ({ address }) => address,
    country: ({ country }) => country,
    mainConference: ({ mainConference }) => mainConference,
    visitor: ({ visitor }) => visitor,
    tags: ({ tags }) => json(tags),
    pushes: ({ pushes }) => pushes,
    samples: ({ samples }) => samples
};

const OWNER: Columns<{ sessionId: string; conferenceName: string; userId: string | null; at: number }> = {
    sessionId: ({ sessionId }) => sessionId,
    conferenceName: ({ conferenceName }) => conferenceName,
    userId: ({ userId }) => userId,
    at: ({ at }) => time(at)
};

export const SAMPLE_COLUMNS: Columns<SampleRecord> = {
    ...OWNER,
    ...Object.fromEntries([...METRICS.values()].map((metric) => [metric.name, ({ state }: SampleRecord) => metric.valueIn(state)]))
};

export const EVENT_COLUMNS: Columns<EventRecord> = {
    ...OWNER,
    type: ({ type }) => type,
    data: ({ data }) => json(data)
};
