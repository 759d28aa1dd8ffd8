import { CONFERENCE_UNIQUE_ID_SET, type JitsiConference, type JitsiTrack, type Listenable, type StatsSource } from '../../client-sdk/src/jitsi.js';
import type { RecordedReport, TraceEvent, TraceTrack } from './trace.js';

/** A conference that does again what was recorded of it, as far as a page can see. */
export interface ReplayedConference extends JitsiConference {
    /** Does the next thing: its state changes, then its listeners are called, in the order and with what lib-jitsi-meet gives them. */
    replay(event: TraceEvent): void;
}

export interface ReplayedConferenceParts {
    name: string;
    endpointId: string | null;
    /** Known from the join on. */
    meetingId?: string;
}

type Listener = (...args: never[]) => void;

/** Copies of nothing but what lib-jitsi-meet's conference shows: it has no Node and no page in it, and runs in either. */
export function createReplayedConference({ name, endpointId, meetingId }: ReplayedConferenceParts): ReplayedConference {
    const { emit, ...listenable } = createEmitter();
    const tracks = new Map<string, ReplayedTrack>();
    const others = new Set<string>();
    /** One object for the whole call, changed and given out again, as the library does. */
    const localStats = {};
    const [toBridge, toParticipant] = [createConnection(), createConnection()];
    let joined = false;
    let p2p = false;

    const trackOf = (told: TraceTrack): ReplayedTrack => {
        const key = told.local ? `local ${told.type}` : `${String(told.owner)} ${told.type}`;
        const track = tracks.get(key) ?? createTrack(told);
        tracks.set(key, track);
        track.muted = told.muted;
        return track;
    };

    return {
        ...listenable,
        getName: () => name,
        myUserId: () => endpointId,
        isJoined: () => joined,
        isHidden: () => false,
        isP2PActive: () => p2p,
        getMeetingUniqueId: () => joined ? meetingId : undefined,
        getParticipantCount: () => others.size + 1,
        getLocalTracks: () => [...tracks.values()].filter((track) => track.isLocal()),
        getActivePeerConnection() {
            const peerconnection = p2p ? toParticipant : toBridge;
            return peerconnection.report && { peerconnection };
        },
        replay({ event, stats, report, track, id, error, p2p: isP2p }) {
            switch (event) {
                case 'cq.local_stats_updated':
                    (p2p ? toParticipant : toBridge).report = report;
                    overwrite(localStats, stats ?? {});
                    emit(event, localStats);
                    break;
                case 'conference.joined':
                    joined = true;
                    emit(event);
                    if (meetingId !== undefined) emit(CONFERENCE_UNIQUE_ID_SET, meetingId);
                    break;
                case 'conference.left':
                    joined = false;
                    emit(event);
                    break;
                case 'conference.p2pStatus':
                    p2p = isP2p === true;
                    emit(event, this, p2p);
                    break;
                case 'conference.userJoined':
                case 'conference.userLeft':
                    if (event === 'conference.userJoined') others.add(String(id));
                    else others.delete(String(id));
                    emit(event, id);
                    break;
                case 'conference.failed':
                case 'conference.error':
                    emit(event, error);
                    break;
                default:
                    if (track !== undefined) emit(event, trackOf(track));
                    else if (event.startsWith('conference.')) emit(event);
            }
        }
    };
}

/** Answers what was recorded last. Without a recording there is no such connection. */
interface ReplayedConnection extends StatsSource { report: RecordedReport | undefined }

const createConnection = (): ReplayedConnection => ({
    report: undefined,
    async getStats() { return new Map(this.report?.map((stats) => [stats['id'], stats])); }
});

interface ReplayedTrack extends JitsiTrack { muted: boolean }

function createTrack({ type, local, muted }: TraceTrack): ReplayedTrack {
    const { addEventListener, removeEventListener } = createEmitter();
    return {
        addEventListener, removeEventListener, muted,
        getType: () => type,
        isLocal: () => local,
        isMuted() { return this.muted; },
        getVideoType: () => type === 'video' ? 'camera' : undefined
    };
}

function createEmitter(): Listenable & { emit(event: string, ...args: unknown[]): void } {
    const listeners = new Map<string, Set<Listener>>();
    return {
        addEventListener(event, listener) {
            listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
        },
        removeEventListener(event, listener) {
            listeners.get(event)?.delete(listener);
        },
        emit(event, ...args) {
            for (const listener of [...listeners.get(event) ?? []]) listener(...args as never[]);
        }
    };
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !(value instanceof Map);

/** Makes the one object equal to the other without replacing it, nor what is in it. */
function overwrite(target: object, source: object): void {
    const into = target as Record<string, unknown>;
    for (const name of Object.keys(into)) if (!Object.hasOwn(source, name)) Reflect.deleteProperty(into, name);
    for (const [name, value] of Object.entries(source)) {
        const there = into[name];
        if (isPlain(there) && isPlain(value) && Array.isArray(there) === Array.isArray(value)) overwrite(there, value);
        else into[name] = isPlain(value) ? structuredClone(value) : value;
    }
    if (Array.isArray(target) && Array.isArray(source)) target.length = source.length;
}
