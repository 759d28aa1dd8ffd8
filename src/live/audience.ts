import type { SetTimer } from '../set-timer.js';
import type { NotifyRule } from './damped-notifier.js';
import type { Listener } from './delivery.js';
import type { Tally } from './namespace.js';

export type { Listener } from './delivery.js';
export type { Tally } from './namespace.js';

/** Times in epoch ms. */
export interface NamespaceStats { created: number; members: number; connections: number; /** 0: no count was told yet */ modified: number }

export interface Audience {
    /** Whether a namespace may have this name. */
    allows(namespace: string): boolean;
    /** To be called before a stream is begun. @throws {RequestError} namespace_not_allowed, namespaces_full */
    admit(namespace: string): void;
    /**
     * Tells the listener the count, itself included, and counts it once AUDIENCE_INCREMENT_DELAY is over. With AUDIENCE_ENABLE_UUID the
     * former connection of the uuid is ended, and this one takes its place in the count.
     * `leave`: to be called when the connection is closed; more often does nothing.
     * @throws {RequestError} as admit; then nothing was told
     */
    join(namespace: string, listener: Listener, uuid?: string): { leave(): void };
    /** Ends the uuid's connection, here and, by onExclude, elsewhere. Only with AUDIENCE_ENABLE_UUID. */
    exclude(namespace: string, uuid: string): void;
    /** Listeners here and elsewhere, and participants of a conference of this name, each once. */
    members(namespace: string): number;
    list(): Iterable<[namespace: string, stats: NamespaceStats]>;
    /**
     * Sends `service=message` to all who listen, here and, by onTell, elsewhere. It counts nobody and changes no count.
     * @returns false: nobody is there
     * @throws {RequestError} bad_request for a line break; messages_full
     */
    tell(namespace: string, service: string, message: string): boolean;

    /** Of this process alone, without participants; who is among them as a listener, too, is not in it either. */
    local(namespace: string): Tally;
    /** Those that have or had a listener here that was counted. */
    localNamespaces(): Iterable<string>;
    /** Calls back after `local` of a namespace changed. Answers its undo, as all `on…` here do. */
    onLocalChange(listener: (namespace: string) => void): () => void;
    /** What all other instances have together; zeros: nothing. */
    setOthers(namespace: string, sum: Tally): void;
    /** Who is in a conference of this name, wherever. A listener whose uuid is one of these is not counted again. */
    setParticipants(namespace: string, sessionIds: ReadonlySet<string>): void;
    /** A uuid was taken or excluded here: connections elsewhere that began before `at` (epoch ms) are to end. */
    onExclude(listener: (namespace: string, uuid: string, at: number) => void): () => void;
    /** A uuid was taken or excluded elsewhere: ends its connection here, if that began before `at` (epoch ms). */
    excludeFormer(namespace: string, uuid: string, at: number): void;
    /** A message was told here. */
    onTell(listener: (namespace: string, service: string, message: string) => void): () => void;
    /** A message was told elsewhere: sends it to those who listen here. @throws {RequestError} as tell */
    tellHere(namespace: string, service: string, message: string): void;
    /** Tells, counts and removes nothing any more. Connections are closed by whoever opened them. */
    close(): void;
}

/** Times in ms. */
export interface AudienceOptions {
    pattern: RegExp;
    maxNamespaces: number;
    /** Messages on their way to listeners at once. */
    maxMessages: number;
    rule: NotifyRule;
    incrementDelayMs: number;
    namespaceCleanDelayMs: number;
    enableUuid: boolean;
    /** Epoch ms. */
    now?: () => number;
    /** ms, never going back. */
    clock?: () => number;
    setTimer?: SetTimer;
}
