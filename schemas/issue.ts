import { Type, type Static } from '@sinclair/typebox';
import { TimestampSchema } from './identifiers.js';

/** What can be wrong with a session. docs/issues.md tells of each what it means and when it is found. */
export const ISSUE_CODES = [
    // joining, staying, leaving
    'join_failed', 'connection_failed', 'no_media_access', 'media_error', 'slow_join', 'multiple_rejoins', 'abrupt_end', 'low_rating',
    // network
    'no_connection', 'ice_failed', 'connection_interrupted', 'upload_loss', 'download_loss', 'high_rtt', 'upload_jitter', 'download_jitter',
    'high_playout_delay', 'low_audio_mos', 'bandwidth_limited',
    // video
    'freezes', 'upload_low_frame_rate', 'download_low_frame_rate', 'resolution_collapse',
    // path
    'relay_used', 'tcp_used', 'region_mismatch', 'worse_after_switch', 'ice_candidate_error',
    // machine
    'cpu_limited', 'no_audio_input', 'noisy_mic', 'track_ended', 'machine_suspended'
] as const;

export type IssueCode = typeof ISSUE_CODES[number];

/** info: good to know; warning: noticeable; error: hardly bearable, or the call did not come about. */
export const SEVERITIES = ['info', 'warning', 'error'] as const;
export type Severity = typeof SEVERITIES[number];

const DEVICES = ['microphone', 'camera', 'both', 'either'] as const;
const SWITCHED_TO = ['p2p', 'bridge', 'region'] as const;

/** What the sentence of an issue names beside its figures; each code uses its own few. */
export const IssueDetailsSchema = Type.Partial(Type.Object({
    code: Type.String({ description: 'of the failure, as lib-jitsi-meet or the browser told it: conference.iceFailed, 701' }),
    name: Type.String({ description: 'of the error that getUserMedia gave: NotAllowedError' }),
    message: Type.String({ description: 'ice_candidate_error: the URL of the first server' }),
    device: Type.Unsafe<typeof DEVICES[number]>(Type.String({ enum: [...DEVICES], description: 'either: not told which' })),
    region: Type.String({ description: 'region_mismatch: the participant\'s own; worse_after_switch: that of the new bridge' }),
    switchedTo: Type.Unsafe<typeof SWITCHED_TO[number]>(Type.String({ enum: [...SWITCHED_TO], description: 'region: a bridge in another one' })),
    restored: Type.Boolean({ description: 'connection_interrupted: media came again before the end' }),
    goesOn: Type.Boolean({ description: 'connection_interrupted: it is not over yet' }),
    more: Type.Integer({ description: 'further ones that this one stands for' })
}), { additionalProperties: false });

export const IssueSchema = Type.Object({
    code: Type.Unsafe<IssueCode>(Type.String({ enum: [...ISSUE_CODES] })),
    severity: Type.Unsafe<Severity>(Type.String({ enum: [...SEVERITIES] })),
    from: TimestampSchema,
    to: TimestampSchema,
    evidence: Type.Record(Type.String(), Type.Number(), { description: 'the figures it rests on; docs/issues.md has their units' }),
    details: Type.Optional(IssueDetailsSchema),
    text: Type.String({ description: 'one sentence for people, in the language that was asked for' })
}, { additionalProperties: false });

export type IssueDetails = Static<typeof IssueDetailsSchema>;
export type Issue = Static<typeof IssueSchema>;
/** As analysis finds it, before anybody is told. */
export type FoundIssue = Omit<Issue, 'text'>;
