import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { Parser, type Result } from 'tap-parser';
import { ROOT } from './project.js';

/** A test is an innermost `t.test`. A file with nothing in it, or that dies outside of its tests, is a failed test of its own. */
export interface TestCounts { passed: number; failed: number; skipped: number }

export interface TapRun {
    /** The project that they belong to. */
    project?: string;
    /** Compiled test files, relative to the project, in the order in which they begin. */
    files: readonly string[];
    /** Folders whose files run one after another, from the start on; as long as they do, there are only two files at a time. */
    serialFolders?: readonly string[];
    /** A skip, a todo or an `only` is a failure. */
    strict: boolean;
    /** After how long tap ends a file's tests and tells of them. A file that it does not get to end is killed soon after. */
    fileSeconds?: number;
    write: (text: string) => void;
}

/** Most files wait more than they compute: on two processors, too, three at a time are done sooner than two. */
const FILES_AT_ONCE = 3;
/** Waits in tests have limits of their own: a file that is still there by then will not end. */
const FILE_SECONDS = 1800;

/** What ends a run early: from a terminal, from `kill`, or because the terminal is gone. */
const ENDS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs test files, each as a process of its own, and tells of each as it ends. A file of which nothing is heard has failed. A signal that ends
 * the run ends what it has started too.
 */
export async function runTap(run: TapRun): Promise<TestCounts> {
    const end = (signal: NodeJS.Signals) => process.exit(128 + constants.signals[signal]);
    for (const signal of ENDS) process.once(signal, end);
    try {
        return await runFiles(run);
    } finally {
        for (const signal of ENDS) process.off(signal, end);
    }
}

async function runFiles({ project = ROOT, files, serialFolders = [], strict, fileSeconds = FILE_SECONDS, write }: TapRun): Promise<TestCounts> {
    const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
    const env = {
        ...withoutTapSettings(process.env), TAP: '1', TAP_TIMEOUT: String(fileSeconds),
        ...strict && { TAP_FAIL_SKIP: '1', TAP_FAIL_TODO: '1', TAP_FAIL_ONLY: '1' }
    };
    const isSerial = (path: string) => serialFolders.some((folder) => path.startsWith(`${folder}/`));
    const serial = files.filter(isSerial);
    const others = files.filter((path) => !isSerial(path));
    const runAll = async (queue: string[]) => {
        for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
            const begin = performance.now();
            const file = await runFile(path, { project, env, killAfterMs: fileSeconds * 1250 });
            for (const name of ['passed', 'failed', 'skipped'] as const) counts[name] += file.counts[name];
            const ok = file.counts.failed === 0;
            write(`${ok ? '✔' : '✖'} ${path} (${String(Math.round(performance.now() - begin))} ms)\n${file.told.join('')}${ok ? '' : file.printed.join('')}`);
        }
    };
    const oneAfterAnother = runAll(serial);
    await Promise.all(Array.from({ length: FILES_AT_ONCE }, async (_, index) => {
        if (index >= FILES_AT_ONCE - 2) await oneAfterAnother;
        await runAll(others);
    }));
    return counts;
}

/** tap hands its settings to what it starts; what is started here has its own. */
const withoutTapSettings = (env: NodeJS.ProcessEnv) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TAP')));

interface FileRun { project: string; env: NodeJS.ProcessEnv; killAfterMs: number }

async function runFile(path: string, { project, env, killAfterMs }: FileRun): Promise<FollowedTest> {
    // in a process group of its own, which the programs that it starts are in as well
    const child = spawn(process.execPath, ['--enable-source-maps', path], { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const kill = () => { killGroup(child); };
    process.once('exit', kill);
    const killer = setTimeout(kill, killAfterMs);
    const parser = new Parser();
    const file = followTest(parser, []);
    child.stdout.on('data', (chunk: Buffer) => { parser.write(chunk); });
    child.stderr.setEncoding('utf8').on('data', (text: string) => { file.printed.push(text); });
    const [exitCode, signal] = await once(child, 'close') as [number | null, NodeJS.Signals | null];
    process.off('exit', kill);
    clearTimeout(killer);
    parser.end();
    settleFile(file, { ok: exitCode === 0 && parser.ok, diag: { exitCode, signal } });
    return file;
}

function killGroup({ pid }: ChildProcess): void {
    if (pid === undefined) return;
    try {
        process.kill(-pid, 'SIGKILL');
    } catch (error) {
        // all of them have ended
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
}

/** What was seen of a test so far: of itself, and, counted, of all the tests in it. */
interface FollowedTest {
    empty: boolean;
    /** An assertion of its own, not of a test in it, failed. */
    failedItself: boolean;
    hasTests: boolean;
    counts: TestCounts;
    told: string[];
    printed: string[];
}

function followTest(parser: Parser, path: readonly string[], outer?: FollowedTest): FollowedTest {
    const test: FollowedTest = {
        empty: true, failedItself: false, hasTests: false,
        counts: outer?.counts ?? { passed: 0, failed: 0, skipped: 0 }, told: outer?.told ?? [], printed: outer?.printed ?? []
    };
    let inner: FollowedTest | undefined;
    parser.on('child', (child: Parser) => {
        test.hasTests = true;
        inner = followTest(child, [...path, child.name], test);
    });
    parser.on('assert', (result: Result) => {
        test.empty = false;
        if (result.closingTestPoint && inner !== undefined) settle(inner, result, [...path, result.name]);
        else if (isSkip(result)) tellSkip(test, result, [...path, result.name]);
        else if (!result.ok) {
            test.failedItself = true;
            tellFailure(test, result, [...path, result.name]);
        }
    });
    parser.on('extra', (text: string) => test.printed.push(text));
    return test;
}

/** Counts a test that has ended. */
function settle(test: FollowedTest, result: Result, path: readonly string[]): void {
    if (isSkip(result)) tellSkip(test, result, path);
    else if (test.failedItself) test.counts.failed++;
    else if (result.ok && !test.hasTests) test.counts.passed++;
    else if (!result.ok && !(test.hasTests && test.counts.failed > 0)) {
        test.counts.failed++;
        tellFailure(test, result, path);
    }
}

/** Counts a file: like a test, but one with nothing in it was broken or forgotten. */
function settleFile(file: FollowedTest, { ok, diag }: Pick<Result, 'ok' | 'diag'>): void {
    if (file.empty) {
        file.counts.failed++;
        tellFailure(file, { diag }, ['there are no tests in it']);
    } else if (file.failedItself) file.counts.failed++;
    else if (ok && !file.hasTests) file.counts.passed++;
    else if (!ok && file.counts.failed === 0) {
        file.counts.failed++;
        tellFailure(file, { diag }, []);
    }
}

/** With --fail-skip or --fail-todo tap says so in `diag`. */
const isSkip = ({ skip, todo, diag }: Result) => skip !== false || todo !== false || reasonOfFailedSkip(diag) !== undefined;

const reasonOfFailedSkip = (diag: unknown): unknown => {
    const { failedSkip, failedTodo } = (diag ?? {}) as { failedSkip?: unknown; failedTodo?: unknown };
    return failedSkip ?? failedTodo;
};

function tellSkip({ counts, told }: FollowedTest, { ok, skip, todo, diag }: Result, path: readonly string[]): void {
    counts[ok ? 'skipped' : 'failed']++;
    told.push(`    ${ok ? '-' : '✖'} ${path.join(' > ')}: skipped: ${String(skip || todo || reasonOfFailedSkip(diag))}\n`);
}

function tellFailure(test: FollowedTest, { diag }: Pick<Result, 'diag'>, path: readonly string[]): void {
    test.told.push(`    ✖ ${path.join(' > ') || 'the file itself'}\n${describe(diag)}`);
}

const INDENT = '        ';
/** What tap says of a failure for people. The rest is for machines. */
const SHOWN = ['at', 'source', 'stack', 'diff', 'found', 'wanted', 'doNotWant', 'expired', 'exitCode', 'signal', 'code', 'cmd', 'stderr'] as const;

function describe(diag: unknown): string {
    if (typeof diag !== 'object' || diag === null) return '';
    const members = diag as Record<string, unknown>;
    return SHOWN.filter((name) => members[name] !== undefined && members[name] !== null).map((name) => {
        const value = members[name];
        const text = name === 'at' ? place(value) : typeof value === 'string' && value.includes('\n') ? value : `${name}: ${JSON.stringify(value)}`;
        return `${text.trimEnd().replace(/^/gm, INDENT)}\n`;
    }).join('');
}

function place(at: unknown): string {
    const { fileName, lineNumber } = at as { fileName?: string; lineNumber?: number };
    return `${fileName ?? '?'}:${String(lineNumber ?? '?')}`;
}
