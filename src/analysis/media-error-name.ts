import { MEDIA_ERROR_NAMES, type MediaErrorName } from '../../schemas/media-error.js';

/** lib-jitsi-meet's names (JitsiTrackErrors.ts) for errors that have one in the browser: JitsiTrackError.ts makes the one of the other. */
const BROWSER_NAMES: Readonly<Record<string, MediaErrorName>> = {
    'gum.permission_denied': 'NotAllowedError', 'gum.not_found': 'NotFoundError',
    'gum.constraint_failed': 'OverconstrainedError', 'gum.unsupported_resolution': 'OverconstrainedError'
};

/** The one of the known names that a mediaError event tells. */
export function mediaErrorNameOf(told: string | undefined): MediaErrorName {
    if (told === undefined) return 'other';
    return MEDIA_ERROR_NAMES.find((name) => name === told) ?? (Object.hasOwn(BROWSER_NAMES, told) ? BROWSER_NAMES[told] ?? 'other' : 'other');
}
