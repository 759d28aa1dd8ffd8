import type { RtcStatsReport } from '../../webrtc-stats/rtc-stats.js';

/**
 * The few members of lib-jitsi-meet that are touched, with its own names. What older libraries do not have is optional.
 * The strings are those of JitsiConferenceEvents.ts, JitsiConnectionEvents.ts, JitsiTrackEvents.ts, ConnectionQualityEvents.ts and
 * JitsiConferenceErrors.ts; test/client-sdk/jitsi.test.ts compares them with upstream's.
 */

/** What lib-jitsi-meet's conferences, connections and tracks have in common (modules/util/Listenable.ts). */
export interface Listenable {
    addEventListener(event: string, listener: (...args: never[]) => void): void;
    removeEventListener(event: string, listener: (...args: never[]) => void): void;
}

export interface JitsiTrack extends Listenable {
    getType(): string;
    isLocal(): boolean;
    isMuted(): boolean;
    getVideoType?(): string | undefined;
}

/** JitsiParticipant.ts */
export interface JitsiParticipant {
    getId(): string;
    isHidden?(): boolean;
    getDisplayName?(): string | undefined;
    /** What the other page has set as a property of its local participant. */
    getProperty?(name: string): unknown;
}

export interface JitsiConference extends Listenable {
    getName(): string;
    myUserId(): string | null | undefined;
    isJoined?(): boolean;
    isHidden?(): boolean;
    isP2PActive?(): boolean;
    getMeetingUniqueId?(): string | null | undefined;
    getParticipantCount?(): number;
    getLocalTracks?(): JitsiTrack[];
    /** The others. */
    getParticipants?(): JitsiParticipant[];
    /** The others see it, as it goes with the presence. */
    setLocalParticipantProperty?(name: string, value: string): void;
    removeLocalParticipantProperty?(name: string): void;
    getConnection?(): Listenable | null | undefined;
    /** The P2P or the bridge's one (modules/RTC/TraceablePeerConnection.ts), with the browser's own inside. */
    getActivePeerConnection?(): { peerconnection?: StatsSource | null } | null | undefined;
    getBreakoutRooms?(): { isBreakoutRoom(): boolean; getMainRoomJid(): string | undefined } | null | undefined;
}

/** An RTCPeerConnection, as far as it is used. */
export interface StatsSource {
    getStats(): Promise<RtcStatsReport>;
}

/** modules/xmpp/JingleSessionPC.ts: the way of media to the bridge or to the other, with the browser's own RTCPeerConnection inside. */
export interface JingleSession {
    peerconnection?: { peerconnection?: Listenable | null } | null;
}

/** https://www.w3.org/TR/webrtc/#rtcpeerconnectioniceerrorevent */
export interface IceError { url?: unknown; errorCode?: unknown }

/** modules/recording/JibriSession.ts */
export interface JibriSession {
    getID?(): string | undefined;
    getStatus(): string | undefined;
    getMode(): string | undefined;
}

/** What connectionQuality.LOCAL_STATS_UPDATED brings: one object, changed and emitted again each time (modules/connectivity/ConnectionQuality.ts). */
export interface LocalStats {
    connectionQuality?: unknown;
    bandwidth?: Partial<Record<'upload' | 'download', unknown>> | null;
    bitrate?: Partial<Record<'upload' | 'download', unknown>> & {
        audio?: Partial<Record<'upload' | 'download', unknown>>;
        video?: Partial<Record<'upload' | 'download', unknown>>;
    } | null;
    packetLoss?: Partial<Record<'upload' | 'download' | 'total', unknown>> | null;
    transport?: TransportStats[] | null;
    jvbRTT?: unknown;
    serverRegion?: unknown;
    bridgeCount?: unknown;
    maxEnabledResolution?: unknown;
    /** By endpoint id and ssrc, as the next two. */
    resolution?: BySsrc<{ width?: unknown; height?: unknown }> | null;
    framerate?: BySsrc<unknown> | null;
    codec?: BySsrc<{ audio?: unknown; video?: unknown }> | null;
}

export type BySsrc<T> = Record<string, Record<string, T> | undefined>;

/** One candidate pair (modules/statistics/RTPStatsCollector.js). */
export interface TransportStats {
    /** `address:port`, IPv6 without brackets; the address can be empty. */
    ip?: unknown;
    localip?: unknown;
    type?: unknown;
    p2p?: unknown;
    rtt?: unknown;
    localCandidateType?: unknown;
    remoteCandidateType?: unknown;
    networkType?: unknown;
}

/** modules/statistics/AnalyticsAdapter.ts */
export interface AnalyticsEvent {
    action?: string;
    actionSubject?: string;
    source?: string;
    attributes?: Record<string, unknown>;
}

export const LOCAL_STATS_UPDATED = 'cq.local_stats_updated';
/**
 * Brings another's endpoint id, and of its LocalStats what it broadcasts: connectionQuality, bitrate, packetLoss, jvbRTT, serverRegion and
 * maxEnabledResolution.
 */
export const REMOTE_STATS_UPDATED = 'cq.remote_stats_updated';

export const CONFERENCE_FAILED = 'conference.failed';
export const CONFERENCE_ERROR = 'conference.error';
export const CONFERENCE_JOINED = 'conference.joined';
export const CONFERENCE_LEFT = 'conference.left';
export const CONFERENCE_UNIQUE_ID_SET = 'conference.unique_id_set';
export const BREAKOUT_ROOMS_UPDATED = 'conference.breakout-rooms.updated';
export const CONNECTION_INTERRUPTED = 'conference.connectionInterrupted';
export const CONNECTION_RESTORED = 'conference.connectionRestored';
export const KICKED = 'conference.kicked';
export const NOISY_MIC = 'conference.noisy_mic';
export const NO_AUDIO_INPUT = 'conference.no_audio_input';
export const P2P_STATUS = 'conference.p2pStatus';
export const RECORDER_STATE_CHANGED = 'conference.recorderStateChanged';
export const SERVER_REGION_CHANGED = 'conference.server_region_changed';
export const SUSPEND_DETECTED = 'conference.suspendDetected';
export const TALK_WHILE_MUTED = 'conference.talk_while_muted';
export const TRACK_ADDED = 'conference.trackAdded';
export const TRACK_MUTE_CHANGED = 'conference.trackMuteChanged';
export const TRACK_REMOVED = 'conference.trackRemoved';
export const USER_JOINED = 'conference.userJoined';
export const USER_LEFT = 'conference.userLeft';

/** Private to the library, and in it since 2019. */
export const _MEDIA_SESSION_STARTED = 'conference.media_session.started';

export const CONNECTION_FAILED = 'connection.connectionFailed';

export const LOCAL_TRACK_STOPPED = 'track.stopped';
/** With true when the device gives nothing any more, false when it does again. */
export const NO_DATA_FROM_SOURCE = 'track.no_data_from_source';

/**
 * The errors of CONFERENCE_FAILED after which the same stay can still come about: the person is asked for a password, a name or a
 * login, waits in the lobby, the library tries again by itself (see FOCUS_DISCONNECTED in jitsi-meet's conference.js), or is sent to
 * another server. All others end the session.
 */
export const isRecoverable = (error: unknown): boolean =>
    /\.(password\w+|authenticationRequired|display_name_required|membersOnly|focusDisconnected|redirected)$/.test(String(error));
