/** A sealed push on its way. */
export interface QueuedPush {
    /** JSON without token and sentAt. */
    readonly body: string;
    /** A request with it is under way. */
    sending: boolean;
}

export interface PushQueue {
    /** Appends. When there is no room the oldest goes. */
    add(body: string): void;
    /** Oldest first. */
    all(): readonly QueuedPush[];
    /** Takes out what was accepted, or will never be. */
    remove(push: QueuedPush): void;
}

/** Pushes that the service has not accepted yet, at most so many pushes and characters. `onLoss` is told of each that had to go. */
export function createPushQueue(
    limits: { maxQueuedPushes: number; maxQueuedCharacters: number },
    onLoss: () => void,
    bodies: readonly string[] = []
): PushQueue {
    const waiting = (body: string): QueuedPush => ({ body, sending: false });
    let pushes = bodies.map(waiting);
    const isTooMuch = () => pushes.length > limits.maxQueuedPushes
        || pushes.reduce((characters, { body }) => characters + body.length, 0) > limits.maxQueuedCharacters;
    return {
        add(body) {
            pushes.push(waiting(body));
            while (pushes.length > 1 && isTooMuch()) {
                pushes.shift();
                onLoss();
            }
        },
        all: () => pushes,
        remove(push) {
            pushes = pushes.filter((other) => other !== push);
        }
    };
}
