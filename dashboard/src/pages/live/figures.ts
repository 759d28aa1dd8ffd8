import type { ConnectionState } from '../../../../schemas/connection-state.js';
import type { LiveConference, LiveParticipant, LiveVerdict } from '../../../../schemas/live.js';
import { JUDGED } from '../../components/verdict-mark.js';

const worse = (...values: readonly (number | undefined)[]): number | null => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? null : Math.max(...known);
};

/** Of the last state, per cent; the worse of audio and video. The library's own figure of the way up is always 0 (docs/issues.md). */
export const lossUp = ({ outbound }: ConnectionState): number | null => worse(outbound?.audio?.packetLoss, outbound?.video?.packetLoss);
export const lossDown = ({ inbound, packetLoss }: ConnectionState): number | null =>
    worse(inbound?.audio?.packetLoss, inbound?.video?.packetLoss) ?? packetLoss?.download ?? null;
export const lossOf = ({ state }: LiveParticipant): number | null =>
    state === null ? null : worse(lossUp(state) ?? undefined, lossDown(state) ?? undefined);
/** ms: to the other end of the connection that is in use. */
export const roundTripOf = ({ candidatePair, transport, jvbRTT }: ConnectionState): number | null =>
    candidatePair?.currentRoundTripTime ?? transport?.rtt ?? jvbRTT ?? null;
/** px */
export const heightOf = ({ outbound, resolution }: ConnectionState): number | null => outbound?.video?.frameHeight ?? resolution?.height ?? null;

export const SORTS = ['worst', 'newest', 'longest', 'largest', 'name'] as const;
export type Sort = typeof SORTS[number];

const rank = (verdict: LiveVerdict): number => JUDGED.indexOf(verdict);
const byName = (a: LiveConference, b: LiveConference): number => a.conferenceName.localeCompare(b.conferenceName);

const ORDERS: Readonly<Record<Sort, (a: LiveConference, b: LiveConference) => number>> = {
    worst: (a, b) => rank(a.worst) - rank(b.worst) || b.verdicts.poor - a.verdicts.poor || b.verdicts.fair - a.verdicts.fair,
    newest: (a, b) => b.startedAt - a.startedAt,
    longest: (a, b) => a.startedAt - b.startedAt,
    largest: (a, b) => b.participantCount - a.participantCount,
    name: byName
};

/** Those that are as bad, old or large as each other stay in the order of their names. */
export const sortConferences = (conferences: readonly LiveConference[], sort: Sort): LiveConference[] =>
    [...conferences].sort((a, b) => ORDERS[sort](a, b) || byName(a, b) || (a.conferenceId < b.conferenceId ? -1 : 1));

/** The worst first; who came first of those that are as bad. */
export const sortParticipants = (participants: readonly LiveParticipant[]): LiveParticipant[] =>
    [...participants].sort((a, b) => rank(a.verdict) - rank(b.verdict) || a.startedAt - b.startedAt || (a.sessionId < b.sessionId ? -1 : 1));

/** Whether somebody, or the room, has this in its name; as lists compare names. */
export const matches = (search: string, ...names: readonly (string | null)[]): boolean => {
    const wanted = search.trim().toLocaleLowerCase();
    return wanted === '' || names.some((name) => name?.toLocaleLowerCase().includes(wanted) === true);
};

export const namesOf = ({ displayName, userId, endpointId, sessionId }: LiveParticipant): (string | null)[] =>
    [displayName, userId, endpointId, sessionId];
