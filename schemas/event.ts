import { Type, type Static } from '@sinclair/typebox';
import { text, TextSchema, TimestampSchema } from './identifiers.js';

/** What can happen in a call, see docs/api.md for what each means and which `data` it has. */
export const EVENT_TYPES = [
    'joined', 'left', 'userJoined', 'userLeft', 'connectionInterrupted', 'connectionRestored', 'p2pStatus', 'trackMuteChanged', 'trackEnded',
    'conferenceFailed', 'conferenceError', 'connectionFailed', 'iceCandidateError', 'kicked', 'serverRegionChanged', 'noAudioInput', 'noisyMic',
    'talkWhileMuted', 'suspendDetected', 'screenShare', 'recording', 'deviceChanged', 'mediaError', 'feedback', 'visibility'
] as const;

export type CallEventType = typeof EVENT_TYPES[number];

/** The members that an event's `data` can have; each type uses its own few. */
export const CallEventDataSchema = Type.Partial(Type.Object({
    setupMs: Type.Number({ minimum: 0, maximum: 8.64e7, description: 'joined: from the start of the join to its end, ms' }),
    count: Type.Integer({ minimum: 0, maximum: 1e6, description: 'userJoined, userLeft: participants now, this one included' }),
    p2p: Type.Boolean({ description: 'p2pStatus: straight to the other participant from now on' }),
    kind: text(32, { description: 'audio, video, or the device kinds audioinput, audiooutput, videoinput' }),
    local: Type.Boolean({ description: 'trackMuteChanged: the own track' }),
    muted: Type.Boolean(),
    code: TextSchema,
    region: text(64),
    on: Type.Boolean({ description: 'screenShare, recording: begun or ended' }),
    mode: text(32, { description: 'recording: file, stream, local' }),
    name: text(64, { description: 'mediaError: the DOMException\'s or JitsiTrackError\'s name' }),
    message: TextSchema,
    rating: Type.Number({ minimum: -1, maximum: 5, description: 'feedback: 1 to 5, -1 = declined' }),
    hidden: Type.Boolean({ description: 'visibility: the page is hidden' })
}), { additionalProperties: false });

export const CallEventSchema = Type.Object({
    at: TimestampSchema,
    type: Type.Unsafe<CallEventType>(Type.String({ enum: [...EVENT_TYPES] })),
    data: Type.Optional(CallEventDataSchema)
}, { additionalProperties: false });

export type CallEventData = Static<typeof CallEventDataSchema>;
export type CallEvent = Static<typeof CallEventSchema>;
