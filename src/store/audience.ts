/** Members and connections of one namespace, as one instance counts its own. `connections`: all since it has the namespace. */
export interface NamespaceCount { namespace: string; members: number; connections: number }

/** Of everything that instances write: who wrote it, and with which of its revisions. */
interface Written {
    instance: string;
    /** From 1 on. What an instance writes later has a higher one; that it is complete in the store, InstanceState says. */
    revision: number;
}

export interface WrittenCount extends NamespaceCount, Written {}

/** For all listeners of a namespace, whichever instance they are connected to. */
export interface MessageSignal {
    kind: 'message';
    /** Of this message alone: whoever has passed it on does not do so again. */
    id: string;
    namespace: string;
    service: string;
    message: string;
}

/** A connection with this uuid has come, or is to end: any other of it in the namespace ends. The latest claim replaces those before. */
export interface ClaimSignal { kind: 'claim'; namespace: string; uuid: string }

export type Signal = MessageSignal | ClaimSignal;
/** `at`: epoch ms, the store's clock. */
export type WrittenSignal = Signal & Written & { at: number };

/** The last revisions of an instance that are complete in the store; 0 = none. */
export interface Revisions { counts: number; signals: number }

/** For people who look into the store, and for the log. */
export interface InstancePlace { host: string; pid: number }

/** A process of the service, as the others see it. */
export interface InstanceState extends Revisions, InstancePlace {
    instance: string;
    /** Counts its signs of life: whoever sees it change knows that the instance lives, whatever the clocks say. */
    beats: number;
    /** When the last of these was, epoch ms, the store's clock. */
    at: number;
}

/**
 * What the instances of an audience tell each other. Each writes under its own id alone (claims aside), and says by its beat how far that
 * is complete; so a reader asks for what was written since, and misses nothing, without a clock or an order between instances. What an
 * instance has left goes by itself some time after its last sign of life. Calls reject while the store is away; all may be made again.
 */
export interface SharedAudience {
    /** An instance begins; what it wrote before counts from now on. */
    enter(instance: string, place: InstancePlace, revisions: Revisions): Promise<void>;
    /** A sign of life. False: the store has forgotten the instance, so that it must begin again under another id. */
    beat(instance: string, revisions: Revisions): Promise<boolean>;
    /** Those that have entered and not left, the dead of the last minutes among them. */
    list(): Promise<InstanceState[]>;
    /** The instance is not there any more, nor what it counted. */
    leave(instance: string): Promise<void>;
    /** Replaces what it told of these namespaces; without members and connections it forgets one, by and by. */
    writeCounts(instance: string, revision: number, counts: readonly NamespaceCount[]): Promise<void>;
    /** Keeps the counts of an instance that lives: within KEEP_COUNTS_MS of each other and of a count's last change. */
    keepCounts(instance: string): Promise<void>;
    /** Counts of each instance with revisions above the one given, in no order. */
    readCounts(since: ReadonlyMap<string, number>): AsyncIterable<WrittenCount>;
    /** Each gets a revision of its own, in order, the first one this. */
    writeSignals(instance: string, revision: number, signals: readonly Signal[]): Promise<void>;
    /** Signals of each instance with revisions above the one given, in the order of revisions. They last for a few minutes. */
    readSignals(since: ReadonlyMap<string, number>): Promise<WrittenSignal[]>;
}

/** How often an instance has to see to its counts at the least; far less than they last. */
export const KEEP_COUNTS_MS = 20 * 60_000;
