import type { Recipient, Listener } from './delivery.js';

/** Members and connections, of this process or of others. `connections`: all that were counted since the namespace is there. */
export interface Tally { members: number; connections: number }

/** One open connection to a namespace. */
export class Member implements Recipient {
    isCounted = false;

    /**
     * @param number - later members have higher ones
     * @param joinedAt - epoch ms
     * @param countAt - when it is to be counted, by the audience's clock
     */
    constructor(
        readonly namespace: Namespace, readonly listener: Listener, readonly uuid: string | undefined,
        readonly number: number, readonly joinedAt: number, readonly countAt: number
    ) {}
}

const NOBODY: ReadonlySet<string> = new Set();

/** Who is in one namespace. Arithmetic only: who is told of it, and when it goes, is decided elsewhere. */
export class Namespace {
    /** All connections of this process, also those that are not counted yet. */
    readonly listening = new Set<Member>();
    /** When a count was told last, epoch ms; 0 = never. */
    modified = 0;
    #counted = 0;
    #connections = 0;
    /** Counted members whose uuid is a participant's sessionId. */
    #participating = 0;
    #others: Tally = { members: 0, connections: 0 };
    #participants = NOBODY;
    /** How many counted members have a uuid. */
    #uuids: Map<string, number> | undefined;

    /** @param created - epoch ms */
    constructor(readonly name: string, readonly created: number) {}

    /** Of this process alone. Who is here as a participant, too, is in nobody's count of listeners. */
    get local(): Tally {
        return { members: this.#counted - this.#participating, connections: this.#connections };
    }

    /** Listeners here and elsewhere, and participants, each once. */
    get members(): number {
        return this.#counted - this.#participating + this.#others.members + this.#participants.size;
    }

    get connections(): number {
        return this.#connections + this.#others.connections;
    }

    /** Counts a member that listens; once. */
    count(member: Member): void {
        if (member.isCounted || !this.listening.has(member)) return;
        member.isCounted = true;
        this.#connections += 1;
        this.#add(member.uuid, 1);
    }

    /** Takes a member out, counted or not. false: it was out already. */
    remove(member: Member): boolean {
        if (!this.listening.delete(member)) return false;
        if (member.isCounted) this.#add(member.uuid, -1);
        return true;
    }

    #add(uuid: string | undefined, change: 1 | -1): void {
        this.#counted += change;
        if (uuid === undefined) return;
        if (this.#participants.has(uuid)) this.#participating += change;
        this.#uuids ??= new Map();
        const count = (this.#uuids.get(uuid) ?? 0) + change;
        if (count === 0) this.#uuids.delete(uuid);
        else this.#uuids.set(uuid, count);
    }

    /** How many there will be once this member is counted. */
    membersWith({ isCounted, uuid }: Member): number {
        return this.members + (isCounted || (uuid !== undefined && this.#participants.has(uuid)) ? 0 : 1);
    }

    setOthers({ members, connections }: Tally): void {
        this.#others = { members, connections };
    }

    setParticipants(sessionIds: ReadonlySet<string>): void {
        // the caller's set may change later
        this.#participants = sessionIds.size === 0 ? NOBODY : new Set(sessionIds);
        this.#participating = 0;
        for (const sessionId of this.#participants) this.#participating += this.#uuids?.get(sessionId) ?? 0;
    }
}
