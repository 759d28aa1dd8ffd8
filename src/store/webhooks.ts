/** Something that an endpoint is to be told. */
export interface WebhookMessage {
    /** Made of the endpoint and of what is told, so that whoever adds the same one again changes nothing. */
    id: string;
    /** Whom it is for: what stands for a URL, not the URL itself. */
    endpoint: string;
    /** Messages of an endpoint are delivered in this order: when it was added, epoch ms, with fractions for those of one moment. */
    position: number;
    /** Of one conference in their order, of several at once. */
    conferenceId: string;
    /** What is sent, byte for byte, at every try. */
    body: string;
    /** Whose data is in it, if anyone's. */
    person?: WebhookPerson;
}

export interface WebhookPerson { sessionId: string; userId: string | null; startedAt: number }

export interface PendingWebhook extends WebhookMessage {
    /** How often it was tried in vain. */
    failures: number;
}

/** What is still to be delivered to an endpoint. */
export interface WebhookBacklog {
    messages: number;
    bytes: number;
    /** Epoch ms; null when there is none. */
    oldestAt: number | null;
}

/**
 * Messages on their way to the endpoints of webhooks, and the ids of those that have got there, so that none is sent for twice by those who
 * see the same happen: other instances, this one after a restart. All calls are idempotent.
 */
export interface Webhooks {
    /** Durable when it resolves. Those that are known, delivered or not, are left as they are. */
    add(messages: readonly WebhookMessage[]): Promise<void>;
    /**
     * Of all processes one delivers to an endpoint. Answers whether this holder is it, for `leaseMs` from now on.
     * @param now - epoch ms
     */
    hold(endpoint: string, holder: string, now: number, leaseMs: number): Promise<boolean>;
    /** Another one may hold it at once. */
    release(endpoint: string, holder: string): Promise<void>;
    /** The first `limit` that may be tried now, by position. */
    listDue(endpoint: string, now: number, limit: number): Promise<PendingWebhook[]>;
    /** Nothing is to be done with these any more. Their ids stay, their content goes. */
    finish(ids: readonly string[]): Promise<void>;
    /** It was tried in vain: not again before `notBefore`, epoch ms. */
    postpone(id: string, notBefore: number): Promise<void>;
    backlog(endpoint: string): Promise<WebhookBacklog>;
    /** Finishes the oldest until at most so many messages, and bytes of bodies, wait. Answers how many went. */
    trim(endpoint: string, maxMessages: number, maxBytes: number): Promise<number>;
    /** Forgets at most `limit` that were added before these moments, epoch ms: finished ones, and any. Answers how many went. */
    forget(finishedBefore: number, anyBefore: number, limit: number): Promise<number>;
}
