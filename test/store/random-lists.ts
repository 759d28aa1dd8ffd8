import fc from 'fast-check';
import { VERDICTS } from '../../schemas/summary.js';
import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import type { FacetFilter } from '../../src/store/facets.js';
import type { SessionFilter, StoredRecord } from '../../src/store/store.js';
import { buildAnalysis } from '../analysis/build-analysis.js';
import { aPost, aPush, T0 } from './sample-records.js';

const MINUTE = 60_000;
const SESSIONS = 25;
const NAMES = ['Daily', 'daily', 'Daily-standup', 'da', 'd', 'Weekly', 'ÉTÉ', 'e\u0301te\u0301 2026'];
const PEOPLE = ['Marie', 'marie', 'jean', 'cf49', 'Ünal'];
const BROWSERS = ['Chrome', 'Firefox', 'firefox'];
const SYSTEMS = ['Linux', 'Windows'];
const REGIONS = ['eu', 'US'];
const COUNTRIES = ['DE', 'FR'];
const ISSUES = ['high_rtt', 'upload_loss', 'freezes'] as const;
const KINDS = ['p2p', 'bridge', 'relay-tcp'] as const;

/** A record that arrives, a result of analysis for sessions that are due, or both. */
export interface Write { record?: StoredRecord; analysis?: SessionAnalysis }

const aSession = fc.nat(SESSIONS - 1).map((index) => `session ${String(index)}`);
const someone = fc.option(fc.constantFrom(...PEOPLE));
const atSometime = fc.nat(20).map((minutes) => minutes * MINUTE);

const anyPost = fc.record({
    session: aSession, sentAt: atSometime, startedAt: fc.nat(5).map((minutes) => T0 + minutes * MINUTE),
    conferenceName: fc.constantFrom(...NAMES), userId: someone, endpointId: someone, displayName: someone,
    browser: fc.option(fc.constantFrom(...BROWSERS)), os: fc.option(fc.constantFrom(...SYSTEMS)),
    country: fc.option(fc.constantFrom(...COUNTRIES))
}).map(({ session, browser, os, sentAt, ...members }) => aPost(session, {
    ...members, sentAt: T0 + sentAt, receivedAt: members.startedAt + sentAt,
    browser: { name: browser, version: null }, os: { name: os, version: null }
}));

const anyPush = fc.record({
    session: aSession, seq: fc.nat(6), at: atSometime, ends: fc.boolean(),
    region: fc.option(fc.constantFrom(...REGIONS), { nil: undefined })
}).map(({ session, seq, at, ends, region }) => aPush(session, seq, {
    at: T0 + at, receivedAt: T0 + at + MINUTE, deltas: [], ...ends && { end: 'left' }, ...region !== undefined && { region }
}));

const anyAnalysis = fc.record({
    verdict: fc.option(fc.constantFrom(...VERDICTS)), connectionKind: fc.option(fc.constantFrom(...KINDS)), codes: fc.subarray([...ISSUES])
}).map(({ verdict, connectionKind, codes }) => buildAnalysis({
    summary: { ...buildAnalysis().summary, verdict, connectionKind },
    issues: codes.map((code) => ({ code, severity: 'warning', from: T0, to: T0 + 1, evidence: {}, text: '.' }))
}));

export const aWrite: fc.Arbitrary<Write> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ record: anyPost }) },
    { weight: 4, arbitrary: fc.record({ record: anyPush }) },
    { weight: 2, arbitrary: fc.record({ analysis: anyAnalysis }) },
    { weight: 1, arbitrary: fc.record({ record: anyPush, analysis: anyAnalysis }) }
);

/** A question to a list; some of its words are those of `words`. */
export interface Asked extends Omit<SessionFilter, 'facets' | 'after'> { words: FacetFilter }

/** At most three members, else nothing would be found. */
const someOf = <T extends object>(members: T): fc.Arbitrary<Partial<T>> =>
    fc.subarray(Object.entries(members)).map((some) => Object.fromEntries(some.slice(0, 3)) as Partial<T>);

const someWords: fc.Arbitrary<FacetFilter> = fc.record({
    participant: fc.constantFrom(...PEOPLE), issue: fc.constantFrom(...ISSUES), verdict: fc.constantFrom(...VERDICTS),
    connection: fc.constantFrom(...KINDS), country: fc.constantFrom('de', ...COUNTRIES), region: fc.constantFrom('EU', ...REGIONS),
    os: fc.constantFrom(...SYSTEMS), browser: fc.constantFrom('FIREFOX', ...BROWSERS)
}, { requiredKeys: [] }).chain(someOf);

export const anAsked: fc.Arbitrary<Asked> = fc.record({
    words: someWords, limit: fc.integer({ min: 1, max: 12 }), walk: fc.integer({ min: 1, max: 8 }),
    conferenceName: fc.constantFrom(...NAMES), namePrefix: fc.constantFrom('d', 'D', 'da', 'DAILY', 'daily-s', 'é', 'été ', 'x'),
    userId: fc.constantFrom(...PEOPLE), minDuration: atSometime, from: atSometime.map((ms) => T0 + ms), to: atSometime.map((ms) => T0 + ms)
}).chain(({ words, limit, ...rest }) => someOf(rest).map((some) => ({ words, limit, ...some })));
