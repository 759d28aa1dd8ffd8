import type { CallEvent } from '../../schemas/event.js';
import type { LiveParticipant } from '../../schemas/live.js';

/** What a page's events say about now. */
export type CallFlags = Pick<LiveParticipant, 'audioMuted' | 'videoMuted' | 'screenSharing' | 'recording' | 'hidden' | 'interruptedSince'>;

export const NO_FLAGS: CallFlags = {
    audioMuted: null, videoMuted: null, screenSharing: false, recording: false, hidden: false, interruptedSince: null
};

/** The flags after an event. */
export function flagsAfter(flags: CallFlags, { at, type, data }: CallEvent): CallFlags {
    if (type === 'trackMuteChanged' && data?.local === true && data.muted !== undefined) {
        if (data.kind === 'audio') return { ...flags, audioMuted: data.muted };
        if (data.kind === 'video') return { ...flags, videoMuted: data.muted };
    }
    if (type === 'screenShare' && data?.on !== undefined) return { ...flags, screenSharing: data.on };
    if (type === 'recording' && data?.on !== undefined) return { ...flags, recording: data.on };
    if (type === 'visibility' && data?.hidden !== undefined) return { ...flags, hidden: data.hidden };
    if (type === 'connectionInterrupted') return { ...flags, interruptedSince: flags.interruptedSince ?? at };
    // the library tells of no end when the way changes
    if (type === 'connectionRestored' || type === 'p2pStatus') return { ...flags, interruptedSince: null };
    return flags;
}
