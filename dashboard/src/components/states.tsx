import type { ComponentChildren } from 'preact';
import type { ApiError, Reading } from '../api.js';
import { words } from '../words.js';
import { Icon } from './icon.js';

/** Holds the place of what comes, `height` in px, so that nothing jumps when it is there. */
export const Loading = ({ height = 120 }: { height?: number }) =>
    <div class="skeleton" style={{ minHeight: `${String(height)}px` }} role="status"><span class="unseen">{words().common.loading}</span></div>;

/** There is nothing: says so, and what to do about it. */
export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) =>
    <div class="empty"><p class="empty-title">{title}</p>{children}</div>;

export const Failed = ({ message, onRetry }: { message: string; onRetry: () => void }) =>
    <div class="failed" role="alert">
        <p><Icon name="error" /> {message}</p>
        <button type="button" onClick={onRetry}>{words().common.retry}</button>
    </div>;

/** What an error of the API means to who looks at the page; the number of the request leads to the log. */
export function explain({ code, message, requestId }: ApiError): string {
    const { other, ...named } = words().common.errors;
    const told = Object.hasOwn(named, code) ? named[code as keyof typeof named] : other(message);
    return requestId === undefined ? told : `${told} (${requestId})`;
}

/** One of the three states of an answer, or what is made of it. Old data stays while new is on its way, and beside an error. */
export function Answer<T>({ reading, height, children }: { reading: Reading<T>; height?: number; children: (data: T) => ComponentChildren }) {
    const { data, error, loading, reload } = reading;
    return <>
        {error !== undefined && <Failed message={explain(error)} onRetry={reload} />}
        {data !== undefined ? <div class="answer" aria-busy={loading}>{children(data)}</div>
            : error === undefined && <Loading {...height !== undefined && { height }} />}
    </>;
}
