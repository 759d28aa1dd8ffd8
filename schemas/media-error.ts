/**
 * Why camera, microphone or screen could not be had: the names of getUserMedia() and getDisplayMedia()
 * (https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia), and those of lib-jitsi-meet's JitsiTrackErrors.ts that say
 * something else. `other`: any other name, or none.
 */
export const MEDIA_ERROR_NAMES = [
    'NotAllowedError', 'NotFoundError', 'NotReadableError', 'OverconstrainedError', 'AbortError', 'SecurityError', 'InvalidStateError', 'TypeError',
    'gum.timeout', 'gum.general', 'gum.screensharing_user_canceled', 'gum.screensharing_generic_error', 'other'
] as const;

export type MediaErrorName = typeof MEDIA_ERROR_NAMES[number];
