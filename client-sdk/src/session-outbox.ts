import type { SessionPostReply } from '../../schemas/session.js';
import { createBeaconTransport } from './beacon-transport.js';
import type { Environment } from './environment.js';
import type { Settings } from './options.js';
import { createPushQueue, type QueuedPush } from './push-queue.js';
import { pause, sendUntilAnswered, type FinalResult } from './retrying-transport.js';
import type { SessionIdentity } from './session-identity.js';
import { createTransport, type SendResult } from './transport.js';
import { forgetUnsent, keepUnsent, type SessionFields, type Unsent } from './unsent.js';

export interface OutboxListener {
    /** The service wants a push every so many ms. */
    onPushInterval?(ms: number): void;
    /** A push will never arrive. */
    onLoss?(): void;
    /** The service does not want this session; nothing more is sent. */
    onRejected?(): void;
}

export interface SessionOutbox {
    /** The session's metadata as known now. Sent if it is news. */
    setPost(post: SessionFields): void;
    /** Queues a sealed push. */
    add(body: string): void;
    /** The page may be gone the next moment: all waiting pushes go out at once, if the service has given the token for it. */
    flush(): void;
    /** Throws away what is waiting, and takes no more. */
    discard(): void;
    /** Resolves when nothing is waiting any more. */
    settled(): Promise<void>;
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;

/**
 * Delivers one session: its metadata first, as that brings the token, then its pushes, in order, one at a time. A push leaves the queue
 * when the service has accepted it; until then it is kept for the next page, too.
 */
export function createSessionOutbox(
    environment: Environment, settings: Settings, whose: Promise<SessionIdentity>, listener: OutboxListener = {}, left?: Unsent
): SessionOutbox {
    const { endpoint } = settings;
    const transport = createTransport(environment, endpoint, createBeaconTransport(environment, endpoint));
    const queue = createPushQueue(settings, () => listener.onLoss?.(), left?.pushes);
    let identity: SessionIdentity | undefined;
    let post = left?.post;
    let postIsNews = Boolean(post);
    let token: string | undefined;
    let rejected = false;
    let draining: Promise<void> | undefined;

    const stamped = (fields: object) => JSON.stringify({ sentAt: environment.sendTime(), ...fields });

    async function sendPost(): Promise<SendResult> {
        const sent = post;
        const result = await transport('v1/sessions', stamped({ ...identity, ...sent }));
        if (result.outcome !== 'accepted') return result;
        const reply = result.reply as Partial<SessionPostReply> | null;
        // whoever answered without a token was not the service
        if (!reply?.token) return { outcome: 'retryable' };
        token = reply.token;
        postIsNews = post !== sent;
        if (reply.pushInterval) listener.onPushInterval?.(reply.pushInterval);
        return result;
    }

    async function sendPush(push: QueuedPush, leaving?: boolean): Promise<SendResult> {
        push.sending = true;
        const body = stamped({ token }).slice(0, -1) + ',' + push.body.slice(1);
        const result = await transport(`v1/sessions/${(identity as SessionIdentity).sessionId}/metrics`, body, leaving);
        push.sending = false;
        return result;
    }

    function reject() {
        rejected = true;
        queue.all().forEach(queue.remove);
        listener.onRejected?.();
    }

    function settlePush(push: QueuedPush, result: FinalResult) {
        queue.remove(push);
        if (result.outcome === 'accepted') return;
        if (result.status === FORBIDDEN) reject();
        else listener.onLoss?.();
    }

    function settlePost(result: FinalResult) {
        if (result.outcome === 'accepted') return;
        postIsNews = false;
        if (!token || result.status === FORBIDDEN) reject();
    }

    function save() {
        if (!identity) return;
        const pushes = queue.all().map(({ body }) => body);
        if (rejected || !post || !postIsNews && pushes.length === 0) forgetUnsent(environment, identity);
        else keepUnsent(environment, { identity, post, pushes });
    }

    async function drain() {
        let refusals = 0;
        for (let push = queue.all()[0]; !rejected && (push || postIsNews); push = queue.all()[0]) {
            if (!token || postIsNews) {
                settlePost(await sendUntilAnswered(environment, sendPost));
                continue;
            }
            const next = push as QueuedPush;
            const result = await sendUntilAnswered(environment, () => sendPush(next));
            if (result.outcome === 'refused' && result.status === UNAUTHORIZED) {
                // If a fresh token is no good either, the service's instances do not share their secret, perhaps for a moment.
                if (refusals++ > 0) await pause(environment, refusals);
                token = undefined;
            } else {
                refusals = 0;
                settlePush(next, result);
            }
        }
        // not after each push: what was accepted already may be sent again
        save();
    }

    function wake() {
        if (!identity) return;
        draining ??= drain().catch(reject).finally(() => {
            draining = undefined;
            if (!rejected && queue.all().length > 0) wake();
        });
    }

    const opened = whose.then((created) => {
        identity = created;
        save();
        wake();
    }).catch(reject);

    return {
        setPost(fields) {
            if (rejected || JSON.stringify(fields) === JSON.stringify(post)) return;
            post = fields;
            postIsNews = true;
            save();
            wake();
        },
        add(body) {
            if (rejected) return;
            queue.add(body);
            save();
            wake();
        },
        flush() {
            if (!token) return;
            for (const push of queue.all()) {
                // what is under way outlives the page where keepalive is known
                if (push.sending && environment.keepalive) continue;
                // if the page lives on, drain() deals with all other answers
                void sendPush(push, true).then(({ outcome }) => { if (outcome === 'accepted') queue.remove(push); });
            }
        },
        discard: reject,
        async settled() {
            await opened;
            while (draining) await draining;
        }
    };
}
