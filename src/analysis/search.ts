import type { FoundConference, FoundParticipant, SearchReply } from '../../schemas/search.js';
import { foldName } from '../store/conference-key.js';
import type { ConferenceDocument, ConferenceReads } from '../store/conferences.js';
import { facetsAsked } from '../store/facets.js';
import { PARTICIPANT } from '../store/search.js';
import type { SessionDocument, Store } from '../store/store.js';

export interface SearchParts {
    store: Pick<Store, 'sessions' | 'search'> & { conferences: ConferenceReads };
    /** Epoch ms. */
    now: number;
    /** LIST_WALK: of the newest conferences and sessions so many are looked through for what is in the midst of a name. */
    maxWalk: number;
}

export interface SearchQuery {
    /** As somebody typed it. */
    text: string;
    /** Of each kind at most so many. */
    limit: number;
}

/** Finds conferences and participants by whatever of them somebody has at hand. */
export async function search({ text, limit }: SearchQuery, parts: SearchParts): Promise<SearchReply> {
    const { sessions } = parts.store;
    const [session, named, participants] = await Promise.all([
        isSessionId(text) ? sessions.find(text.toLowerCase()) : null, findConferences(text, limit, parts), findParticipants(text, limit, parts)
    ]);
    const ids = await conferenceIdsOf([...session === null ? [] : [session], ...participants.map((found) => found.session)], parts);
    const ofSession = session === null ? null : await parts.store.conferences.find(ids.get(session.sessionId) ?? '');
    const conferences = [...ofSession === null ? [] : [viewConference(ofSession, 'sessionId')], ...named];
    const people = [...session === null ? [] : [{ session, matched: 'sessionId' as const }], ...participants];
    return {
        conferences: firstOfEach(conferences, ({ conferenceId }) => conferenceId).slice(0, limit),
        participants: firstOfEach(people, ({ session: { userId, sessionId } }) => userId ?? sessionId).slice(0, limit)
            .map(({ session: one, matched }) => viewParticipant(one, ids.get(one.sessionId) ?? one.ownConferenceId, matched))
    };
}

const isSessionId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);

async function findConferences(text: string, limit: number, { store, now, maxWalk }: SearchParts): Promise<FoundConference[]> {
    const { conferences, search: words } = store;
    const [byId, beginning, containing] = await Promise.all([
        conferences.find(text), words.namesBeginning(text, limit), words.namesContaining(text, maxWalk, limit)
    ]);
    const names = [...new Set([...beginning, ...containing])].slice(0, limit);
    const newest = await Promise.all(names.map(async (conferenceName) => {
        const { items } = await conferences.list({ conferenceName, now, limit, walk: maxWalk });
        return firstOfEach(items, ({ conferenceKey }) => conferenceKey);
    }));
    return [...byId === null ? [] : [viewConference(byId, 'conferenceId')], ...newest.flat().map((found) => viewConference(found, 'conferenceName'))];
}

interface Found { session: SessionDocument; matched: FoundParticipant['matched'] }

async function findParticipants(text: string, limit: number, { store, maxWalk }: SearchParts): Promise<Found[]> {
    const { sessions, search: words } = store;
    const [beginning, containing] = await Promise.all([
        words.participantsBeginning(text, maxWalk, limit), words.participantsContaining(text, maxWalk, limit)
    ]);
    const facets = [...new Set([...facetsAsked({ participant: text }), ...beginning, ...containing])].slice(0, limit + 1);
    const found = await Promise.all(facets.map(async (facet) => {
        const { items } = await sessions.list({ facets: [facet], limit, walk: maxWalk });
        return items.map((session) => ({ session, matched: whatMatches(session, facet.slice(PARTICIPANT.length)) }));
    }));
    return found.flat();
}

function whatMatches({ userId, displayName }: SessionDocument, folded: string): FoundParticipant['matched'] {
    const is = (value: string | null | undefined) => typeof value === 'string' && foldName(value) === folded;
    return is(userId) ? 'userId' : is(displayName) ? 'displayName' : 'endpointId';
}

/** Those that analysis has not put into one yet are in the one that they say themselves. */
async function conferenceIdsOf(sessions: readonly SessionDocument[], { store: { conferences } }: SearchParts): Promise<Map<string, string>> {
    const known = await conferences.conferenceIdsOf(sessions.map(({ sessionId }) => sessionId));
    return new Map(sessions.map(({ sessionId, meetingConferenceId, ownConferenceId }) =>
        [sessionId, known.get(sessionId) ?? meetingConferenceId ?? ownConferenceId]));
}

function firstOfEach<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
    const keys = new Set<string>();
    return items.filter((item) => !keys.has(keyOf(item)) && keys.add(keyOf(item)));
}

const viewConference = (
    { conferenceId, conferenceName, tenant, startedAt, endedAt, participants, summary }: ConferenceDocument, matched: FoundConference['matched']
): FoundConference => ({ conferenceId, conferenceName, tenant, startedAt, endedAt, participants, verdicts: summary?.verdicts ?? null, matched });

const viewParticipant = (session: SessionDocument, conferenceId: string, matched: FoundParticipant['matched']): FoundParticipant => ({
    sessionId: session.sessionId,
    userId: session.userId ?? null,
    endpointId: session.endpointId ?? null,
    displayName: session.displayName ?? null,
    conferenceId,
    conferenceName: session.conferenceName,
    startedAt: session.startedAt,
    lastSeenAt: session.lastSeenAt,
    matched
});
