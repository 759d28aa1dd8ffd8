import type { Replay, ReplayedParticipant } from './replay-call.js';

interface Place {
    url: string;
    conferenceName: string;
    /** Where a service started here keeps its DASHBOARD_TOKEN; undefined when there is none. */
    tokenFile: string | undefined;
}

const MINUTE = 60_000;
const count = (value: number): string => Math.round(value).toLocaleString('en');

/** What was sent, and lines to paste that read it back. */
export function describeReplay({ conferenceId, participants }: Replay, { url, conferenceName, tokenFile }: Place): string {
    const token = tokenFile === undefined
        ? 'TOKEN=…   # the DASHBOARD_TOKEN: the service keeps it in DATA_DIR/dashboard-token'
        : `TOKEN=$(cat ${tokenFile})`;
    const get = (path: string): string => `curl -sw '\\n' -H "Authorization: Bearer $TOKEN" ${url}${path}`;
    return [
        `Conference "${conferenceName}": ${conferenceId}`,
        ...participants.map(describeParticipant),
        '',
        'To read it back:',
        '',
        token,
        get(`/v1/conferences/${conferenceId}`),
        ...participants.flatMap(({ sessionIds }) => sessionIds).flatMap((sessionId) => [
            get(`/v1/sessions/${sessionId}`), get(`/v1/sessions/${sessionId}/metrics`), get(`/v1/sessions/${sessionId}/events`)
        ])
    ].join('\n');
}

function describeParticipant({ name, sessionIds, duration, traffic }: ReplayedParticipant): string {
    const { requests, bodyBytes, sentBytes } = traffic;
    const perMinute = (bytes: number): string => count(bytes / (duration / MINUTE));
    return `  ${name}  session ${sessionIds.join(', ')}: ${String(requests)} requests, ${count(bodyBytes)} bytes of JSON (${perMinute(bodyBytes)} a minute), `
        + `${count(sentBytes)} with HTTP/1.1 headers (${perMinute(sentBytes)} a minute)`;
}
