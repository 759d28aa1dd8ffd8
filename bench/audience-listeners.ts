import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Heard, Order, Report } from './audience-crowd.js';

const CROWD = fileURLToPath(new URL('./audience-crowd.js', import.meta.url));

/** So that no process needs more files than an ordinary one may open. */
const PROCESSES = 4;

/** Thousands of listeners, in processes of their own. */
export interface Listeners {
    /** `path`: `#` is replaced by the listener's number. Resolves when all have heard something. */
    join(options: { port: number; path: string; count: number; perSecond?: number }): Promise<void>;
    /** So many go without a word. */
    leave(count: number): Promise<void>;
    /** When a text was heard first and last (epoch ms), and by how many. */
    heard(text: string): Promise<Heard>;
    /** What was heard until now. */
    forget(): Promise<void>;
    /** How many there are, and how many lost their connection. */
    count(): Promise<{ open: number; lost: number }>;
    close(): void;
}

export function startListeners(): Listeners {
    const crowds = Array.from({ length: PROCESSES }, () => fork(CROWD, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    let joined = 0;
    /** One order at a time for each. */
    async function ask(crowd: ChildProcess, order: Order): Promise<Report> {
        const answer = once(crowd, 'message');
        crowd.send(order);
        return (await answer)[0] as Report;
    }
    const askAll = (orderOf: (place: number) => Order) => Promise.all(crowds.map((crowd, place) => ask(crowd, orderOf(place))));
    /** Equal parts of a whole. */
    const part = (whole: number, place: number) => Math.floor(whole * (place + 1) / PROCESSES) - Math.floor(whole * place / PROCESSES);
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
    return {
        async join({ port, path, count, perSecond = Infinity }) {
            const first = joined;
            joined += count;
            await askAll((place) => ({ join: {
                port, path, count: part(count, place), from: first + Math.floor(count * place / PROCESSES),
                // IPC is JSON
                perSecond: Math.min(perSecond / PROCESSES, 1e6)
            } }));
        },
        async leave(count) {
            await askAll((place) => ({ leave: part(count, place) }));
        },
        async heard(text) {
            const parts = (await askAll(() => ({ heard: text }))).flatMap(({ heard }) => heard ?? []);
            return {
                first: Math.min(...parts.map(({ first }) => first)), last: Math.max(...parts.map(({ last }) => last)),
                listeners: sum(parts.map(({ listeners }) => listeners))
            };
        },
        async forget() {
            await askAll(() => 'forget');
        },
        async count() {
            const reports = await askAll(() => ({ leave: 0 }));
            return { open: sum(reports.map(({ open }) => open)), lost: sum(reports.map(({ lost }) => lost)) };
        },
        close() {
            for (const crowd of crowds) crowd.kill();
        }
    };
}
