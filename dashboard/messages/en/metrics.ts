import type { SessionMetricName } from '../../../schemas/session-metrics.js';

/** What is measured, by the same names on every page; docs/issues.md tells what each is. */
export const metrics: Readonly<Record<SessionMetricName | 'freezesMs', string>> = {
    packetLossUpload: 'Packet loss, sent', packetLossDownload: 'Packet loss, received', roundTripTime: 'Round-trip time',
    jitterUpload: 'Jitter of audio, sent', jitterDownload: 'Jitter of audio, received', playoutDelay: 'Playout delay',
    concealedAudio: 'Concealed audio',
    bitrateUpload: 'Bitrate, sent', bitrateDownload: 'Bitrate, received', bandwidthUpload: 'Bandwidth estimate, sending',
    bandwidthDownload: 'Bandwidth estimate, receiving', framesPerSecondUpload: 'Frame rate, sent', framesPerSecondDownload: 'Frame rate, received',
    frameHeightUpload: 'Resolution, sent', frameHeightDownload: 'Resolution, received', audioMosUpload: 'Audio quality, sent',
    audioMosDownload: 'Audio quality, received', videoScoreUpload: 'Video quality, sent', videoScoreDownload: 'Video quality, received',
    connectionQuality: 'Connection quality (lib-jitsi-meet)', freezesMs: 'Frozen video of others'
};
