import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Test } from 'tap';
import { createPatience } from './patience.js';

export interface StartedProgram {
    process: ChildProcess;
    /** What it has printed so far. */
    output: () => string;
    /** It and all that wrote to its output have: nothing more comes. */
    hasEnded: () => boolean;
    /** Resolves when a line that it printed matches. @throws when it ends before, with what it printed. */
    printed: (pattern: RegExp) => Promise<void>;
    /** Resolves when the port on 127.0.0.1 takes connections. @throws when the program ends before. */
    listens: (port: number) => Promise<void>;
    /** Asks it to end and waits for that; the exit code, or null if it had to be killed. */
    stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

export interface Program {
    command: string;
    args?: readonly string[];
    env?: NodeJS.ProcessEnv;
    cwd?: string;
    uid?: number;
    gid?: number;
}

const POLL_MS = 50;
/** A program that has not ended by then does not end by itself. */
const STOP_MS = 120_000;

/** Starts a program; it is stopped when the test ends, and killed if this process dies. */
export function startProgram(t: Test, { command, args = [], ...options }: Program): StartedProgram {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    let failure: Error | undefined;
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { output += text; });
    child.once('error', (error) => { failure = error; });

    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    let isClosed = false;
    child.once('close', () => {
        isClosed = true;
        process.off('exit', kill);
    });

    // not as soon as there is an exit code: what it said last may be read only after that
    const hasEnded = () => failure !== undefined || isClosed;
    const until = async (what: string, isSo: () => boolean | Promise<boolean>) => {
        for (const patience = createPatience(); !await isSo(); await sleep(POLL_MS)) {
            if (hasEnded()) throw failure ?? new Error(`${command} ended before ${what}:\n${output}`);
            if (patience.isOver()) throw new Error(`${command}: not yet ${what}:\n${output}`);
        }
    };
    const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
        if (!hasEnded()) {
            const closed = once(child, 'close');
            child.kill(signal);
            if (await Promise.race([closed, sleep(STOP_MS, undefined, { ref: false })]) === undefined) {
                kill();
                // somebody whom it started may still hold them
                for (const stream of [child.stdout, child.stderr]) stream.destroy();
                await closed;
            }
        }
        return child.exitCode;
    };
    t.teardown(() => stop());
    return {
        process: child,
        output: () => output,
        hasEnded,
        printed: (pattern) => until(`it printed ${String(pattern)}`, () => pattern.test(output)),
        listens: (port) => until(`it listened on ${String(port)}`, () => canConnect(port)),
        stop
    };
}

const canConnect = (port: number) => new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => { resolve(false); }).once('connect', () => {
        socket.destroy();
        resolve(true);
    });
});
