import type { ConnectionKind } from '../../schemas/connection-kind.js';
import type { CallEventType } from '../../schemas/event.js';
import type { IssueCode } from '../../schemas/issue.js';
import type { MediaErrorName } from '../../schemas/media-error.js';
import { metrics } from './en/metrics.js';
import { participant } from './en/participant.js';
import { setup } from './en/setup.js';

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
        filter: { name: 'Filters', all: 'All', remove: ' – remove this filter', removeAll: 'Remove all filters' },
        timeRange: {
            name: 'Time', own: 'From … to', from: 'From', to: 'To', show: 'Show', backwards: 'The end must be after the beginning.',
            ranges: { '24h': '24 h', '7d': '7 days', '30d': '30 days', '90d': '90 days' }
        },
        filters: {
            name: 'Filters', any: 'Any', removeAll: 'Remove all', remove: (filter: string) => `Remove ${filter}`,
            names: {
                verdict: 'Verdict', issue: 'Issue', participant: 'Person', conferenceName: 'Room', browser: 'Browser', os: 'System',
                region: 'Region', country: 'Country', connection: 'Connection', minDuration: 'At least'
            },
            connections: {
                p2p: 'P2P', 'p2p-tcp': 'P2P over TCP', bridge: 'Bridge', 'bridge-tcp': 'Bridge over TCP',
                relay: 'Relay', 'relay-tcp': 'Relay over TCP'
            }
        },
        search: {
            label: 'Search rooms, people, ids', hint: 'Press / to search', found: 'Found', nothing: 'Nothing found', onNow: 'On now',
            count: (count: number) => `${String(count)} found`, conference: (when: string) => `Conference, ${when}`,
            participant: (room: string) => `Person, last in ${room}`
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
    overview: {
        name: 'Overview', span: (from: string, to: string) => `${from} – ${to}`,
        compare: 'Compare with the time before', previously: 'The time before', before: (value: string) => `before: ${value}`,
        more: 'more than before', less: 'less than before', same: 'same as before', points: (value: string) => `${value} points`,
        conferences: 'Conferences', participantMinutes: 'Participant minutes', sessions: 'Sessions', goodConferences: 'Good conferences',
        medianSetup: 'Time to join, median', now: 'Going on now', liveFailed: 'not known at the moment',
        participantsNow: (count: string) => `participants: ${count}`,
        couldNotJoin: (count: number, told: string) => count === 1 ? '1 could not join' : `${told} could not join`,
        untold: (sessions: number, conferences: number) =>
            `Too rare to be told apart under these filters, and in no figure: sessions ${String(sessions)}, conferences ${String(conferences)}.`,
        overTime: { hour: 'Use by hour', day: 'Use by day', week: 'Use by week', month: 'Use by month' }, shown: 'What is shown', when: 'When',
        conferencesChart: 'Conferences over time, by how they were for whom they were worst', minutesChart: 'Participant minutes over time',
        quality: 'Quality over time', qualityNote: 'A conference is as good as it was for whom it was worst.',
        qualityChart: 'Share of good, fair and poor conferences over time',
        issues: 'Most common issues', issuesNote: 'Sessions that had it. Choose one to see the conferences.',
        issue: 'Issue', share: 'Share', noIssues: 'No issues',
        mediaErrors: 'Errors with camera, microphone and screen', errorName: 'Error', meaning: 'What it means', times: 'Times',
        mediaErrorsNote: (count: number, told: string) => count === 1 ? 'It happened once.' : `It happened ${told} times.`,
        noMediaErrors: 'No device was refused or missing',
        mediaErrorNames: {
            NotAllowedError: 'Not allowed', NotFoundError: 'No such device',
            NotReadableError: 'Device in use or broken',
            OverconstrainedError: 'Device cannot do it', AbortError: 'Device failed',
            SecurityError: 'Forbidden by the page', InvalidStateError: 'Page not ready', TypeError: 'Asked wrongly',
            'gum.timeout': 'Nobody answered the question', 'gum.general': 'Device error',
            'gum.screensharing_user_canceled': 'Screen sharing cancelled', 'gum.screensharing_generic_error': 'Screen could not be shared',
            other: 'Others'
        } satisfies Record<MediaErrorName, string>,
        notKnown: 'Not known', others: 'Others', moreInTable: (count: string) => `${count} more in the table.`,
        dimensions: { browser: 'Browsers', os: 'Operating systems', region: 'Regions', country: 'Countries', connection: 'Connection' },
        filters: { browser: 'Browser', os: 'System', region: 'Region', country: 'Country', connection: 'Connection' },
        connections: {
            p2p: 'Direct (P2P), UDP', 'p2p-tcp': 'Direct (P2P), TCP', bridge: 'Bridge, UDP', 'bridge-tcp': 'Bridge, TCP', relay: 'Relay (TURN), UDP',
            'relay-tcp': 'Relay (TURN), TCP'
        } satisfies Record<ConnectionKind, string>,
        durations: 'How long conferences took', conferencesNote: 'Conferences', duration: 'Duration', count: 'Count',
        sizes: 'Size of conferences', sizesNote: 'Conferences, by most participants at once', participantsUnit: 'Participants',
        nobody: 'nobody got in', participants: (count: number, told: string) => count === 1 && told === '1' ? '1 participant' : `${told} participants`,
        setupTimes: 'Time to join', setupNote: 'Sessions, by how long joining took',
        below: (to: string) => `below ${to}`, atLeast: (from: string) => `${from} and more`, between: (from: string, to: string) => `${from} to ${to}`,
        metrics: {
            audioMosDownload: {
                unit: '',
                note: 'MOS of what was heard, 1 (bad) to 5 (excellent), estimated by the E-model'
            },
            packetLossDownload: { note: 'of what should have arrived', unit: '%' },
            roundTripTime: { note: 'to the bridge, or to the other participant', unit: 'ms' }
        },
        spreadChart: (title: string) => `${title} over time: the median, and the range of nine tenths of the time`,
        median: 'Median', nineTenths: '90 % of the time', p5: '5 % of the time below', p95: '5 % of the time above', mean: 'Mean',
        fresh: 'No call has been measured yet', freshText: 'A few lines in the configuration of Jitsi Meet are all that is needed.',
        toSetup: 'Set it up',
        nothingThen: 'No call ended in this time',
        nothingThenText: 'A call counts once it has ended. Choose a longer time, or look under Live at what is going on.',
        nothingMeets: 'No call meets these filters', nothingMeetsText: 'Take one of them away, or choose a longer time.'
    },
    live: {
        name: 'Live', lead: 'Who is in a call at this moment, and how it is for them.', pause: 'Pause updates', resume: 'Resume updates',
        connections: {
            connecting: 'Connecting …', live: 'Live', paused: (time: string) => `Paused at ${time}`,
            stale: (time: string) => `No connection since ${time}: what is shown is of then. It is tried again.`
        },
        totals: { conferences: 'Conferences now', participants: 'Participants', joining: 'Joining', fading: 'Fading' },
        knowledge: {
            catchingUp: (count: string) => `The service has just started and is still reading what went on before: ${count} sessions are to come.`,
            forgotten: (count: string) => `More was going on than LIVE_MAX_SESSIONS allows: ${count} sessions have been left out since the start.`,
            unheard: (time: string) => `Since ${time} the database has not told what other instances accept: their participants may be missing here.`
        },
        announcements: {
            started: (name: string) => `Conference ${name} has started.`, ended: (name: string) => `Conference ${name} has ended.`,
            poor: (name: string) => `For ${name} the call has become poor.`, more: (count: string) => `And ${count} more changes.`
        },
        conferences: 'Conferences now', search: 'Find a conference or participant', sort: 'Sort by',
        noneFound: 'No conference and no participant has this in its name',
        sorts: { worst: 'Worst first', newest: 'Began last', longest: 'Began first', largest: 'Most participants', name: 'Name' },
        nobody: 'Nobody is in a call now',
        nobodyText: 'Whoever joins appears here within two seconds.', toConferences: 'Conferences that are over',
        neverText: 'Nothing has ever come from a page.', toSetup: 'How to set up a Jitsi',
        people: (count: number, told: string) => `${told} ${count === 1 ? 'participant' : 'participants'}`,
        joining: (count: string) => `${count} joining`, fading: (count: string) => `${count} fading`, since: (time: string) => `since ${time}`,
        toConference: 'All about it', showMore: (shown: string, all: string) => `${shown} of ${all}: show more`,
        presences: { joining: 'Joining', there: 'There', fading: 'Fading: silent for longer than usual' }, observed: 'Seen by others only',
        marks: {
            interrupted: 'Interrupted for', audioMuted: 'Microphone off', videoMuted: 'Camera off',
            screenSharing: 'Shares the screen', recording: 'Recorded', hidden: 'Page in the background'
        },
        trends: { better: 'Getting better', steady: 'Steady', worse: 'Getting worse' },
        trendOf: (figure: 'packetLoss' | 'roundTripTime' | 'bitrate' | 'connectionQuality', recent: string, before: string) => ({
            packetLoss: `loss ${recent} % (${before} % before)`, roundTripTime: `round trip ${recent} ms (${before} ms before)`,
            bitrate: `bitrate ${recent} kbit/s (${before} kbit/s before)`, connectionQuality: `quality ${recent} % (${before} % before)`
        })[figure],
        figures: {
            loss: 'Loss', roundTrip: 'Round trip', bitrate: 'Bitrate', picture: 'Own video', quality: 'Jitsi’s own indicator',
            way: 'Way', age: 'Told',
            none: 'Nothing measured yet'
        },
        ways: { p2p: 'P2P', bridge: 'Bridge' }, age: (ms: number) => `${String(Math.round(ms / 1000))} s ago`,
        lossSince: (highest: string) => `Loss since this page was opened, up to ${highest} %`,
        audience: {
            name: 'Audience', note: 'Who listens to a namespace at this moment.', nobody: 'Nobody listens',
            namespace: 'Namespace', members: 'Members', all: (count: string) => `Show all ${count}`
        }
    },
    conferences: {
        name: 'Conferences', lead: 'Every call, and every stay in one.', what: 'What is listed',
        lists: { conferences: 'Conferences', sessions: 'Sessions' },
        columns: {
            name: 'Room', when: 'When', duration: 'How long', participants: 'People', verdicts: 'Verdicts', issues: 'Issues',
            connection: 'Connection', participant: 'Person', verdict: 'Verdict', reasons: 'Why', lossUp: 'Loss up, %',
            lossDown: 'Loss down, %', roundTrip: 'Round trip, ms',
            mos: 'Speech, MOS'
        },
        participantsTitle: 'Different people', troubleTitle: 'Sorted: where most were poor, then fair, comes first',
        medianTitle: 'The median of the stay',
        atOnce: (count: string) => `(${count} at once)`, onNow: 'On now', moreIssues: (issues: string) => `and ${issues}`,
        sorting: { by: 'Sort by', asc: 'Rising', desc: 'Falling' },
        more: 'Show more', further: 'Look further', nothingFound: 'Nothing matches all of this', nothingYet: 'No calls in this time',
        loosen: 'Take something away:', longer: 'Look at a longer time, or see under Setup whether pages send anything.', last90: 'Look at 90 days',
        shownConferences: (count: string, more: boolean) => more ? `${count} conferences so far` : `${count} conferences`,
        shownSessions: (count: string, more: boolean) => more ? `${count} sessions so far` : `${count} sessions`,
        search: {
            label: 'Room name begins with', maybe: 'Or did you mean', person: (name: string) => `Person: ${name}`, room: (name: string) => `Room: ${name}`
        },
        export: {
            name: 'Export', note: 'Of all sessions that the filters leave, not only of those on this page.',
            formats: { csv: 'CSV', ndjson: 'NDJSON' },
            kinds: {
                sessions: { name: 'Sessions', text: 'A row for each stay: who, when, browser, verdict, issues and the figures of every metric.' },
                metrics: { name: 'Metrics', text: 'A row for each sample, about every 10 seconds: everything that was measured.' },
                events: { name: 'Events', text: 'A row for each event: joins, leaves, mutes, interruptions, errors.' }
            }
        }
    },
    charts: {
        name: 'Measured',
        note: 'Drag across a chart to look closer: all of them follow, and the lanes as well. A double click shows all again. '
            + 'Where a line stops, nothing is known.',
        whose: 'Shown', all: (count: number) => `All on the lanes (${String(count)})`, axis: 'Time axis', clock: 'Time of day', sinceJoin: 'Since the join',
        showAll: 'Show all', shows: (from: string, to: string) => `${from} to ${to}`, chart: 'chart', time: 'Time',
        keys: 'The arrow keys move along the time and tell the values, + and − show less and more of it, 0 shows all.',
        earlier: 'Earlier', later: 'Later', rows: (from: string, to: string, total: string) => `Rows ${from} to ${to} of ${total}`,
        copy: 'Copy all rows', copied: 'Copied', least: (name: string) => `${name}, least`, most: (name: string) => `${name}, most`,
        nothingKnown: 'not known', andMore: (count: number) => `and ${String(count)} more`, pointAtOne: (count: number) => `${String(count)} participants – point at a line to see whose it is`,
        nothingMeasured: 'Nobody’s browser told this',
        from: 'from', downFrom: 'below', score: 'score', bandwidth: 'estimated bandwidth',
        groups: { network: 'Network', experience: 'What people heard and saw', bandwidth: 'Bandwidth', video: 'Video' }
    },
    conference: {
        name: 'Conference',
        participants: (count: number) => count === 1 ? '1 participant' : `${String(count)} participants`,
        tenant: (tenant: string) => `tenant ${tenant}`,
        ongoing: 'Goes on – this page follows',
        allOfName: 'All conferences of this name', copyLink: 'Copy link', copied: 'Link copied',
        exports: 'Export', exportOf: { sessions: 'Sessions', metrics: 'Samples', events: 'Events' },
        notFound: 'There is no such conference',
        notFoundText: 'It may have been deleted, or kept for longer than this service keeps calls. The list has all that there are.',
        toList: 'To the list of conferences',
        cause: 'What was wrong, and whose trouble it was',
        causeOngoing: 'As long as it goes on, each lane shows what is found. Who had the trouble is told when it has ended.',
        causeSoon: 'The conference has just ended; its explanation is there in a moment.',
        allGood: 'Nothing was found to be wrong.',
        showFinding: 'Show it on the lanes',
        concerned: (affected: string, of: string) => `${affected} of ${of} concerned`,
        othersConcerned: (affected: string, others: string) => `of the others, ${affected} of ${others}`,
        together: (time: string) => `${time} at the same time`,
        scopes: {
            participant: 'One participant', pair: 'The way between two', bridge: 'A bridge', region: 'A region', network: 'A network',
            browser: 'A browser',
            everyone: 'Everyone', several: 'Several, with nothing in common'
        },
        directions: { upload: 'what they send', download: 'what reaches them' },
        lanes: 'What happened when', lanesNote: 'A lane for each stay. The higher and denser the bar, the worse it was.',
        order: 'Order', byJoin: 'By join', byWorst: 'Worst first', search: 'Find a participant', onlyTrouble: 'Only with trouble',
        noLane: 'No lane matches.', showAll: 'Show all lanes',
        from: 'From', to: 'To', zoomIn: 'Zoom in', zoomOut: 'Whole conference', clearSelection: 'Clear selection',
        selectionHint: 'Drag over the lanes to select a stretch; the charts follow.',
        axis: 'Selected stretch: arrow keys move it, with Shift they move its end, Escape clears it', axisWhole: 'Whole conference',
        axisSelected: (from: string, to: string, duration: string) => `${from} to ${to}, ${duration}`,
        timesIn: (zone: string) => `Times in ${zone}`,
        laneOf: (name: string) => `Marks of ${name}: use the left and right arrow keys`,
        marksOn: (count: number) => count === 1 ? '1 mark' : `${String(count)} marks`,
        leftOut: (count: number) => `${String(count)} more are left out`,
        unread: 'Not read while it goes on: too many at once', sessionsOfPerson: 'All sessions of this person',
        legend: 'Legend', ways: { p2p: 'P2P', bridge: 'Bridge', relay: 'Relay (TURN)' }, overTcp: 'over TCP',
        interruption: 'No media', gap: 'Nothing known', muted: 'Microphone off', cameraOff: 'Camera off', screenShare: 'Screen share',
        hiddenPage: 'Page in the background',
        markKinds: {
            error: 'Severe issue', warning: 'Noticeable issue', info: 'Good to know', join: 'Joined', leave: 'Left', switch: 'Way changed',
            screen: 'Screen share',
            record: 'Recording', device: 'Device changed', notice: 'Other event'
        },
        events: {
            joined: 'Joined', left: 'Left', userJoined: 'Somebody joined', userLeft: 'Somebody left', connectionInterrupted: 'Connection interrupted',
            connectionRestored: 'Connection restored', p2pStatus: 'Way changed', trackMuteChanged: 'Muted or unmuted',
            trackEnded: 'Device stopped by itself',
            conferenceFailed: 'Conference failed', conferenceError: 'Error in the conference', connectionFailed: 'Signalling failed',
            iceCandidateError: 'STUN or TURN server not reached', kicked: 'Was removed', serverRegionChanged: 'Other bridge region',
            noAudioInput: 'Microphone gives nothing', noisyMic: 'Microphone gives noise', talkWhileMuted: 'Spoke while muted',
            suspendDetected: 'Computer slept', screenShare: 'Screen share', recording: 'Recording', deviceChanged: 'Device changed',
            mediaError: 'Camera or microphone not available', feedback: 'Rated the call', visibility: 'Page hidden or shown'
        } satisfies Record<CallEventType, string> as Record<CallEventType, string>,
        joinedIn: (time: string) => `Joined, after ${time} of setup`, toP2p: 'Changed to P2P: straight to the other participant',
        toBridge: 'Changed to the bridge', recordingBegan: 'Recording began', recordingEnded: 'Recording ended',
        feedbackDeclined: 'Was asked for a rating and declined',
        rated: (rating: number) => `Gave ${String(rating)} of 5 stars`, sharedFor: (time: string) => `Shared the screen for ${time}`,
        goesOn: 'goes on', happenings: 'What happened when, as a table', when: 'When', who: 'Who', what: 'What', lasted: 'Lasted',
        more: (count: number) => `Show ${String(count)} more`,
        nothingHappened: 'Nothing happened in this stretch.',
        detailsOf: (name: string) => `Details of ${name}`, close: 'Close', facts: 'Who and where', figures: 'Figures of the whole stay',
        issuesInOrder: 'Issues in order of time',
        eventsList: 'Events', noIssues: 'No issues.', noEvents: 'No events.',
        fact: {
            user: 'User', endpoint: 'Endpoint', browser: 'Browser', os: 'System', device: 'Device', address: 'Address',
            region: 'Bridge region',
            connection: 'Connection', setup: 'Time to join', stay: 'In the call', interruptions: 'Interruptions', library: 'Library',
            observed: 'Seen by', tags: 'Tags'
        },
        cores: (count: number) => count === 1 ? '1 core' : `${String(count)} cores`, memory: (gib: number) => `${String(gib)} GiB`, mobile: 'mobile',
        timesLasting: (times: string, total: string) => `${times}, ${total}`,
        metric: 'Figure', mean: 'Mean', median: 'Median', p95: 'p95', p5: 'p5', beyond: 'Beyond limit',
        notAnalysed: 'The figures of the stay are there when it has ended.'
    },
    participant,
    setup,
    metrics,
    issues
};

export type Messages = typeof en;
