import type { IssueCode } from '../../schemas/issue.js';

/** How an issue counts for the verdict: by its share of the call; makes the call at best fair, or poor, however long; not at all. */
export type Weight = 'share' | 'fair' | 'poor' | 'none';

export interface IssueKind {
    family: 'stay' | 'network' | 'video' | 'path' | 'machine';
    weight: Weight;
    /** Whose way: what this participant sends, or what reaches them; absent where it is both or neither. */
    direction?: 'upload' | 'download';
    about: string;
    /** The same, or nearly so, in peermetrics. */
    peermetrics?: string;
}

/** Every issue there is. A test keeps docs/issues.md equal to this. */
export const ISSUE_KINDS: Readonly<Record<IssueCode, IssueKind>> = {
    join_failed: { family: 'stay', weight: 'poor', about: 'wanted to join and did not get in' },
    connection_failed: { family: 'stay', weight: 'fair', about: 'the signalling connection failed', peermetrics: 'connection_failed' },
    no_media_access: {
        family: 'stay', weight: 'poor', about: 'microphone and camera could not be had, and nothing was ever sent',
        peermetrics: 'no_media_access'
    },
    media_error: { family: 'stay', weight: 'none', about: 'microphone or camera could not be had at first', peermetrics: 'getusermedia_error' },
    slow_join: { family: 'stay', weight: 'none', about: 'it took long to get in' },
    multiple_rejoins: { family: 'stay', weight: 'fair', about: 'left and came back again and again', peermetrics: 'multiple_rejoins' },
    abrupt_end: { family: 'stay', weight: 'fair', about: 'ended without a word: a crash, a killed page, a machine or network gone' },
    low_rating: { family: 'stay', weight: 'poor', about: 'the participant rated the call so' },

    no_connection: {
        family: 'network', weight: 'poor', about: 'joined, others were there, and no media ever came or went', peermetrics: 'no_connection'
    },
    ice_failed: { family: 'network', weight: 'fair', about: 'no way was found, or left, for media', peermetrics: 'ice_failed' },
    connection_interrupted: {
        family: 'network', weight: 'share', about: 'no media came or went for a while', peermetrics: 'connection_disconnected'
    },
    upload_loss: { family: 'network', weight: 'share', direction: 'upload', about: 'what was sent got lost' },
    download_loss: { family: 'network', weight: 'share', direction: 'download', about: 'what should have come got lost' },
    high_rtt: { family: 'network', weight: 'share', about: 'the way to the bridge, or to the other, took long' },
    upload_jitter: { family: 'network', weight: 'share', direction: 'upload', about: 'own audio came unevenly to the other end' },
    download_jitter: { family: 'network', weight: 'share', direction: 'download', about: 'audio came unevenly' },
    high_playout_delay: { family: 'network', weight: 'share', direction: 'download', about: 'audio was held back long to smooth it' },
    low_audio_mos: {
        family: 'network', weight: 'share', direction: 'download', about: 'speech was hard to follow, by the E-model',
        peermetrics: 'low_emos, very_low_emos'
    },
    bandwidth_limited: { family: 'network', weight: 'share', direction: 'upload', about: 'the own line could not carry the own video' },

    freezes: { family: 'video', weight: 'share', direction: 'download', about: 'videos of others stood still' },
    upload_low_frame_rate: { family: 'video', weight: 'share', direction: 'upload', about: 'the own video went out in jerks' },
    download_low_frame_rate: { family: 'video', weight: 'share', direction: 'download', about: 'videos of others came in jerks' },
    resolution_collapse: { family: 'video', weight: 'share', direction: 'upload', about: 'the own video became much smaller than it was' },

    relay_used: { family: 'path', weight: 'none', about: 'media went over a TURN server', peermetrics: 'turn_used' },
    tcp_used: { family: 'path', weight: 'none', about: 'media went over TCP or TLS', peermetrics: 'tcp_used' },
    region_mismatch: { family: 'path', weight: 'none', about: 'the bridge was in another region, and far' },
    worse_after_switch: { family: 'path', weight: 'none', about: 'a change between P2P and bridge, or of bridge, made it worse' },
    ice_candidate_error: {
        family: 'path', weight: 'none', about: 'a STUN or TURN server could not be reached, or refused', peermetrics: 'icecandidateerror'
    },

    cpu_limited: { family: 'machine', weight: 'share', about: 'the machine could not keep up' },
    no_audio_input: { family: 'machine', weight: 'fair', about: 'the microphone gave nothing' },
    noisy_mic: { family: 'machine', weight: 'none', about: 'the microphone gave noise' },
    track_ended: { family: 'machine', weight: 'fair', about: 'microphone or camera stopped by itself: unplugged, or taken' },
    machine_suspended: { family: 'machine', weight: 'none', about: 'the machine slept' }
};
