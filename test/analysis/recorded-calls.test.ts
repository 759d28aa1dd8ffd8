import { readFileSync } from 'node:fs';
import t from 'tap';
import { explainConference } from '../../src/analysis/explain-conference.js';
import { analyzeSession, type AnalyzedSession } from '../../src/analysis/summarize-session.js';
import { playTrace } from '../client-sdk/play-trace.js';
import { DEEP_TRACES, readSteps, TRACES, type TraceName } from '../support/traces.js';
import { buildPush } from './build-records.js';

const page = readFileSync(new URL('../../../docs/issues.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('\n## Recorded calls and what is found in them\n');
/** What docs/issues.md says is found in a recording. */
const told = new Map([...section.matchAll(/^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)].map(([, name, a, b]) => [name, { a, b }]));

/** What is found in it; times are ms since the recording began. */
async function analyzeTrace(name: TraceName, participant: 'a' | 'b'): Promise<AnalyzedSession> {
    const { lines, samples, events } = await playTrace(name, participant);
    const timeOf = (event: string) => lines.find((line) => line.event === event)!.t;
    const push = buildPush({ seq: 0, events, deltas: samples.map(({ at, state }) => ({ at, keyframe: true, patch: state })) });
    const session = { startedAt: lines[0]!.t, joinedAt: timeOf('conference.joined'), tags: null };
    return analyzeSession(session, [push], { endedAt: timeOf('conference.left'), endReason: 'left' });
}

const tell = ({ summary: { verdict }, issues }: AnalyzedSession): string =>
    [String(verdict), ...issues.length === 0 ? [] : [issues.map(({ code }) => code).join(', ')]].join(': ');

/** The library and the other end tell of trouble that much later, and a connection takes that long to recover, ms. */
const LATE = 15_000;

for (const name of [...TRACES, ...DEEP_TRACES]) {
    t.test(`${name}: what docs/issues.md says is found, at the time at which it was done`, async (t) => {
        const analyses = { a: await analyzeTrace(name, 'a'), b: await analyzeTrace(name, 'b') };
        t.strictSame({ a: tell(analyses.a), b: tell(analyses.b) }, told.get(name));
        const steps = readSteps(name);
        for (const { code, from, to } of [...analyses.a.issues, ...analyses.b.issues]) {
            t.ok(from >= Math.min(...steps) - 2000 && from <= Math.min(...steps) + LATE, `${code} begins`);
            t.ok(to <= Math.max(...steps) + LATE, `${code} ends`);
        }
    });
}

t.test('docs/issues.md tells of no other recordings', async (t) => {
    t.strictSame([...told.keys()], [...TRACES, ...DEEP_TRACES]);
});

const explain = async (name: TraceName) => explainConference(await Promise.all((['a', 'b'] as const).map(async (participant) => ({
    sessionId: `session-${participant}`, name: participant, isObserved: false, browser: { name: 'Chrome', version: '156' }, address: null,
    ...await analyzeTrace(name, participant)
}))));

t.test('what one did not get through is that one\'s trouble, and what the other noticed goes with it', async (t) => {
    for (const name of ['solyd2-uplink-loss', 'solyd2-narrow'] as const) {
        const { findings } = await explain(name);
        const text = /^a had trouble in what they send: .* b noticed it: /;
        t.match(findings, [{ scope: 'participant', direction: 'upload', sessionIds: ['session-a'], text }]);
        t.equal(findings.length, 1);
    }
});

t.test('what both had is on the way between them', async (t) => {
    for (const name of ['solyd2-cut', 'solyd-cut', 'solyd-degraded'] as const)
        t.match((await explain(name)).findings, [{ scope: 'pair', sessionIds: ['session-a', 'session-b'] }]);
});

t.test('and nothing is nothing', async (t) => {
    for (const name of ['head2-clean', 'head2-mute', 'solyd-normal'] as const) t.strictSame((await explain(name)).findings, []);
});
