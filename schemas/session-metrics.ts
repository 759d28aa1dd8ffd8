/**
 * What a session's summary has a distribution of. `upload` is what this participant sends, `download` what reaches them. `worse`: on which
 * side bad values are; absent where neither is. A value comes from getStats() (media-state.ts) where the browser told it, else from
 * lib-jitsi-meet's local stats; docs/issues.md says which.
 */
export interface SessionMetric { unit: string; worse?: 'high' | 'low'; about: string }

const metric = (unit: string, about: string, worse?: 'high' | 'low'): SessionMetric => ({ unit, about, ...worse && { worse } });

export const SESSION_METRICS = {
    packetLossUpload: metric('%', 'lost on the way up, the worse of audio and video; only from getStats()', 'high'),
    packetLossDownload: metric('%', 'lost on the way down, the worse of audio and video', 'high'),
    roundTripTime: metric('ms', 'to the bridge, or in P2P to the other participant', 'high'),
    jitterUpload: metric('ms', 'of audio, at the other end', 'high'),
    jitterDownload: metric('ms', 'of audio, at arrival', 'high'),
    playoutDelay: metric('ms', 'how long audio waited in the jitter buffer', 'high'),
    concealedAudio: metric('%', 'of the audio that was played: made up, as it had not come in time', 'high'),
    bitrateUpload: metric('kbit/s', 'sent'),
    bitrateDownload: metric('kbit/s', 'received'),
    bandwidthUpload: metric('kbit/s', 'estimate of what could be sent', 'low'),
    bandwidthDownload: metric('kbit/s', 'estimate of what could be received, by the bridge', 'low'),
    framesPerSecondUpload: metric('1/s', 'own video', 'low'),
    framesPerSecondDownload: metric('1/s', 'mean of the videos of others', 'low'),
    frameHeightUpload: metric('px', 'own video', 'low'),
    frameHeightDownload: metric('px', 'mean of the videos of others', 'low'),
    audioMosUpload: metric('MOS', 'of what the others hear of this participant, 1 to 4.4', 'low'),
    audioMosDownload: metric('MOS', 'of what this participant hears, 1 to 4.4', 'low'),
    videoScoreUpload: metric('score', 'of the own video, 1 to 5', 'low'),
    videoScoreDownload: metric('score', 'of the videos of others, 1 to 5', 'low'),
    connectionQuality: metric('%', 'lib-jitsi-meet\'s own verdict; no measure of the call', 'low')
} as const satisfies Record<string, SessionMetric>;

export type SessionMetricName = keyof typeof SESSION_METRICS;
export const SESSION_METRIC_NAMES = Object.keys(SESSION_METRICS) as SessionMetricName[];
