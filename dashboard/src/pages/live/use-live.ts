import { useEffect, useMemo, useState } from 'preact/hooks';
import { lossOf } from './figures.js';
import { createLiveState, type LiveState, type News } from './live-state.js';
import { openLiveStream, type Connection } from './live-stream.js';

export interface Live { state: LiveState; connection: Connection; isLoaded: boolean; news: readonly News[] }

/** Who is there, drawn at most once a frame however much is told. While paused nothing is told: what stands on the page stays. */
export function useLive(isPaused: boolean): Live {
    const state = useMemo(() => createLiveState(lossOf), []);
    const [connection, setConnection] = useState<Connection>({ state: 'connecting' });
    const [drawn, draw] = useState<{ count: number; news: readonly News[] }>({ count: 0, news: [] });
    useEffect(() => {
        if (isPaused) {
            setConnection({ state: 'paused', since: Date.now() });
            return undefined;
        }
        let frame = 0;
        let news: News[] = [];
        const close = openLiveStream({
            onConnection: (now) => { setConnection((before) => before.state === now.state ? before : now); },
            onChange(change, isSnapshot) {
                news = [...news, ...state.take(change, isSnapshot)].slice(-NEWS);
                frame ||= requestAnimationFrame(() => {
                    frame = 0;
                    const told = news;
                    news = [];
                    draw(({ count, news: before }) => ({ count: count + 1, news: told.length > 0 ? told : before }));
                });
            }
        });
        return () => {
            cancelAnimationFrame(frame);
            close();
        };
    }, [isPaused]);
    return { state, connection, isLoaded: drawn.count > 0, news: drawn.news };
}

/** A page in the background is not drawn: so much of what is to be said waits. */
const NEWS = 20;
