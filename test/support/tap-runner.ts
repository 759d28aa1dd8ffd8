import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Parser, type Result } from 'tap-parser';
import { ROOT } from './project.js';

/** A test is an innermost `t.test`. A file with nothing in it, or that dies outside of its tests, is a failed test of its own. */
export interface TestCounts { passed: number; failed: number; skipped: number }

export interface TapRun {
    /** The project that they belong to. tap keeps its own files there, and clears them when it starts: one tap per project at a time. */
    project?: string;
    /** Compiled test files, relative to the project. */
    files: readonly string[];
    /** Folders whose files run one after another, alone. */
    serialFolders?: readonly string[];
    /** A skip, a todo or an `only` is a failure. */
    strict: boolean;
    write: (text: string) => void;
}

/** Runs test files under tap, two at a time, and tells of each as it ends. A file of which nothing is heard has failed. */
export async function runTap({ project = ROOT, files, serialFolders = [], strict, write }: TapRun): Promise<TestCounts> {
    const tap = spawn(process.execPath, [
        join(ROOT, 'node_modules/.bin/tap'), '--disable-coverage', '--reporter=tap', '--no-color',
        ...strict ? ['--fail-skip', '--fail-todo', '--fail-only'] : [],
        ...serialFolders.map((folder) => `--serial=${folder}`), ...files
    ], { cwd: project, env: withoutTapSettings(process.env), stdio: ['ignore', 'pipe', 'inherit'] });
    const exitCode = new Promise<number | null>((resolve, reject) => { tap.once('error', reject).once('close', resolve); });

    const parser = new Parser();
    const { counts, ended } = followFiles(parser, write);
    for await (const chunk of tap.stdout) parser.write(chunk as Buffer);
    parser.end();

    const fail = (what: string) => {
        counts.failed++;
        write(`✖ ${what}\n`);
    };
    for (const file of files) if (!ended.has(file)) fail(`${file}: gave no result`);
    if (await exitCode !== 0 && counts.failed === 0) fail('tap says that something failed, and no test did');
    return counts;
}

/** tap hands its settings to what it starts; a tap below one, as when this file is tested, must not have them. */
const withoutTapSettings = (env: NodeJS.ProcessEnv) => Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('TAP')));

function followFiles(run: Parser, write: TapRun['write']) {
    const counts: TestCounts = { passed: 0, failed: 0, skipped: 0 };
    const ended = new Set<string>();
    let file: FollowedTest | undefined;
    run.on('child', (child: Parser) => { file = followTest(child, []); });
    run.on('assert', (result: Result) => {
        if (!result.closingTestPoint || file === undefined) return;
        settleFile(file, result);
        ended.add(result.name);
        for (const name of ['passed', 'failed', 'skipped'] as const) counts[name] += file.counts[name];
        const ok = file.counts.failed === 0;
        write(`${ok ? '✔' : '✖'} ${result.name} (${String(Math.round(result.time ?? 0))} ms)\n${file.told.join('')}${ok ? '' : file.printed.join('')}`);
    });
    return { counts, ended };
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

/** Counts a file: like a test, but one with nothing in it, which tap takes for skipped, was broken or forgotten. */
function settleFile(file: FollowedTest, result: Result): void {
    if (!file.empty) {
        settle(file, result, []);
        return;
    }
    file.counts.failed++;
    tellFailure(file, result, ['there are no tests in it']);
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

function tellFailure(test: FollowedTest, { diag }: Result, path: readonly string[]): void {
    test.told.push(`    ✖ ${path.join(' > ') || 'the file itself'}\n${describe(diag)}`);
}

const INDENT = '        ';
/** What tap says of a failure for people. The rest is for machines. */
const SHOWN = ['at', 'source', 'stack', 'diff', 'found', 'wanted', 'doNotWant', 'expired', 'exitCode', 'signal', 'code'] as const;

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
