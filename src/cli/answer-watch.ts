/** The call could not be replayed. The message says why, and what can be done. */
export class ReplayError extends Error {}

export interface AnswerWatch {
    /** Looks at an answer; of a session's first one it answers the session's id. `status` null: there was none, and `text` says why. */
    take(path: string, status: number | null, text: string): string | undefined;
    /** Why it makes no sense to go on, as soon as that is so. */
    failure(): ReplayError | undefined;
}

/** Answers upon which the SDK tries again. */
const PASSING: readonly number[] = [401, 408, 429, 500, 502, 503, 504];
/** After so many of them in a row nobody waits any longer. */
const PATIENCE = 10;

/** A page's SDK goes on trying, without a word; somebody at a terminal wants to know at once what is wrong. */
export function createAnswerWatch(url: string): AnswerWatch {
    let failed: ReplayError | undefined;
    let inARow = 0;
    return {
        take(path, status, text) {
            const reply = parse(text);
            if (status === null) {
                failed ??= new ReplayError(`${url} does not answer any more (${text}). Is the service still running?`);
            } else if (status >= 400) {
                inARow += 1;
                const told = reply === undefined ? text.slice(0, 200) : `${String(reply.code)}: ${String(reply.message)}`;
                if (!PASSING.includes(status) || inARow > PATIENCE) failed ??= new ReplayError(`The service refused POST ${path} with ${String(status)} ${told}`);
            } else {
                inARow = 0;
                if (status === 200 && typeof reply?.sessionId === 'string') return reply.sessionId;
            }
            return undefined;
        },
        failure: () => failed
    };
}

function parse(text: string): { code?: unknown; message?: unknown; sessionId?: unknown } | undefined {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === 'object' && value !== null ? value : undefined;
    } catch {
        return undefined;
    }
}
