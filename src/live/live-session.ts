import type { LiveParticipant, LiveVerdict, ParticipantPresence } from '../../schemas/live.js';
import type { FoundIssue } from '../../schemas/issue.js';
import type { Language } from '../../schemas/language.js';
import { traitsOf } from '../analysis/client-traits.js';
import { viewParticipant } from '../analysis/participant-view.js';
import { tellIssue } from '../analysis/sentences/tell-issue.js';
import { sessionEnd, type SessionEnd } from '../analysis/session-end.js';
import { mergePresence, mergeRegisters, presenceOf, registersOf, sessionDocument, type SessionRegisters } from '../store/merge-session.js';
import type { Presence, PushRecord, SessionDocument, SessionRecord, StoredRecord } from '../store/store.js';
import type { Thresholds } from '../thresholds.js';
import { NO_FLAGS } from './call-flags.js';
import { createLiveReading, type LiveReading } from './live-reading.js';

/** Pushes that wait for an earlier one, or for the session's post; more are read from the store again. */
const MOST_WAITING = 40;
/** Missing pushes that are remembered, to know one that comes late from one that comes again. */
const MOST_MISSING = 100;

export interface LiveRule { now: number; pushInterval: number; thresholds: Thresholds }

/** A session as this process knows it: what its posts said, and what its pushes say about now. */
export class LiveSession {
    /** null until a post of it is known. */
    document: SessionDocument | null = null;
    /** null: not read yet, or over. */
    reading: LiveReading | null = null;
    /** The highest seq that was read. */
    readTo = -1;
    pushesRead = 0;
    /** The store must be asked before anything is read: it is not known here from its begin, or something came that belongs before what was read. */
    asksStore = false;
    /** Since when it waits for what is missing, epoch ms. */
    waitsSince: number | null = null;
    /** How it stood when it was looked at last; null: it is over. */
    presence: ParticipantPresence | null = null;
    /** The conference that it was shown in last; null: in none. */
    conferenceId: string | null = null;
    /** What was told of it: whether and where it is, and the issues that go on. */
    readonly told: { endedAt: number | null | undefined; issues: Map<string, FoundIssue> } = { endedAt: undefined, issues: new Map() };
    /** Since when it is known here that it has joined, epoch ms. */
    joinKnownAt: number | null = null;

    #registers: SessionRegisters | null = null;
    #presence: Presence | null = null;
    /** As pushes told: it is still known when they are not needed any more. */
    #joinedAt: number | null = null;
    #isReadAnew = false;
    #readingAnew: LiveReading | null = null;
    #waiting: PushRecord[] = [];
    #missing = new Set<number>();

    constructor(readonly sessionId: string) {}

    /** Epoch ms, this server's clock; 0: nothing is known. */
    get lastSeenAt(): number { return this.#presence?.lastSeenAt ?? 0; }
    /** The highest seq that is known of, whether read or not. */
    get lastSeq(): number { return this.#presence?.lastSeq ?? -1; }

    /** What is stored of it. Answers whether that is news. */
    takeStored(stored: SessionDocument): boolean {
        const { lastSeenAt, lastAt, lastSeq, end, region } = stored;
        const before = this.#presence;
        this.#presence = mergePresence(before ?? { lastSeenAt, lastAt, lastSeq, end, region }, { lastSeenAt, lastAt, lastSeq, end, region });
        const registers = registersOfDocument(stored);
        // what was stored before this process heard of it
        if (before === null && lastSeq >= 0) this.asksStore = true;
        const isNews = this.#registers === null || this.document === null || stored.sentAt > this.document.sentAt;
        if (isNews) this.#registers = mergeRegisters(this.#registers ?? {}, registers);
        if (isNews) this.#renew();
        else if (this.document !== null) Object.assign(this.document, this.#presence);
        return isNews;
    }

    /** A record that was accepted. Pushes are not read yet. */
    takeAccepted(record: StoredRecord): void {
        const told = presenceOf(record);
        // its post is elsewhere, and so may be what came before
        if (this.#registers === null && record.kind !== 'session') this.asksStore = true;
        this.#presence = this.#presence === null ? told : mergePresence(this.#presence, told);
        if (record.kind === 'session') this.#takePost(record);
        else if (this.document !== null) Object.assign(this.document, this.#presence);
    }

    #takePost(post: SessionRecord): void {
        this.#registers = mergeRegisters(this.#registers ?? {}, registersOf(post));
        this.#renew();
    }

    #renew(): void {
        if (this.#registers === null || this.#presence === null) return;
        const renewed = sessionDocument(this.#registers, this.#presence);
        // what reads it keeps hold of the object
        this.document = this.document === null ? renewed : Object.assign(this.document, renewed);
    }

    /** Reads a push, or keeps it until what comes before it is there. `now`: epoch ms. */
    read(push: PushRecord, { now, thresholds }: LiveRule): void {
        const { document } = this;
        if (push.seq <= this.readTo) {
            if (this.#missing.delete(push.seq)) this.asksStore = true;
            return;
        }
        const isNext = document !== null && !this.asksStore && (push.seq === this.readTo + 1 || !traitsOf(document.client).countsPushes);
        if (document === null || !isNext) {
            this.#keep(push, now);
            return;
        }
        this.#readNow(push, document, thresholds);
        this.readOn(thresholds, false);
    }

    #readNow(push: PushRecord, document: SessionDocument, thresholds: Thresholds): void {
        if (traitsOf(document.client).countsPushes) {
            for (let seq = this.readTo + 1; seq < push.seq && this.#missing.size < MOST_MISSING; seq++) this.#missing.add(seq);
        }
        if (this.#isReadAnew) this.#readingAnew ??= createLiveReading(document, thresholds);
        else this.reading ??= createLiveReading(document, thresholds);
        (this.#readingAnew ?? this.reading)?.add(push);
        this.readTo = push.seq;
        this.pushesRead += 1;
    }

    /** The store was asked, or is not there. Reads what waits and is next; with `acrossGaps` all that waits, since what is missing is nowhere. */
    readOn(thresholds: Thresholds, acrossGaps: boolean): void {
        const { document } = this;
        this.asksStore = false;
        this.#showReadAnew();
        if (document === null || this.#waiting.length === 0) return;
        const { countsPushes } = traitsOf(document.client);
        const waiting = this.#waiting.sort((a, b) => a.seq - b.seq);
        this.#waiting = [];
        for (const push of waiting) {
            if (push.seq <= this.readTo) continue;
            if (acrossGaps || !countsPushes || push.seq === this.readTo + 1) this.#readNow(push, document, thresholds);
            else this.#waiting.push(push);
        }
        if (this.#waiting.length === 0) this.waitsSince = null;
    }

    #showReadAnew(): void {
        if (!this.#isReadAnew) return;
        this.reading = this.#readingAnew;
        this.#readingAnew = null;
        this.#isReadAnew = false;
    }

    /** Some before the last one that was read were nowhere to be found. */
    get hasMissing(): boolean { return this.#missing.size > 0; }

    /** Pushes of it are known of that were not read. */
    get isBehind(): boolean { return this.asksStore || this.waitsSince !== null || this.lastSeq > this.readTo; }

    /**
     * Reads a push that the store has, where all before it that the store has was read.
     * @param patience - ms: what is missing before one that came as lately may still be on its way
     */
    readStored(push: PushRecord, { now, thresholds }: LiveRule, patience: number): void {
        const { document } = this;
        if (document === null || push.seq <= this.readTo) return;
        const isNext = push.seq === this.readTo + 1 || !traitsOf(document.client).countsPushes;
        if (isNext || now - push.receivedAt >= patience) this.#readNow(push, document, thresholds);
        else this.#keep(push, now);
    }

    #keep(push: PushRecord, now: number): void {
        this.waitsSince ??= now;
        if (this.#waiting.length < MOST_WAITING && !this.#waiting.some(({ seq }) => seq === push.seq)) this.#waiting.push(push);
    }

    /** From now on it is read from its first push, until `readOn`; what was read before is shown meanwhile. */
    readAnew(): void {
        this.#isReadAnew = true;
        this.#readingAnew = null;
        this.readTo = -1;
        this.pushesRead = 0;
        this.#missing = new Set();
    }

    /** It is over: what its pushes said about now is not needed any more. */
    rest(): void {
        this.reading = null;
        this.readAnew();
        this.asksStore = true;
        this.#waiting = [];
        this.waitsSince = null;
    }

    end(rule: LiveRule): SessionEnd {
        return this.document === null ? { endedAt: null, endReason: null } : sessionEnd(this.document, rule);
    }

    /** null: it has not joined yet. A session that was seen from outside is in, and so is one of which something was measured. */
    get joinedAt(): number | null {
        const { document, reading } = this;
        if (document === null) return null;
        this.#joinedAt = document.joinedAt ?? reading?.joinedAt ?? this.#joinedAt;
        if (reading?.sample !== undefined || typeof document.observedBy === 'string') this.#joinedAt ??= document.startedAt;
        return this.#joinedAt;
    }

    verdict(): LiveVerdict {
        return this.presence === 'fading' ? 'unknown' : this.reading?.verdict() ?? 'unknown';
    }

    /** @param language - of the issues' sentences */
    view(document: SessionDocument, conferenceId: string, language: Language): LiveParticipant {
        const { reading } = this;
        return {
            ...viewParticipant(document),
            conferenceId,
            browser: document.browser,
            os: document.os,
            device: document.device ?? null,
            region: document.region?.value ?? null,
            country: document.country ?? null,
            address: document.address,
            visitor: document.visitor ?? null,
            tags: document.tags ?? null,
            startedAt: document.startedAt,
            joinedAt: this.joinedAt,
            lastSeenAt: document.lastSeenAt,
            presence: this.presence ?? 'there',
            verdict: this.verdict(),
            trend: reading?.trend() ?? null,
            issues: [...reading?.issues.open ?? []].map((issue) => tellIssue(issue, language)),
            ...reading?.flags ?? NO_FLAGS,
            p2p: reading?.p2p ?? null,
            stateAt: reading?.sample?.at ?? null,
            state: reading?.sample?.state ?? null
        };
    }
}

/** Registers of a session that is stored; which member came with which post is not known any more: all count as of the last. */
function registersOfDocument(stored: SessionDocument): SessionRegisters {
    const {
        lastSeenAt: _, lastAt: _a, lastSeq: _s, end: _e, region: _r,
        meetingConferenceId: _m, ownConferenceId: _o, conferenceKey: _k, analysis: _n, ...post
    } = stored;
    return registersOf({ kind: 'session', ...post });
}
