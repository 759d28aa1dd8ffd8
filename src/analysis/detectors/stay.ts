import type { FoundIssue, IssueDetails } from '../../../schemas/issue.js';
import type { Threshold } from '../../thresholds.js';
import { traitsOf } from '../client-traits.js';
import type { Detector, DetectorFamily, SessionFacts } from './detector.js';
import { detectInterruptions } from './interruptions.js';
import { detectJoinTrouble } from './joining.js';
import { createMomentDetector } from './moment-detector.js';

const ICE_FAILED = 'conference.iceFailed';

/** Getting in, staying in, getting out. */
export const detectStayIssues: DetectorFamily = (parts) => [
    detectJoinTrouble(parts),
    createMomentDetector({
        code: 'ice_failed', severity: 'error',
        tells: ({ type, data }) => (type === 'conferenceFailed' || type === 'conferenceError') && data?.code === ICE_FAILED
    }),
    createMomentDetector({
        code: 'connection_failed', severity: 'error', tells: ({ type }) => type === 'connectionFailed',
        detailsOf: ({ data: { code } = {} }) => code === undefined ? {} : { code }
    }),
    detectMediaErrors(),
    detectInterruptions(parts.thresholds.interruption),
    detectAbruptEnd(parts.session),
    detectRating(parts.thresholds.rating)
];

/** Screens that were not shared are not meant: whoever closes the browser's question has one of these errors. */
const isScreen = (devices = ''): boolean => devices.includes('desktop') || devices.includes('screen');

/** Of `audio.video`: both. */
function devicesOf(devices = ''): NonNullable<IssueDetails['device']> {
    if (devices.includes('audio')) return devices.includes('video') ? 'both' : 'microphone';
    return devices.includes('video') ? 'camera' : 'either';
}

/** Who has sent nothing so long after the first error has no microphone and no camera; before, a second try may have been granted. ms */
const SENDS_WITHIN = 30_000;

function detectMediaErrors(): Detector {
    const errors = createMomentDetector({
        code: 'media_error', severity: 'warning', tells: ({ type, data }) => type === 'mediaError' && !isScreen(data?.message),
        detailsOf: ({ data: { message, name } = {} }) => ({ device: devicesOf(message), ...name !== undefined && { name } })
    });
    let hasSent = false;
    let latest: FoundIssue | undefined;
    let firstAt = Infinity;
    const noAccess = (first: FoundIssue, lastAt: number, times: number): FoundIssue => ({
        code: 'no_media_access', severity: 'error', from: first.from, to: Math.max(first.to, lastAt), evidence: { times },
        details: first.details ?? {}
    });
    return {
        hear(event, context) {
            errors.hear?.(event, context);
            latest = errors.current?.(event.at)[0] ?? latest;
            firstAt = Math.min(firstAt, latest?.from ?? Infinity);
        },
        observe({ measures }) { hasSent ||= (measures.bitrateUpload ?? 0) > 0; },
        current(at) {
            if (hasSent || latest === undefined || at - firstAt < SENDS_WITHIN) return errors.current?.(at) ?? [];
            return [noAccess({ ...latest, from: firstAt }, at, latest.evidence['times'] ?? 1)];
        },
        finish(ending) {
            const found = errors.finish(ending);
            const [first] = found;
            if (hasSent || first === undefined) return found;
            const times = found.reduce((sum, { evidence }) => sum + (evidence['times'] ?? 1), 0);
            return [noAccess(first, ending.lastAt, times)];
        }
    };
}

/**
 * The library says goodbye, and so does a page that is closed; nobody does for one that is killed. Of a session that is seen from outside
 * silence says nothing: nobody told any more. Nor of one whose client never says goodbye.
 */
function detectAbruptEnd({ joinedAt, observedBy, client }: SessionFacts): Detector {
    if (typeof observedBy === 'string' || !traitsOf(client).saysEnd) return { finish: () => [] };
    let joined = typeof joinedAt === 'number';
    return {
        hear({ type }) { joined ||= type === 'joined'; },
        observe() { joined = true; },
        finish({ endedAt, endReason }): FoundIssue[] {
            if (!joined || endReason !== 'silent' || endedAt === null) return [];
            return [{
                code: 'abrupt_end', severity: 'warning', from: endedAt, to: endedAt, evidence: {}
            }];
        }
    };
}

function detectRating({ warning, error }: Threshold): Detector {
    let last: { at: number; rating: number } | undefined;
    return {
        hear({ at, type, data }) {
            const rating = data?.rating;
            // -1: asked and declined
            if (type === 'feedback' && rating !== undefined && rating >= 1) last = { at, rating };
        },
        finish() {
            if (last === undefined || last.rating > Math.max(warning ?? 0, error ?? 0)) return [];
            const { at, rating } = last;
            const severity = error !== null && rating <= error ? 'error' : 'warning';
            return [{
                code: 'low_rating', severity, from: at, to: at, evidence: { rating }
            }];
        }
    };
}
