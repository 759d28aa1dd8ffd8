import type { CallEventData, CallEventType } from '../../schemas/event.js';
import type { EndReason } from '../../schemas/push.js';
import { known, text } from '../../webrtc-stats/known.js';
import type { Undo } from './environment.js';
import { attempt, guard } from './guard.js';
import * as jitsi from './jitsi.js';
import type { IceError, JibriSession, JingleSession, JitsiConference, JitsiTrack, Listenable, LocalStats } from './jitsi.js';

export interface CallListener {
    onStats(stats: LocalStats): void;
    onEvent(type: CallEventType, data?: CallEventData): void;
    onJoined(): void;
    /** The library knows more of the conference now: its meeting id, its breakout rooms. */
    onMoreKnown(): void;
    /** The stay is over. */
    onEnd(reason: EndReason): void;
}

const SHARED_SCREEN = 'desktop';
/** STUN and TURN servers that are told of. */
const MAX_REFUSED = 10;

const coded = (code: unknown): CallEventData | undefined => known({ code: text(code) });

const isScreen = (track: JitsiTrack) => track.getVideoType?.()?.startsWith(SHARED_SCREEN) ?? false;
const kindOf = (track: JitsiTrack) => isScreen(track) ? SHARED_SCREEN : track.getType();

/** Listens to a conference, its own tracks and its connection. */
export function watchCall(conference: JitsiConference, { onStats, onEvent, onJoined, onMoreKnown, onEnd }: CallListener): Undo {
    const undos: Undo[] = [];
    const on = <A extends unknown[]>(target: Listenable | null | undefined, event: string, listener: (...args: A) => void): void => {
        const guarded: (...args: never[]) => void = guard(listener as (...args: unknown[]) => void);
        target?.addEventListener(event, guarded);
        undos.push(guard(() => { target?.removeEventListener(event, guarded); }));
    };
    /** Events of the library that are one of ours as they are. */
    const forward = (event: string, type: CallEventType) => { on(conference, event, () => { onEvent(type); }); };

    let sharing = false;
    const noteShared = (track: JitsiTrack, on: boolean) => {
        if (on === sharing || !isScreen(track)) return;
        sharing = on;
        onEvent('screenShare', { on });
    };
    /** The own tracks, and whether each is in the conference: one that is taken out and stopped has not failed. */
    const own = new Map<JitsiTrack, boolean>();
    const addTrack = (track: JitsiTrack) => {
        if (!track.isLocal()) return;
        noteShared(track, !track.isMuted());
        if (!own.has(track)) {
            on(track, jitsi.LOCAL_TRACK_STOPPED, () => { if (own.get(track)) onEvent('trackEnded', { kind: kindOf(track) }); });
            on(track, jitsi.NO_DATA_FROM_SOURCE, (isSilent: unknown) => {
                if (isSilent && own.get(track) && track.getType() === 'audio') onEvent('noAudioInput');
            });
        }
        own.set(track, true);
    };
    const countUsers = (type: 'userJoined' | 'userLeft') => () => { onEvent(type, known({ count: conference.getParticipantCount?.() })); };

    on(conference, jitsi.LOCAL_STATS_UPDATED, onStats);
    on(conference, jitsi.CONFERENCE_JOINED, onJoined);
    on(conference, jitsi.CONFERENCE_UNIQUE_ID_SET, onMoreKnown);
    on(conference, jitsi.BREAKOUT_ROOMS_UPDATED, onMoreKnown);
    on(conference, jitsi.CONFERENCE_LEFT, () => {
        onEvent('left');
        onEnd('left');
    });
    on(conference, jitsi.KICKED, () => {
        onEvent('kicked');
        onEnd('kicked');
    });
    on(conference, jitsi.CONFERENCE_FAILED, (error: unknown) => {
        onEvent('conferenceFailed', coded(error));
        if (!jitsi.isRecoverable(error)) onEnd('failed');
    });
    on(conference, jitsi.CONFERENCE_ERROR, (error: unknown) => { onEvent('conferenceError', coded(error)); });
    on(conference, jitsi.USER_JOINED, countUsers('userJoined'));
    on(conference, jitsi.USER_LEFT, countUsers('userLeft'));
    on(conference, jitsi.P2P_STATUS, (_conference: unknown, p2p: unknown) => { onEvent('p2pStatus', { p2p: !!p2p }); });
    on(conference, jitsi.TRACK_MUTE_CHANGED, (track: JitsiTrack) => {
        onEvent('trackMuteChanged', { kind: kindOf(track), local: track.isLocal(), muted: track.isMuted() });
        if (track.isLocal()) noteShared(track, !track.isMuted());
    });
    on(conference, jitsi.TRACK_ADDED, addTrack);
    on(conference, jitsi.TRACK_REMOVED, (track: JitsiTrack) => {
        if (!own.has(track)) return;
        noteShared(track, false);
        own.set(track, false);
    });
    on(conference, jitsi.SERVER_REGION_CHANGED, (region: unknown) => { onEvent('serverRegionChanged', known({ region: text(region) })); });
    /** Every network interface tries every server, and again in the next connection. */
    const refused = new Set<unknown>();
    on(conference, jitsi._MEDIA_SESSION_STARTED, ({ peerconnection }: JingleSession) => {
        on(peerconnection?.peerconnection, 'icecandidateerror', ({ url, errorCode }: IceError) => {
            if (refused.has(url) || refused.size >= MAX_REFUSED) return;
            refused.add(url);
            onEvent('iceCandidateError', known({ code: text(String(errorCode)), message: text(url) }));
        });
    });
    /** Recorder and focus each tell of the same change (jitsi-meet, react/features/recording/middleware.ts). */
    const recordings = new Map<string | undefined, string | undefined>();
    on(conference, jitsi.RECORDER_STATE_CHANGED, (recording: JibriSession) => {
        const [id, status] = [recording.getID?.(), recording.getStatus()];
        const on = ['off', 'on'].indexOf(String(status));
        if (on >= 0 && recordings.get(id) !== status) onEvent('recording', { on: !!on, ...known({ mode: text(recording.getMode()) }) });
        recordings.set(id, status);
    });
    forward(jitsi.CONNECTION_INTERRUPTED, 'connectionInterrupted');
    forward(jitsi.CONNECTION_RESTORED, 'connectionRestored');
    forward(jitsi.NO_AUDIO_INPUT, 'noAudioInput');
    forward(jitsi.NOISY_MIC, 'noisyMic');
    forward(jitsi.TALK_WHILE_MUTED, 'talkWhileMuted');
    forward(jitsi.SUSPEND_DETECTED, 'suspendDetected');
    on(attempt(() => conference.getConnection?.()), jitsi.CONNECTION_FAILED, (error: unknown) => { onEvent('connectionFailed', coded(error)); });
    attempt(() => conference.getLocalTracks?.().forEach(addTrack));
    return () => { undos.forEach((undo) => { undo(); }); };
}
