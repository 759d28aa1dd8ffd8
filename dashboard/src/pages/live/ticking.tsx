import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';

/** The service's clock; stands still while the page is paused. */
export const Clock = createContext<{ now: () => number; isRunning: boolean }>({ now: Date.now, isRunning: true });

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all that counts seconds. */
function onSecond(listener: () => void): () => void {
    listeners.add(listener);
    timer ??= setInterval(() => { for (const each of listeners) each(); }, 1000);
    return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearInterval(timer);
        timer = undefined;
    };
}

/** A span that goes on, in words: drawn anew each second, and nothing round it. */
export function Since({ at, format }: { at: number; format: (ms: number) => string }) {
    const { now, isRunning } = useContext(Clock);
    const [text, setText] = useState('');
    useEffect(() => {
        const tick = (): void => { setText(format(Math.max(0, Math.floor((now() - at) / 1000) * 1000))); };
        tick();
        return isRunning ? onSecond(tick) : undefined;
    }, [at, isRunning, format]);
    return <span class="since">{text}</span>;
}
