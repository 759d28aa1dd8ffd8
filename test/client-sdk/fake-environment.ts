import { createHash, getRandomValues, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { Environment, PageEvent, WebCrypto } from '../../client-sdk/src/environment.js';

export interface SentRequest {
    path: string;
    body: Record<string, unknown> & { sentAt: number };
    keepalive: boolean;
    beacon: boolean;
    at: number;
}

export interface Answer { status: number; body?: unknown; headers?: Record<string, string> }

/** localStorage; `room` is how many characters it takes. */
export class FakeStorage {
    static room = Infinity;

    getItem(key: string): string | null {
        return (this as unknown as Record<string, string | undefined>)[key] ?? null;
    }

    setItem(key: string, value: string): void {
        if (value.length > FakeStorage.room) throw new DOMException('full', 'QuotaExceededError');
        (this as unknown as Record<string, string>)[key] = value;
    }

    removeItem(key: string): void {
        Reflect.deleteProperty(this, key);
    }
}

/** The Web Locks of one origin, shared by its pages. */
export class FakeLocks {
    readonly held = new Set<string>();

    async request(name: string, { ifAvailable = false }: { ifAvailable?: boolean }, callback: (lock: unknown) => Promise<unknown> | undefined) {
        if (this.held.has(name)) {
            if (ifAvailable) await callback(null);
            return;
        }
        this.held.add(name);
        try {
            await callback({ name });
        } finally {
            this.held.delete(name);
        }
    }
}

/** As in a browser, but without a thread that answers when it likes. */
const webCrypto: WebCrypto = {
    getRandomValues: (array) => getRandomValues(array),
    randomUUID,
    subtle: { digest: (_algorithm, bytes) => Promise.resolve(new Uint8Array(createHash('sha256').update(bytes).digest()).buffer) }
};

export const OFFLINE = new Error('offline');

/** A page whose clock, chance, network and fate a test decides. */
export function createFakeEnvironment({ start = 1_795_228_082_000, storage = new FakeStorage(), locks = new FakeLocks() } = {}) {
    let time = start;
    let timers: { due: number; callback: () => void }[] = [];
    const listeners = new Map<PageEvent, Set<(persisted: boolean) => void>>();
    const sent: SentRequest[] = [];
    const endpoint = 'https://meet.example.org/confmeter/';
    /** As the service answers: session posts with a token, pushes with 204. */
    const asService = ({ path, body }: SentRequest): Answer => path === 'v1/sessions'
        ? { status: 200, body: { sessionId: body.sessionId, token: 'the-token', pushInterval: 30_000 } }
        : { status: 204 };

    const record = (url: string, body: string, keepalive: boolean, beacon: boolean): SentRequest => {
        const request = { path: url.replace(endpoint, ''), body: JSON.parse(body) as SentRequest['body'], keepalive, beacon, at: time };
        sent.push(request);
        return request;
    };

    const page = {
        endpoint,
        sent,
        storage,
        locks,
        online: true,
        hidden: false,
        random: () => 0.5,
        devices: [{ kind: 'audioinput', deviceId: 'mic' }, { kind: 'videoinput', deviceId: 'camera' }],
        /** What is answered; may throw (no answer), and may take its time. */
        answer: asService as (request: SentRequest) => Answer | Promise<Answer>,
        asService,
        get time() { return time; },
        get listenerCount() { return [...listeners.values()].reduce((count, set) => count + set.size, 0); },
        get timerCount() { return timers.length; },
        /** Lets everything happen that waits for nothing but its turn. */
        async settle() {
            for (let round = 0; round < 8; round++) await setImmediate();
        },
        async advance(ms: number) {
            const end = time + ms;
            await page.settle();
            for (;;) {
                const [next] = timers.filter(({ due }) => due <= end).sort((one, other) => one.due - other.due);
                if (!next) break;
                timers = timers.filter((timer) => timer !== next);
                time = next.due;
                next.callback();
                await page.settle();
            }
            time = end;
        },
        fire(event: PageEvent, persisted = false) {
            listeners.get(event)?.forEach((listener) => { listener(persisted); });
        },
        hide() {
            page.hidden = true;
            page.fire('visibilitychange');
        },
        pushes: () => sent.filter(({ path }) => path.endsWith('/metrics')).map(({ body }) => body),
        posts: () => sent.filter(({ path }) => path === 'v1/sessions').map(({ body }) => body)
    };

    const environment: Environment = {
        now: () => time,
        sendTime: () => time,
        random: () => page.random(),
        setTimer(callback, ms) {
            const timer = { due: time + ms, callback };
            timers.push(timer);
            return () => { timers = timers.filter((other) => other !== timer); };
        },
        async post(url, body, keepalive) {
            const request = record(url, body, keepalive, false);
            if (!page.online) throw OFFLINE;
            const { status, body: reply, headers = {} } = await page.answer(request);
            return {
                status,
                headers: { get: (name) => headers[name] ?? null },
                text: () => Promise.resolve(reply === undefined ? '' : typeof reply === 'string' ? reply : JSON.stringify(reply))
            };
        },
        keepalive: true,
        sendBeacon(url, body) {
            record(url, body, false, true);
            return true;
        },
        crypto: webCrypto,
        storage,
        locks,
        isOnline: () => page.online,
        isHidden: () => page.hidden,
        listen(event, listener) {
            const set = listeners.get(event) ?? new Set();
            listeners.set(event, set.add(listener));
            return () => { set.delete(listener); };
        },
        listDevices: () => Promise.resolve(page.devices),
        device: { cores: 8, memory: 8, mobile: false }
    };
    return { page, environment };
}

export type FakePage = ReturnType<typeof createFakeEnvironment>['page'];
