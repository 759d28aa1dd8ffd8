import { RequestError } from '../errors.js';
import { setRealTimer } from '../set-timer.js';
import type { Audience, AudienceOptions } from './audience.js';
import { createDampedNotifier } from './damped-notifier.js';
import { createDelivery } from './delivery.js';
import { eventFrame, retryFrame } from './event-frame.js';
import { createHook } from './hook.js';
import { Member, type Namespace } from './namespace.js';
import { createNamespaces } from './namespaces.js';
import { createUuidHolders } from './uuid-holders.js';

/** How often it is looked what is to be told, counted or removed, ms. */
const TICK_MS = 250;
/** Seconds after which a message for which there was no room may be sent again. */
const RETRY_AFTER_MESSAGES = 1;

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
