import type { SessionMetricName } from '../../schemas/session-metrics.js';

/** As docs/issues.md has them; what is a number without a unit has none here. */
export const METRIC_UNITS: Readonly<Record<SessionMetricName, string>> = {
    packetLossUpload: '%', packetLossDownload: '%', roundTripTime: 'ms', jitterUpload: 'ms', jitterDownload: 'ms', playoutDelay: 'ms',
    concealedAudio: '%',
    bitrateUpload: 'kbit/s', bitrateDownload: 'kbit/s', bandwidthUpload: 'kbit/s', bandwidthDownload: 'kbit/s', framesPerSecondUpload: '1/s',
    framesPerSecondDownload: '1/s', frameHeightUpload: 'px', frameHeightDownload: 'px', audioMosUpload: 'MOS', audioMosDownload: 'MOS',
    videoScoreUpload: '',
    videoScoreDownload: '', connectionQuality: '%'
};
