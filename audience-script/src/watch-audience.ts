import { readEvents } from './read-events.js';
import { sessionIdIn } from './session-of-page.js';

export interface WatchOptions {
    /** How many are there now, as often as the service tells. */
    onCount?: (count: number) => void;
    /** What somebody sent to all of them, as `slide`, `4`. */
    onMessage?: (service: string, message: string) => void;
    /** It gave up: this page may not listen, or another one has its uuid. */
    onEnd?: () => void;
    /** Counts once, however many pages have it. Default: the session of this page's call in the conference of that name, if it has one. */
    uuid?: string;
    /** Folder of the service. Default: that of the script. */
    endpoint?: string;
}

/** Until the service says how long. */
const RETRY_MS = 2000;
const LONGEST_RETRY_MS = 60_000;
/** How often it is looked whether this page is in a call by now, or no more. */
const LOOK_MS = 5000;

/**
 * Is one of the audience of a namespace from now on, and tells how many they are. A hidden page stays: who listens to a talk in another tab is still
 * there, and the count must not fall because people take notes. A page in the back/forward cache is away until it comes back.
 * @returns what ends that
 */
export function watchAudience(namespace: string, { onCount, onMessage, onEnd, uuid, endpoint = SCRIPT_FOLDER }: WatchOptions = {}): () => void {
    let connection: AbortController | undefined;
    let id: string | undefined;
    let retryMs = RETRY_MS;
    let failures = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;

    function tell(data: string): void {
        const [service, ...message] = data.split('=');
        const isCount = /^\d+$/.test(data);
        // in a task of its own: what a page's own code throws is the page's
        queueMicrotask(() => {
            if (!connection) return;
            if (isCount) onCount?.(Number(data));
            else if (message.length > 0) onMessage?.(unescape(service as string), unescape(message.join('=')));
        });
    }

    async function connect(): Promise<void> {
        leave();
        const mine = connection = new AbortController();
        id = uuid ?? sessionIdIn(namespace);
        let waitMs = 0;
        try {
            const answer = await fetch(addressOf(endpoint, namespace, id), {
                headers: { accept: 'text/event-stream' }, credentials: 'omit', cache: 'no-store', signal: mine.signal
            });
            if (!answer.ok) {
                waitMs = Number(answer.headers.get('retry-after')) * 1000;
                // neither too many nor a fault of the service: it will not be otherwise the next time
                if (answer.status < 500 && answer.status !== 429) retryMs = -1;
                throw answer;
            }
            await readEvents(answer.body as ReadableStream<Uint8Array>, (name, value) => {
                failures = 0;
                if (name === 'data') tell(value);
                if (name === 'retry') retryMs = Number(value);
            });
        } catch {
            failures += 1;
        }
        if (mine !== connection) return;
        if (retryMs < 0) {
            stop();
            onEnd?.();
            return;
        }
        // all who lost the service at the same moment come back one by one
        timer = setTimeout(() => { void connect(); }, (waitMs || Math.min(LONGEST_RETRY_MS, retryMs * 2 ** failures)) * (0.5 + Math.random()));
    }

    function leave(): void {
        clearTimeout(timer);
        connection?.abort();
        connection = undefined;
    }

    function comeBack({ persisted }: PageTransitionEvent): void {
        if (persisted) void connect();
    }

    const look = setInterval(() => {
        if (connection && !uuid && id !== sessionIdIn(namespace)) void connect();
    }, LOOK_MS);

    function stop(): void {
        clearInterval(look);
        removeEventListener('pagehide', leave);
        removeEventListener('pageshow', comeBack);
        leave();
    }

    addEventListener('pagehide', leave);
    addEventListener('pageshow', comeBack);
    void connect();
    return stop;
}

/** Known while the script runs for the first time only. */
const SCRIPT_FOLDER = new URL('.', (document.currentScript as HTMLScriptElement | null)?.src ?? location.href).href;

const addressOf = (endpoint: string, namespace: string, uuid: string | undefined): string =>
    `${endpoint.replace(/\/*$/, '/')}audience/${encodeURIComponent(namespace)}${uuid ? `/${encodeURIComponent(uuid)}` : ''}`;

/** Messages come with their percent-escapes; one that has wrong ones is shown as it is. */
function unescape(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}
