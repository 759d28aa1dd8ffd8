import { RequestError } from '../errors.js';
import { setRealTimer, type SetTimer } from '../set-timer.js';
import { createDampedNotifier, type NotifyRule } from './damped-notifier.js';
import { createDelivery, type Listener } from './delivery.js';
import { eventFrame, retryFrame } from './event-frame.js';
import { createHook } from './hook.js';
import { Member, type Namespace, type Tally } from './namespace.js';
import { createNamespaces } from './namespaces.js';
import { createUuidHolders } from './uuid-holders.js';

export type { Listener } from './delivery.js';
export type { Tally } from './namespace.js';

/** How often it is looked what is to be told, counted or removed, ms. */
const TICK_MS = 250;
/** Seconds after which a message for which there was no room may be sent again. */
const RETRY_AFTER_MESSAGES = 1;

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

/** Counts who listens to what, and tells them how many they are. One timer for all namespaces, and none while there are none. */
export function createAudience({
    pattern, maxNamespaces, maxMessages, rule, incrementDelayMs, namespaceCleanDelayMs, enableUuid,
    now = Date.now, clock = () => performance.now(), setTimer = setRealTimer
}: AudienceOptions): Audience {
    const changes = createHook<[namespace: string]>();
    const exclusions = createHook<[namespace: string, uuid: string, at: number]>();
    const tidings = createHook<[namespace: string, service: string, message: string]>();
    const delivery = createDelivery(clock);
    const holders = createUuidHolders();
    /** Not counted yet, in the order of joining. */
    const waiting = new Set<Member>();
    let lastNumber = 0;
    let cancelTimer: (() => void) | undefined;
    let closed = false;

    const notifier = createDampedNotifier<Namespace>({
        rule, clock, countOf: ({ members }) => members,
        tell(namespace, count) {
            namespace.modified = now();
            send(namespace, 'count', eventFrame({ data: String(count) }));
        }
    });
    const namespaces = createNamespaces({
        pattern, max: maxNamespaces, cleanDelayMs: namespaceCleanDelayMs, now, clock,
        onRemove(namespace) {
            notifier.forget(namespace);
            if (namespace.local.connections > 0) changes.call(namespace.name);
        }
    });

    function send(namespace: Namespace, kind: 'count' | 'message', frame: string): void {
        if (!closed && namespace.listening.size > 0) delivery.deliver(namespace, { kind, frame, upTo: lastNumber });
    }

    function tick(): void {
        cancelTimer = undefined;
        const time = clock();
        for (const member of waiting) {
            if (member.countAt > time) break;
            count(member);
        }
        notifier.tick();
        namespaces.clean();
        keepTicking();
    }

    function keepTicking(): void {
        if (!closed && namespaces.size > 0) cancelTimer ??= setTimer(tick, Math.min(TICK_MS, rule.minDelayMs));
    }

    /** After any change of who is there. */
    function settle(namespace: Namespace): void {
        namespaces.settle(namespace);
        notifier.changed(namespace);
        keepTicking();
    }

    function count(member: Member): void {
        waiting.delete(member);
        member.namespace.count(member);
        settle(member.namespace);
        changes.call(member.namespace.name);
    }

    function leave(member: Member): void {
        waiting.delete(member);
        if (!member.namespace.remove(member)) return;
        holders.release(member);
        settle(member.namespace);
        if (member.isCounted) changes.call(member.namespace.name);
    }

    /** It leaves at once, not when its connection has closed: whoever is excluded is gone. */
    function end(member: Member): void {
        leave(member);
        // audience-meter's client takes it for "do not come again"
        member.listener.end(retryFrame(-1));
    }

    function tellHere(name: string, service: string, message: string): void {
        const data = `${service}=${message}`;
        if (/[\r\n]/.test(data)) throw new RequestError('bad_request', { message: 'A message must be one line.' });
        const namespace = namespaces.get(name);
        if (namespace === undefined || namespace.listening.size === 0) return;
        if (delivery.messages >= maxMessages) throw new RequestError('messages_full', { retryAfterSeconds: RETRY_AFTER_MESSAGES });
        send(namespace, 'message', eventFrame({ data }));
    }

    const members = (name: string): number => namespaces.get(name)?.members ?? 0;

    return {
        allows: namespaces.allows,
        admit: namespaces.admit,
        join(name, listener, uuid) {
            namespaces.admit(name);
            const namespace = namespaces.open(name);
            const member = new Member(namespace, listener, uuid, lastNumber += 1, now(), clock() + incrementDelayMs);
            const former = enableUuid && uuid !== undefined ? holders.holderOf(namespace, uuid) : undefined;
            namespace.listening.add(member);
            if (enableUuid) holders.hold(member);
            // the same person as before: others need not see it leave and come
            if (former?.isCounted === true) namespace.remove(former);
            if (incrementDelayMs === 0 || former?.isCounted === true) {
                count(member);
            } else {
                waiting.add(member);
                settle(namespace);
            }
            if (former !== undefined) end(former);
            if (enableUuid && uuid !== undefined) exclusions.call(name, uuid, member.joinedAt);
            listener.send(eventFrame({ data: String(namespace.membersWith(member)) }));
            return { leave: () => { leave(member); } };
        },
        exclude(name, uuid) {
            if (!enableUuid) return;
            const namespace = namespaces.get(name);
            const holder = namespace && holders.holderOf(namespace, uuid);
            if (holder !== undefined) end(holder);
            exclusions.call(name, uuid, now());
        },
        members,
        * list() {
            for (const { name, created, members, connections, modified } of namespaces.values())
                yield [name, { created, members, connections, modified }];
        },
        tell(name, service, message) {
            tellHere(name, service, message);
            tidings.call(name, service, message);
            return members(name) > 0 || (namespaces.get(name)?.listening.size ?? 0) > 0;
        },
        local: (name) => namespaces.get(name)?.local ?? { members: 0, connections: 0 },
        * localNamespaces() {
            for (const { name, local } of namespaces.values()) if (local.connections > 0) yield name;
        },
        onLocalChange: changes.listen,
        setOthers(name, sum) {
            const namespace = sum.members > 0 && namespaces.allows(name) ? namespaces.open(name) : namespaces.get(name);
            if (namespace === undefined) return;
            namespace.setOthers(sum);
            settle(namespace);
        },
        setParticipants(name, sessionIds) {
            const namespace = sessionIds.size > 0 && namespaces.allows(name) ? namespaces.open(name) : namespaces.get(name);
            if (namespace === undefined) return;
            const before = namespace.local.members;
            namespace.setParticipants(sessionIds);
            settle(namespace);
            if (namespace.local.members !== before) changes.call(name);
        },
        onExclude: exclusions.listen,
        excludeFormer(name, uuid, at) {
            const namespace = namespaces.get(name);
            const holder = namespace && holders.holderOf(namespace, uuid);
            if (holder !== undefined && holder.joinedAt < at) end(holder);
        },
        onTell: tidings.listen,
        tellHere,
        close() {
            closed = true;
            cancelTimer?.();
            waiting.clear();
            delivery.close();
        }
    };
}
