import type { ConnectionKind } from '../../../schemas/connection-kind.js';

const connections: Readonly<Record<ConnectionKind, string>> = {
    p2p: 'Direct (P2P)', 'p2p-tcp': 'Direct over TCP', bridge: 'Bridge', 'bridge-tcp': 'Bridge over TCP', relay: 'Relay (TURN)',
    'relay-tcp': 'Relay over TCP'
};

/** The page about one userId. */
export const participant = {
    name: 'Participant',
    person: (name: string) => `Participant ${name}`,
    lead: 'Everything that is known of this browser: its sessions, how they were, and with what.',
    userId: 'User id',
    gone: 'There is no session of this user id',
    goneText: 'It was deleted, it is older than what is kept, or the address is wrong.',
    toConferences: 'To the conferences',
    none: 'No session in this time',
    noneText: 'Choose a longer time above.',
    notWhole: (count: string) => `There are more sessions: what is shown here is of the newest ${count} (USER_SESSIONS_MAX).`,
    figures: {
        title: 'In all', sessions: 'Sessions', conferences: 'Conferences', time: 'Time in calls', rating: 'Rating',
        ratings: (count: string) => `of ${count}`,
        firstSeen: 'First seen', lastSeen: 'Last seen', verdicts: 'How they were', names: 'Names given', ongoing: 'In a call now'
    },
    history: {
        title: 'Quality over time', metric: 'Metric',
        note: 'One mark per session, at the median; the line reaches from the lowest to the highest 5 %. Click a mark to open its conference.',
        summary: (metric: string, count: string, poor: string) => `${metric} in ${count} sessions, ${poor} of them poor. The same as a `
            + 'table: “As a table”.',
        unmeasured: (count: string) => `Not measured in ${count} sessions, which are not drawn.`,
        nothing: 'This was measured in none of the sessions.',
        started: 'Begun', conference: 'Conference', verdict: 'Verdict', low: '5 % below', median: 'Median', high: '5 % above'
    },
    issues: {
        title: 'What went wrong', none: 'Nothing that would be worth telling.', issue: 'Issue', sessions: 'Sessions', time: 'Lasted',
        show: 'Show these sessions'
    },
    metrics: {
        title: 'Over all the time measured', metric: 'Metric', median: 'Median', worst: 'Worst 5 %', beyond: 'Beyond the limit',
        note: '“Worst 5 %”: it was this bad, or worse, for 5 % of the time. “Beyond the limit”: share of the time in which it was noticeable.'
    },
    habits: {
        devices: 'Devices', browsers: 'Browsers', systems: 'Operating systems', networks: 'Networks', device: 'Device', browser: 'Browser',
        system: 'System',
        network: 'Network', sessions: 'Sessions', time: 'Time', quality: 'Quality', lastSeen: 'Last seen', unknown: 'Not told',
        cores: (count: string) => `${count} cores`, memory: (gib: string) => `${gib} GiB`, mobile: 'mobile', desktop: 'desktop',
        noAddress: 'No address kept', more: (count: string) => `and ${count} more`
    },
    connections,
    sessions: {
        title: 'Sessions', started: 'Begun', conference: 'Conference', duration: 'Duration', ongoing: 'still there', device: 'Browser and system',
        network: 'Network', verdict: 'Verdict', issues: 'Issues', more: 'Show more', loadingMore: 'Loading more …', end: 'These are all.',
        export: 'Export as CSV', anyVerdict: 'Any verdict', anyIssue: 'Any issue', filterVerdict: 'Verdict', filterIssue: 'Issue',
        none: 'No session matches.', clear: 'Show all', shown: (count: string) => `${count} shown`
    },
    erase: {
        title: 'Delete this person’s data',
        note: 'For a request under Article 17 of the GDPR, or a law like it. What is deleted cannot be brought back.',
        open: 'Delete all data of this user id …',
        dialog: 'Delete all data of this user id?',
        going: 'This goes for good, whatever time was chosen on this page:',
        sessions: (sessions: string, conferences: string) => `${sessions} sessions in ${conferences} conferences, with every sample and `
            + 'event of them',
        span: (from: string, to: string) => `from ${from} to ${to}`,
        many: 'and all older ones that are not counted here',
        facts: [
            'At once it is in no answer and no page any more. It does not come back: what pages that are still open send later is '
                + 'acknowledged and dropped.',
            'The conferences are put together anew without this person; other people’s sessions stay.',
            'The next call of the same browser is stored again. To collect nothing of someone, do not load the script for them.',
            'Counts in summaries (how many sessions, minutes, issues) stay for as long as summaries are kept. They say of nobody who it was.',
            'Somebody who used several browsers has several user ids: delete each. Backups and exports that were made before are not touched.'
        ],
        word: 'delete',
        type: (word: string) => `Type “${word}” to confirm`,
        confirm: 'Delete for good', cancel: 'Cancel', running: 'Deleting …',
        failed: 'It could not be deleted.',
        done: (sessions: string, pushes: string) => `Deleted: ${sessions} sessions with ${pushes} pushes.`,
        reports: (count: string) => `${count} reports of getStats() went with them.`,
        doneText: 'Nothing of it is in the store any more.',
        pending: 'Hidden at once, and being removed',
        pendingText: 'It was too much for one request. Nothing of it is in any answer any more, and what is left on the disk goes by itself, '
            + 'also after a restart.',
        check: 'Has it gone? Ask again',
        checked: 'It has gone: nothing of it is in the store any more.'
    }
};
