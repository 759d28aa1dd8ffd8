import fp from 'fastify-plugin';
import { countOnce } from '../analysis/count-once.js';
import type { RoomConference } from '../live/live-room.js';

/** The namespace that a conference's participants are counted in: its name, after its tenant where it has one. */
const namespaceOf = ({ head: { tenant, conferenceName } }: RoomConference): string => tenant === null ? conferenceName : `${tenant}/${conferenceName}`;

/** Sessions that are in, each participant's once: who is only told of by others does not count beside their own session. */
const sessionIdsOf = ({ there }: RoomConference): string[] =>
    countOnce(there.filter(({ session }) => session.presence !== 'joining').map(({ stay }) => stay)).map(({ session }) => session.sessionId);

/** AUDIENCE_CONFERENCES: members of a conference are members of its namespace, too, wherever they were accepted. */
export const conferenceAudiencePlugin = fp(async ({ audience, live, config }) => {
    if (config.AUDIENCE_CONFERENCES === 'off') return;
    /** What was told of each namespace. */
    const told = new Map<string, ReadonlySet<string>>();
    live.onChange(() => {
        const present = new Map<string, Set<string>>();
        for (const conference of live.conferences()) {
            const namespace = namespaceOf(conference);
            const members = present.get(namespace) ?? new Set();
            for (const sessionId of sessionIdsOf(conference)) members.add(sessionId);
            if (members.size > 0) present.set(namespace, members);
        }
        for (const [namespace, members] of present) {
            const before = told.get(namespace);
            if (before?.size === members.size && [...members].every((sessionId) => before.has(sessionId))) continue;
            told.set(namespace, members);
            audience.setParticipants(namespace, members);
        }
        for (const namespace of told.keys()) {
            if (present.has(namespace)) continue;
            told.delete(namespace);
            audience.setParticipants(namespace, new Set());
        }
    });
}, { name: 'conference-audience', dependencies: ['settings', 'audience', 'live'] });
