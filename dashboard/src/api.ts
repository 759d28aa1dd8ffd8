import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ErrorReply } from '../../schemas/error-reply.js';
import { href, ROOT, type Query } from './root.js';

/** What the service, or the way to it, refused; `code` as of the error catalogue, `unreachable` when nothing answered. */
export class ApiError extends Error {
    constructor(readonly status: number, readonly code: string, message: string, readonly requestId?: string) {
        super(message);
    }
}

/**
 * The answer to a GET of the read API. Who is not logged in any more goes to the login page, and comes back to where they were.
 * @throws ApiError, or the AbortError of `signal`
 */
export const read = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> => request<T>('GET', href(path, query), signal);

/** A DELETE, which answers what went. @throws as `read` */
export const remove = <T>(path: string): Promise<{ status: number; body: T }> => ask<T>('DELETE', href(path));

async function request<T>(method: string, url: string, signal?: AbortSignal): Promise<T> {
    return (await ask<T>(method, url, signal)).body;
}

async function ask<T>(method: string, url: string, signal?: AbortSignal): Promise<{ status: number; body: T }> {
    const answer = await fetch(url, { method, headers: { accept: 'application/json' }, ...signal && { signal } }).catch((error: unknown) => {
        if (signal?.aborted === true) throw error;
        throw new ApiError(0, 'unreachable', String(error));
    });
    if (answer.status === 401) goToLogin();
    if (!answer.ok) {
        const { code, message, requestId } = await answer.json().catch(() => ({})) as Partial<ErrorReply>;
        throw new ApiError(answer.status, code ?? 'unreachable', message ?? answer.statusText, requestId);
    }
    return { status: answer.status, body: await answer.json() as T };
}

export function goToLogin(): void {
    const here = `${location.pathname.slice(ROOT.pathname.length)}${location.search}`;
    location.assign(href('/login', { next: here }));
}

/** What is known of an answer: `data` stays while it is asked for again, so that a page does not blink. */
export interface Reading<T> { data: T | undefined; error: ApiError | undefined; loading: boolean; reload: () => void }

/** Reads now, and anew whenever path or query change; a path of null waits. An older answer never follows a newer one. */
export function useRead<T>(path: string | null, query: Query = {}): Reading<T> {
    const url = path === null ? null : href(path, query);
    const [state, setState] = useState<{ data?: T; error?: ApiError; loading: boolean }>({ loading: url !== null });
    const [round, setRound] = useState(0);
    useEffect(() => {
        if (url === null) { setState({ loading: false }); return; }
        const controller = new AbortController();
        setState(({ data }) => ({ ...data !== undefined && { data }, loading: true }));
        request<T>('GET', url, controller.signal).then(
            (data) => { if (!controller.signal.aborted) setState({ data, loading: false }); },
            (error: unknown) => {
                if (controller.signal.aborted) return;
                const told = error instanceof ApiError ? error : new ApiError(0, 'unreachable', String(error));
                setState(({ data }) => ({ ...data !== undefined && { data }, error: told, loading: false }));
            }
        );
        return () => { controller.abort(); };
    }, [url, round]);
    const reload = useCallback(() => { setRound((count) => count + 1); }, []);
    return { data: state.data, error: state.error, loading: state.loading, reload };
}
