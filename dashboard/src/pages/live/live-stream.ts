import type { LiveChange, LiveReply } from '../../../../schemas/live.js';
import { read } from '../../api.js';
import { href } from '../../root.js';
import { LANGUAGE } from '../../words.js';

/** How the page hangs on the service. `since`: epoch ms of the page's clock. */
export type Connection = { state: 'connecting' | 'live' } | { state: 'stale' | 'paused'; since: number };

interface Listener {
    onChange: (change: LiveChange, isSnapshot: boolean) => void;
    onConnection: (connection: Connection) => void;
}

/** After an answer that is no stream (a proxy's 502, too many streams) EventSource gives up by itself: tried again so much later, ms. */
const AGAIN_MS = 5000;
/** A connection that died without a word says nothing, nor does a quiet one: so long after the last word the service is asked, ms. */
const QUIET_MS = 30_000;

/** Listens to `GET /v1/live/stream` for as long as it is not closed, whatever happens on the way. Answers what closes it. */
export function openLiveStream({ onChange, onConnection }: Listener): () => void {
    let source: EventSource | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isOver = false;
    let staleSince: number | undefined;

    const lost = (): void => { onConnection({ state: 'stale', since: staleSince ??= Date.now() }); };
    const later = (work: () => void, ms: number): void => {
        clearTimeout(timer);
        timer = setTimeout(work, ms);
    };
    const open = (): void => {
        source?.close();
        const stream = source = new EventSource(href('/v1/live/stream', { language: LANGUAGE }));
        const hear = (isSnapshot: boolean) => ({ data }: MessageEvent<string>): void => {
            staleSince = undefined;
            onConnection({ state: 'live' });
            onChange(JSON.parse(data) as LiveChange, isSnapshot);
            later(ask, QUIET_MS);
        };
        stream.addEventListener('snapshot', hear(true));
        stream.addEventListener('change', hear(false));
        stream.addEventListener('error', () => {
            lost();
            // it tells no status: who is not logged in any more is led to the login by the question
            if (stream.readyState === EventSource.CLOSED) later(askAndOpen, AGAIN_MS);
        });
    };
    const ask = (): void => {
        read<LiveReply>('/v1/live', { participants: false }).then(
            () => { if (!isOver) later(ask, QUIET_MS); },
            () => { if (!isOver) { lost(); later(askAndOpen, AGAIN_MS); } }
        );
    };
    const askAndOpen = (): void => {
        read<LiveReply>('/v1/live', { participants: false }).then(
            () => { if (!isOver) open(); },
            () => { if (!isOver) later(askAndOpen, AGAIN_MS); }
        );
    };
    onConnection({ state: 'connecting' });
    open();
    return () => {
        isOver = true;
        clearTimeout(timer);
        source?.close();
    };
}
