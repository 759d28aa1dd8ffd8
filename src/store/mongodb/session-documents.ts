import { foldName } from '../conference-key.js';
import { sessionDocument, type SessionRegisters } from '../merge-session.js';
import type { Presence, SessionDocument } from '../store.js';
import type { PresenceFields, SessionFields } from './collections.js';

/** What a session document has besides the members that its posts told. */
const NOT_TOLD: ReadonlySet<string> = new Set([
    '_id', 'revision', 'sentAt', 'sentAtOf', 'foldedName', 'conferenceKey', 'meetingConferenceId', 'ownConferenceId',
    'lastSeenAt', 'lastAt', 'lastSeq', 'end', 'region', 'dueAt', 'changes', 'analysis', 'facets',
    'hours', 'assembleAt', 'assemblies', 'conferenceId'
]);

/** What the posts said, as merge-session.ts takes it. */
export function registersOfDocument({ _id, sentAt = 0, sentAtOf = {}, ...members }: SessionFields): SessionRegisters {
    const told = Object.entries(members).filter(([member]) => !NOT_TOLD.has(member));
    const registers = told.map(([member, value]) => [member, [sentAtOf[member] ?? sentAt, value instanceof Date ? value.getTime() : value]] as const);
    return { ...Object.fromEntries(registers), ...told.length === 0 ? {} : { sessionId: [sentAt, _id] as const } };
}

/** The inverse, with what is derived for queries. `sentAtOf` names only the members that do not come from the newest post. */
export function fieldsOfRegisters({ sessionId: _, ...registers }: SessionRegisters, document: SessionDocument): Omit<SessionFields, '_id'> {
    const { sentAt } = document;
    const older = Object.entries(registers).filter(([, [memberSentAt]]) => memberSentAt !== sentAt);
    return {
        ...Object.fromEntries(Object.entries(registers).map(([member, [, value]]) => [member, value])),
        receivedAt: new Date(document.receivedAt),
        sentAt,
        ...older.length === 0 ? {} : { sentAtOf: Object.fromEntries(older.map(([member, [memberSentAt]]) => [member, memberSentAt])) },
        foldedName: foldName(document.conferenceName),
        conferenceKey: document.conferenceKey,
        meetingConferenceId: document.meetingConferenceId,
        ownConferenceId: document.ownConferenceId
    };
}

export const presenceFieldsOf = ({ lastSeenAt, lastAt, lastSeq, end, region }: Presence): Partial<PresenceFields> => ({
    lastSeenAt: new Date(lastSeenAt),
    lastAt,
    lastSeq,
    ...end === null ? {} : { end },
    ...region === null ? {} : { region }
});

export const presenceOfDocument = ({ lastSeenAt, lastAt = 0, lastSeq = -1, end, region }: SessionFields): Presence => ({
    lastSeenAt: lastSeenAt?.getTime() ?? 0,
    lastAt,
    lastSeq,
    end: end ?? null,
    region: region ?? null
});

/** Of a session that has had a post. */
export const sessionOfDocument = (fields: SessionFields): SessionDocument =>
    sessionDocument(registersOfDocument(fields), presenceOfDocument(fields), fields.analysis ?? null);
