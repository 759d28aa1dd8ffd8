import t from 'tap';
import { explainConference } from '../../src/analysis/explain-conference.js';
import type { SessionEnd } from '../../src/analysis/session-end.js';
import { analyzeSession, type AnalyzedSession } from '../../src/analysis/summarize-session.js';
import { playTrace } from '../client-sdk/play-trace.js';
import { tellFindings, toldExplanations, toldFindings } from '../support/told-findings.js';
import { DEEP_TRACES, readSteps, TRACES, type TraceLine, type TraceName } from '../support/traces.js';
import { buildPush } from './build-records.js';

/** What is found in it; times are ms since the recording began. */
async function analyzeTrace(name: TraceName, participant: 'a' | 'b'): Promise<AnalyzedSession> {
    const { lines, samples, events } = await playTrace(name, participant);
    const timeOf = (event: string) => lines.find((line) => line.event === event)!.t;
    const push = buildPush({ seq: 0, events, deltas: samples.map(({ at, state }) => ({ at, keyframe: true, patch: state })) });
    const session = { startedAt: lines[0]!.t, joinedAt: timeOf('conference.joined'), tags: null };
    return analyzeSession(session, [push], endOf(lines));
}

/** Who was killed did not leave. */
function endOf(lines: readonly TraceLine[]): SessionEnd {
    const left = lines.find(({ event }) => event === 'conference.left');
    return left === undefined ? { endedAt: lines.at(-1)!.t, endReason: 'silent' } : { endedAt: left.t, endReason: 'left' };
}

const tell = ({ summary, issues }: AnalyzedSession): string => tellFindings(summary, issues);

/** The library and the other end tell of trouble that much later, ms; a value tells of the time since the one before it. */
const LATE = 15_000;
const EARLY = 5000;
/** A connection takes so long to recover, and sound that has piled up to be played, ms. */
const RECOVERY = 30_000;

for (const name of [...TRACES, ...DEEP_TRACES]) {
    t.test(`${name}: what docs/issues.md says is found, at the time at which it was done`, async (t) => {
        const analyses = { a: await analyzeTrace(name, 'a'), b: await analyzeTrace(name, 'b') };
        t.strictSame({ a: tell(analyses.a), b: tell(analyses.b) }, toldFindings.get(name));
        const steps = readSteps(name);
        for (const { code, from, to } of [...analyses.a.issues, ...analyses.b.issues]) {
            t.ok(steps.some((step) => from >= step - EARLY && from <= step + LATE), `${code} begins`);
            t.ok(to <= Math.max(...steps) + RECOVERY, `${code} ends`);
        }
    });
}

t.test('docs/issues.md tells of no other recordings', async (t) => {
    t.strictSame([...toldFindings.keys()], [...TRACES, ...DEEP_TRACES]);
    t.strictSame([...toldExplanations.keys()], [...toldFindings].filter(([, { a, b }]) => a !== 'good' || b !== 'good').map(([name]) => name));
});

const explain = async (name: TraceName) => explainConference(await Promise.all((['a', 'b'] as const).map(async (participant) => ({
    sessionId: `session-${participant}`, name: participant, isObserved: false, browser: { name: 'Chrome', version: '156' }, address: null,
    ...await analyzeTrace(name, participant)
}))));

t.test('the explanation of each is what docs/issues.md says, and of a good call that it was good', async (t) => {
    for (const name of [...TRACES, ...DEEP_TRACES]) {
        const { findings, text } = await explain(name);
        t.equal(text, toldExplanations.get(name) ?? 'The call was good for both sessions.', name);
        t.equal(findings.length === 0, !toldExplanations.has(name));
    }
});

t.test('what one did not get through is that one\'s trouble, and what the other noticed goes with it', async (t) => {
    const calls = [['uplink-loss', 'a', 'b'], ['narrow', 'a', 'b'], ['bursts', 'a', 'b'], ['downlink-loss-10s', 'b', 'a']] as const;
    for (const [name, from, to] of calls) {
        const { findings } = await explain(`solyd2-${name}`);
        const text = new RegExp(`^${from} had trouble in what they send: .* ${to} noticed it: `);
        t.match(findings, [{ scope: 'participant', direction: 'upload', sessionIds: [`session-${from}`], text }]);
        t.equal(findings.length, 1);
    }
});

t.test('what both had is on the way between them', async (t) => {
    for (const name of ['solyd2-cut', 'solyd-cut', 'solyd-degraded', 'solyd2-delay', 'solyd2-jitter'] as const)
        t.match((await explain(name)).findings, [{ scope: 'pair', sessionIds: ['session-a', 'session-b'] }]);
});

t.test('unless it is their machines', async (t) => {
    const { findings } = await explain('solyd2-overload');
    t.match(findings, ['a', 'b'].map((name) => ({ scope: 'participant', codes: ['cpu_limited'], sessionIds: [`session-${name}`] })));
});
