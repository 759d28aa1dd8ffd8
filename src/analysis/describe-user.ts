import type { ConnectionKind } from '../../schemas/connection-kind.js';
import type { Issue } from '../../schemas/issue.js';
import { SESSION_METRIC_NAMES, type SessionMetricName } from '../../schemas/session-metrics.js';
import type { SessionSummary } from '../../schemas/summary.js';
import { HISTORY_METRICS, type HistoryEntry, type HistoryMetric, type Quantiles, type UserNetwork, type UserReply } from '../../schemas/user.js';
import type { SessionDocument } from '../store/store.js';
import { describeHistogram } from './histogram.js';
import type { HistogramSum } from './rollups/histogram-sum.js';
import { countIssues, countVerdicts, meanRating } from './summarize-conference.js';

/** One session of a user, without its histograms, which are large. */
export interface UserStay {
    session: Omit<SessionDocument, 'analysis'>;
    conferenceId: string;
    /** Epoch ms; null: it goes on. */
    endedAt: number | null;
    /** null until it has been analysed. */
    summary: SessionSummary | null;
    issues: readonly Issue[];
}

/**
 * What a user's sessions say together.
 * @param stays - the newest first
 * @param metrics - the histograms of all of them
 */
export function describeUser(
    stays: readonly UserStay[], metrics: ReadonlyMap<SessionMetricName, HistogramSum>
): Omit<UserReply, 'userId' | 'isWhole'> {
    const sessions = stays.map(({ session }) => session);
    return {
        firstSeenAt: sessions.length === 0 ? null : Math.min(...sessions.map(({ startedAt }) => startedAt)),
        lastSeenAt: sessions.length === 0 ? null : Math.max(...sessions.map(({ lastSeenAt }) => lastSeenAt)),
        displayNames: [...new Set(sessions.flatMap(({ displayName }) => displayName ?? []))],
        sessions: stays.length,
        ongoing: stays.filter(({ endedAt }) => endedAt === null).length,
        conferences: new Set(stays.map(({ conferenceId }) => conferenceId)).size,
        participantMs: timeInCalls(stays),
        verdicts: countVerdicts(stays.map(({ summary }) => summary?.verdict)),
        rating: meanRating(stays.map(({ summary }) => summary?.rating)),
        issues: countIssues(stays),
        metrics: Object.fromEntries(SESSION_METRIC_NAMES.map((name) => {
            const histogram = metrics.get(name)?.build();
            return [name, histogram === undefined ? null : describeHistogram(histogram)];
        })) as UserReply['metrics'],
        devices: groupStays(stays, ({ session: { device } }) =>
            ({ cores: device?.cores ?? null, memory: device?.memory ?? null, mobile: device?.mobile ?? null })).map(describeGroup),
        browsers: groupStays(stays, ({ session: { browser } }) => browser).map(describeGroup),
        os: groupStays(stays, ({ session: { os } }) => os).map(describeGroup),
        networks: groupStays(stays, ({ session: { address, country } }) => ({ address, country: country ?? null })).map(describeNetwork),
        history: stays.map(describeStay).reverse()
    };
}

interface Group<T> { value: T; stays: UserStay[] }

/** Of what they have in common, most sessions first, then the longest. `commonOf` gives a value that JSON tells apart. */
function groupStays<T>(stays: readonly UserStay[], commonOf: (stay: UserStay) => T): Group<T>[] {
    const groups = new Map<string, Group<T>>();
    for (const stay of stays) {
        const value = commonOf(stay);
        const key = JSON.stringify(value);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, { value, stays: [stay] });
        else group.stays.push(stay);
    }
    return [...groups.values()].sort((a, b) => b.stays.length - a.stays.length || timeInCalls(b.stays) - timeInCalls(a.stays));
}

const describeGroup = <T extends object>({ value, stays }: Group<T>) => ({
    ...value,
    sessions: stays.length,
    participantMs: timeInCalls(stays),
    verdicts: countVerdicts(stays.map(({ summary }) => summary?.verdict)),
    lastSeenAt: Math.max(...stays.map(({ session }) => session.lastSeenAt))
});

const describeNetwork = (group: Group<Pick<UserNetwork, 'address' | 'country'>>): UserNetwork => ({
    ...describeGroup(group),
    regions: valuesOf(group.stays, ({ session }) => session.region?.value),
    connectionKinds: valuesOf<ConnectionKind>(group.stays, ({ summary }) => summary?.connectionKind)
});

/** Each once, most sessions first. */
const valuesOf = <T extends string>(stays: readonly UserStay[], valueOf: (stay: UserStay) => T | null | undefined): T[] =>
    groupStays(stays, (stay) => valueOf(stay) ?? null).flatMap(({ value }) => value ?? []);

const timeInCalls = (stays: readonly UserStay[]): number => stays.reduce((sum, { summary }) => sum + (summary?.inCallMs ?? 0), 0);

const describeStay = ({ session, conferenceId, endedAt, summary }: UserStay): HistoryEntry => ({
    sessionId: session.sessionId,
    conferenceId,
    conferenceName: session.conferenceName,
    startedAt: session.startedAt,
    endedAt,
    verdict: summary?.verdict ?? null,
    metrics: Object.fromEntries(HISTORY_METRICS.map((name) => [name, quantilesOf(summary, name)])) as HistoryEntry['metrics']
});

function quantilesOf(summary: SessionSummary | null, name: HistoryMetric): Quantiles | null {
    const distribution = summary?.metrics[name] ?? null;
    return distribution === null ? null : { p5: distribution.p5, p50: distribution.p50, p95: distribution.p95 };
}
