import type { IssueCode } from '../../schemas/issue.js';
import { SESSION_METRICS, SESSION_METRIC_NAMES, type SessionMetric, type SessionMetricName } from '../../schemas/session-metrics.js';
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

/** Issue codes, each once, in the order of their first. */
const codes = (items: readonly { code: IssueCode }[] | undefined): Cell => items && [...new Set(items.map(({ code }) => code))].join(' ');

/** What the analysis of a session found; empty until it has ended. Members of `summary` and of its `metrics` go by their own names. */
const SUMMARY_COLUMNS: Columns<SessionReply> = {
    inCallMs: ({ summary }) => summary?.inCallMs,
    measuredMs: ({ summary }) => summary?.measuredMs,
    setupMs: ({ summary }) => summary?.setupMs,
    connectionKind: ({ summary }) => summary?.connectionKind,
    p2pMs: ({ summary }) => summary?.p2pMs,
    bridgeMs: ({ summary }) => summary?.bridgeMs,
    relayMs: ({ summary }) => summary?.relayMs,
    tcpMs: ({ summary }) => summary?.tcpMs,
    switches: ({ summary }) => summary?.switches,
    'interruptions.count': ({ summary }) => summary?.interruptions.count,
    'interruptions.totalMs': ({ summary }) => summary?.interruptions.totalMs,
    'freezes.count': ({ summary }) => summary?.freezes.count,
    'freezes.totalMs': ({ summary }) => summary?.freezes.totalMs,
    peakParticipants: ({ summary }) => summary?.peakParticipants,
    screenShares: ({ summary }) => summary?.screenShares,
    recordings: ({ summary }) => summary?.recordings,
    deviceChanges: ({ summary }) => summary?.deviceChanges,
    mediaErrors: ({ summary }) => summary?.mediaErrors,
    rating: ({ summary }) => summary?.rating,
    verdict: ({ summary }) => summary?.verdict,
    reasons: ({ summary }) => codes(summary?.reasons),
    issues: ({ summary, issues }) => summary === null ? null : codes(issues),
    ...Object.fromEntries(SESSION_METRIC_NAMES.flatMap((name) => percentilesOf(name).map((percentile) =>
        [`${name}.${percentile}`, ({ summary }: SessionReply) => summary?.metrics[name]?.[percentile]])))
};

/** The median, and how it was in the worst 5 % of the time; where neither side is bad, the median alone. */
function percentilesOf(name: SessionMetricName): ('p5' | 'p50' | 'p95')[] {
    const { worse }: SessionMetric = SESSION_METRICS[name];
    return worse === undefined ? ['p50'] : worse === 'high' ? ['p50', 'p95'] : ['p50', 'p5'];
}

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
    client: ({ client }) => client,
    'sdk.version': ({ sdk }) => sdk?.version,
    'sdk.lib': ({ sdk }) => sdk?.lib,
    region: ({ region }) => region,
    address: ({ address }) => address,
    country: ({ country }) => country,
    mainConference: ({ mainConference }) => mainConference,
    visitor: ({ visitor }) => visitor,
    tags: ({ tags }) => json(tags),
    pushes: ({ pushes }) => pushes,
    samples: ({ samples }) => samples,
    durationMs: ({ startedAt, endedAt }) => endedAt === null ? null : endedAt - startedAt,
    ...SUMMARY_COLUMNS
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
