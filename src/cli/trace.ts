/** What a recorded call is, and how it is read. Without Node, so that pages in tests can use it too. */

/** One thing that happened to a participant: a payload of lib-jitsi-meet, or one of its events, under the library's own name. */
export interface TraceEvent {
    /** ms since the recording began */
    t: number;
    event: string;
    /** CONFERENCE_JOINED: the own endpoint id. */
    me?: string;
    /** P2P_STATUS */
    p2p?: boolean;
    /** CONFERENCE_FAILED, CONFERENCE_ERROR: the library's code. */
    error?: string;
    /** USER_JOINED, USER_LEFT: the other's endpoint id. */
    id?: string;
    track?: TraceTrack;
    /** LOCAL_STATS_UPDATED: the payload, again with the values that JSON does not have. */
    stats?: Record<string, unknown>;
    /** LOCAL_STATS_UPDATED: what getStats() of the peer connection in use gave at that moment, where it was recorded. */
    report?: RecordedReport;
}

/** The RTCStats objects of a report. */
export type RecordedReport = readonly Readonly<Record<string, unknown>>[];

export interface TraceTrack { type: string; local: boolean; muted: boolean; owner: string | null }

export interface TraceParticipant {
    name: string;
    endpointId: string | null;
    /** In the order of their times. */
    events: TraceEvent[];
}

export interface Trace {
    /** JitsiMeetJS.version, Chromium's version and when it was recorded, where the recording tells. */
    library: string | undefined;
    chromium: string | undefined;
    recorded: string | undefined;
    /** ms from the first to the last thing that happened to a participant */
    duration: number;
    /** ms of the first of them */
    begin: number;
    participants: TraceParticipant[];
}

/** A text that is no recording of a call. The message says why, and in which line. */
export class TraceError extends Error {}

const LOCAL_STATS_UPDATED = 'cq.local_stats_updated';
/** No event of the library: the n-th report of a participant was asked for at its n-th LOCAL_STATS_UPDATED. */
const GET_STATS = 'getStats';

interface TraceLine extends TraceEvent {
    participant: string | null;
    /** Beside a payload: what JSON lost of it, by path. */
    notJson?: Record<string, unknown>;
    libraryVersionProperty?: string;
    chromium?: string;
    recorded?: string;
}

/**
 * Reads a recording: a JSON object a line, `{t, participant, event, …}`.
 * @throws {TraceError} if it is none
 */
export function parseTrace(text: string): Trace {
    const lines = text.split('\n').flatMap((line, index) => line.trim() === '' ? [] : [parseLine(line, index + 1)]);
    const meta = lines.find(({ event }) => event === 'meta');
    const names = [...new Set(lines.map(({ participant }) => participant).filter((name) => name !== null))];
    const participants = names.map((name) => readParticipant(name, lines));
    if (!participants.some(({ events }) => events.some(({ event }) => event === LOCAL_STATS_UPDATED)))
        throw new TraceError(`It holds no ${LOCAL_STATS_UPDATED} of a participant, so there is nothing to replay.`);
    const times = participants.flatMap(({ events }) => events.map(({ t }) => t));
    const begin = Math.min(...times);
    return {
        library: meta?.libraryVersionProperty, chromium: meta?.chromium, recorded: meta?.recorded,
        begin, duration: Math.max(...times) - begin, participants
    };
}

function parseLine(line: string, number: number): TraceLine {
    const refuse = (why: string) => new TraceError(`Line ${String(number)} ${why}. A recording has a JSON object a line: {"t":0,"participant":"a","event":"…"}.`);
    let value: unknown;
    try {
        value = JSON.parse(line);
    } catch {
        throw refuse('is no JSON');
    }
    if (typeof value !== 'object' || value === null) throw refuse('is no object');
    const { t, participant, event, stats, report } = value as Partial<Record<string, unknown>>;
    if (typeof t !== 'number' || !(t >= 0)) throw refuse('has no time "t" in ms');
    if (typeof event !== 'string') throw refuse('has no "event"');
    if (participant !== null && typeof participant !== 'string') throw refuse('has no "participant"');
    if (event === LOCAL_STATS_UPDATED && (typeof stats !== 'object' || stats === null)) throw refuse('has no "stats"');
    if (event === GET_STATS && !Array.isArray(report)) throw refuse('has no "report"');
    return value as TraceLine;
}

function readParticipant(name: string, lines: readonly TraceLine[]): TraceParticipant {
    const own = lines.filter(({ participant }) => participant === name);
    const reports = own.filter(({ event }) => event === GET_STATS).map(({ report }) => report);
    const events = own.filter(({ event }) => event !== GET_STATS)
        .map(({ notJson = {}, ...event }) => event.stats === undefined ? event : recordedStats(event, restore(event.stats, notJson), reports.shift()))
        .sort((a, b) => a.t - b.t);
    return { name, endpointId: events.find(({ me }) => me !== undefined)?.me ?? null, events };
}

const recordedStats = (event: TraceEvent, stats: Record<string, unknown>, report: RecordedReport | undefined): TraceEvent =>
    ({ ...event, stats, ...report !== undefined && { report } });

/** Puts back what JSON does not have: undefined, NaN, Infinity, Map. */
function restore(stats: Record<string, unknown>, notJson: Readonly<Record<string, unknown>>): Record<string, unknown> {
    for (const [path, lost] of Object.entries(notJson)) {
        const names = path.split('.');
        const last = names.pop() as string;
        let parent = stats;
        for (const name of names) parent = (parent[name] ??= {}) as Record<string, unknown>;
        Object.defineProperty(parent, last, { value: lostValue(lost), enumerable: true, configurable: true, writable: true });
    }
    return stats;
}

function lostValue(lost: unknown): unknown {
    if (typeof lost === 'object' && lost !== null && 'Map' in lost) return new Map(lost.Map as [unknown, unknown][]);
    return lost === 'undefined' ? undefined : Number(lost);
}
