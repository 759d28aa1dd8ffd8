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
    /** Takes out what was accepted, or will never be. False if it was out already. */
    remove(push: QueuedPush): boolean;
}

/** Pushes that the service has not accepted yet, at most so many pushes and characters. `onLoss` is told of each that had to go. */
export function createPushQueue(
    limits: { maxQueuedPushes: number; maxQueuedCharacters: number },
    onLoss: () => void,
    bodies: readonly string[] = []
): PushQueue {
    let pushes: QueuedPush[] = bodies.map((body) => ({ body, sending: false }));
    let characters = bodies.join('').length;
    const queue: PushQueue = {
        add(body) {
            pushes.push({ body, sending: false });
            characters += body.length;
            while (pushes.length > 1 && (pushes.length > limits.maxQueuedPushes || characters > limits.maxQueuedCharacters)) {
                queue.remove(pushes[0] as QueuedPush);
                onLoss();
            }
        },
        all: () => pushes,
        remove(push) {
            if (!pushes.includes(push)) return false;
            pushes = pushes.filter((other) => other !== push);
            characters -= push.body.length;
            return true;
        }
    };
    return queue;
}
