import type { Language } from '../../schemas/language.js';
import type { LiveChange, LiveKnowledge } from '../../schemas/live.js';
import { foldName } from '../store/conference-key.js';
import { eventFrame } from './event-frame.js';
import type { EventStream } from './event-stream.js';
import { totalsOf, viewConference, type RoomConference } from './live-room.js';
import type { PresenceChange } from './presence.js';

/** What a reader asked for. */
export interface LiveFilter {
    /** Compared as rooms are (foldName): of any tenant. null: all. */
    foldedName: string | null;
    participants: boolean;
    language: Language;
}

/** About so many characters of participants are in one event; the others follow in the next ones, as fast as they are taken. */
const EVENT_SIZE = 128 * 1024;

const EMPTY: Pick<LiveChange, 'conferences' | 'participants' | 'left' | 'ended'> = { conferences: [], participants: [], left: [], ended: [] };

/** Tells readers what has changed, each what it asked for. What several asked for is made once. */
export interface LiveReaders {
    /** The first event is all that there is, or its begin. */
    add(stream: EventStream, filter: LiveFilter): void;
    /** To all who wait for it, at most once a second. */
    tell(change: PresenceChange): void;
    readonly size: number;
    close(): void;
}

interface Parts {
    conferences: () => readonly RoomConference[];
    knowledge: () => LiveKnowledge;
    /** Epoch ms. */
    now: () => number;
}

/** `rest`: what a reader has not been told of the snapshot yet. */
type Reader = LiveFilter & { stream: EventStream; rest: Iterator<string> | null };

export function createLiveReaders({ conferences, knowledge, now }: Parts): LiveReaders {
    const readers = new Set<Reader>();
    let timer: NodeJS.Timeout | undefined;
    let toldUnheard: number | null = null;

    const asked = (foldedName: string | null) =>
        conferences().filter(({ head }) => foldedName === null || foldName(head.conferenceName) === foldedName);

    /** The texts of a snapshot: conferences first, then participants, piece by piece, as they are when their turn comes. */
    function* snapshot({ foldedName, participants, language }: LiveFilter): Generator<string> {
        const those = asked(foldedName);
        const views = participants ? pieces(those, language) : [][Symbol.iterator]();
        const first = views.next();
        const told = { ...EMPTY, conferences: those.map(viewConference) };
        yield textOf('snapshot', told, first.done === true ? [] : first.value, foldedName);
        for (let next = views.next(); next.done !== true; next = views.next()) yield textOf('change', EMPTY, next.value, foldedName);
    }

    /** JSON texts of participants, as many as fit into an event. */
    function* pieces(those: readonly RoomConference[], language: Language): Generator<string[]> {
        let texts: string[] = [];
        let size = 0;
        for (const { there } of those) {
            for (const { session } of there) {
                if (session.document === null || session.conferenceId === null) continue;
                const text = JSON.stringify(session.view(session.document, session.conferenceId, language));
                texts.push(text);
                size += text.length;
                if (size < EVENT_SIZE) continue;
                yield texts;
                texts = [];
                size = 0;
            }
        }
        if (texts.length > 0) yield texts;
    }

    function textOf(event: 'snapshot' | 'change', told: typeof EMPTY, participants: readonly string[], foldedName: string | null): string {
        const { conferences: heads, left, ended } = told;
        const members = [
            `"at":${String(now())}`, `"conferences":${JSON.stringify(heads)}`, `"participants":[${participants.join(',')}]`,
            `"left":${JSON.stringify(left)}`, `"ended":${JSON.stringify(ended)}`,
            `"totals":${JSON.stringify(totalsOf(asked(foldedName)))}`, `"knowledge":${JSON.stringify(knowledge())}`
        ];
        return eventFrame({ event, data: `{${members.join(',')}}` });
    }

    function changeFor(
        { foldedName, participants, language }: LiveFilter, change: PresenceChange, views: Map<string, string>, isNews: boolean
    ): string | null {
        const isMeant = (name: string) => foldedName === null || foldName(name) === foldedName;
        const told = {
            conferences: change.conferences.filter(({ head }) => isMeant(head.conferenceName)).map(viewConference),
            participants: [],
            left: change.left.filter(({ conferenceName }) => isMeant(conferenceName)).map(({ conferenceName: _, ...left }) => left),
            ended: change.ended.filter(({ conferenceName }) => isMeant(conferenceName)).map(({ conferenceId }) => conferenceId)
        };
        const texts = !participants ? [] : change.sessions.filter(({ conference }) => isMeant(conference.head.conferenceName))
            .map(({ session, document, conference }) => {
                const key = `${language}:${session.sessionId}`;
                const text = views.get(key) ?? JSON.stringify(session.view(document, conference.head.conferenceId, language));
                views.set(key, text);
                return text;
            });
        if (!isNews && told.conferences.length + texts.length + told.left.length + told.ended.length === 0) return null;
        return textOf('change', told, texts, foldedName);
    }

    /** The next piece of the snapshot, when the one before has gone out. */
    function goOn(reader: Reader): void {
        if (reader.rest === null || reader.stream.unsent > 0) return;
        const next = reader.rest.next();
        if (next.done === true) reader.rest = null;
        else reader.stream.send(next.value);
    }

    function goOnWithAll(): void {
        let isMore = false;
        for (const reader of readers) {
            goOn(reader);
            isMore ||= reader.rest !== null;
        }
        if (isMore) timer ??= setTimeout(() => { timer = undefined; goOnWithAll(); }, PIECE_MS).unref();
    }

    return {
        add(stream, filter) {
            const reader: Reader = { ...filter, stream, rest: snapshot(filter) };
            readers.add(reader);
            stream.onClose(() => { readers.delete(reader); });
            goOnWithAll();
        },
        tell(change) {
            const made = new Map<string, Buffer | null>();
            const views = new Map<string, string>();
            const { unheardSince } = knowledge();
            const isNews = unheardSince !== toldUnheard;
            toldUnheard = unheardSince;
            for (const reader of readers) {
                const key = JSON.stringify([reader.foldedName, reader.participants, reader.language]);
                let frame = made.get(key);
                if (frame === undefined) {
                    const text = changeFor(reader, change, views, isNews);
                    made.set(key, frame = text === null ? null : Buffer.from(text));
                }
                if (frame !== null) reader.stream.send(frame);
            }
        },
        get size() { return readers.size; },
        close() { clearTimeout(timer); }
    };
}

/** Between two pieces of a snapshot, ms. */
const PIECE_MS = 50;
