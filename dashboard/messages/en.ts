import type { IssueCode } from '../../schemas/issue.js';

const issues: Readonly<Record<IssueCode, string>> = {
    join_failed: 'Could not join', connection_failed: 'Signalling failed', no_media_access: 'No camera or microphone',
    media_error: 'Error with a device',
    slow_join: 'Slow to join', multiple_rejoins: 'Joined again and again', abrupt_end: 'Ended abruptly', low_rating: 'Rated badly',
    no_connection: 'No media connection', ice_failed: 'Media connection failed', connection_interrupted: 'Connection interrupted',
    upload_loss: 'Loss on the way up', download_loss: 'Loss on the way down', high_rtt: 'Long round trip', upload_jitter: 'Jitter on the way up',
    download_jitter: 'Jitter on the way down', high_playout_delay: 'Heard late', low_audio_mos: 'Hard to understand',
    bandwidth_limited: 'Too little bandwidth', freezes: 'Video froze', upload_low_frame_rate: 'Own video jerky',
    download_low_frame_rate: 'Others\' video jerky', resolution_collapse: 'Resolution collapsed', relay_used: 'By a relay', tcp_used: 'By TCP',
    region_mismatch: 'Bridge far away', worse_after_switch: 'Worse after a switch', ice_candidate_error: 'STUN or TURN not reached',
    cpu_limited: 'Computer too slow', no_audio_input: 'Microphone silent', noisy_mic: 'Microphone noisy', track_ended: 'Device lost',
    machine_suspended: 'Computer slept'
};

/** All that the dashboard says. A value with something in it is a function; a section per page, `common` for what several say. */
export const en = {
    common: {
        navigation: 'Dashboard', skip: 'Skip to the content', logOut: 'Log out', loading: 'Loading …', retry: 'Try again',
        otherLanguage: 'Français', theme: { auto: 'Colours of the system', light: 'Light colours', dark: 'Dark colours' },
        nothingHere: 'Nothing here', nothingHereText: 'There is no such page. The navigation above leads to what there is.',
        pageFailed: 'This page could not be loaded. The service may have been updated, or the network is away.',
        asTable: 'As a table', nothingMeasured: 'Nothing was measured',
        units: { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'd' },
        verdicts: { good: 'Good', fair: 'Fair', poor: 'Poor', unknown: 'Not known' },
        severities: { info: 'Good to know', warning: 'Noticeable', error: 'Severe' },
        timeRange: {
            name: 'Time', own: 'From … to', from: 'From', to: 'To', show: 'Show', backwards: 'The end must be after the beginning.',
            ranges: { '24h': '24 h', '7d': '7 days', '30d': '30 days', '90d': '90 days' }
        },
        errors: {
            unreachable: 'The service does not answer. Is the network there?',
            unauthorized: 'You are not logged in any more.',
            not_found: 'There is nothing of that name.',
            rate_limited: 'Too many requests came from your address. Wait a minute.',
            store_unavailable: 'The store does not answer at the moment. What is accepted meanwhile is not lost.',
            shutting_down: 'The service is being stopped.',
            internal_error: 'The service made a mistake. Its log tells more.',
            other: (message: string) => `The service refused: ${message}`
        }
    },
    overview: { name: 'Overview' },
    live: { name: 'Live' },
    conferences: { name: 'Conferences' },
    conference: { name: 'Conference' },
    participant: { name: 'Participant' },
    setup: { name: 'Setup' },
    issues
};

export type Messages = typeof en;
