import fc from 'fast-check';
import { CONNECTION_KINDS } from '../../../schemas/connection-kind.js';
import { createHistogram } from '../../../src/analysis/histogram.js';
import type { RolledSession } from '../../../src/store/rollups.js';
import { sessionIdFor, T0 } from '../../store/sample-records.js';

/** A session as rollups take it. */
export const aRolledSession = (name: string, changes: Partial<RolledSession> = {}): RolledSession => ({
    sessionId: sessionIdFor(name), startedAt: T0, conferenceKey: '/weekly', conferenceName: 'weekly',
    endpointId: null, observedBy: null, joinedAt: T0,
    browser: 'Chrome', os: 'Linux', region: 'eu-west', country: 'DE',
    summary: { inCallMs: 600_000, connectionKind: 'bridge', setupMs: 900, mediaErrors: 0, rating: null, verdict: 'good' },
    issueCodes: [], histograms: {}, ...changes
});

/** A histogram of these values, each held for so many ms. */
export function aHistogram(values: readonly (readonly [value: number, ms: number])[], limit?: number) {
    const builder = createHistogram(limit === undefined ? undefined : { worse: 'high', value: limit });
    for (const [value, ms] of values) builder.add(value, ms);
    const histogram = builder.build();
    if (histogram === undefined) throw new Error('no values');
    return histogram;
}

const aValue = fc.tuple(fc.double({ min: 0, max: 5000, noNaN: true }), fc.integer({ min: 1, max: 20_000 }));
const someValues = fc.array(aValue, { minLength: 1, maxLength: 6 });

/** Sessions of few kinds, so that many meet in one cell. */
export const someSessions = fc.array(fc.record({
    name: fc.uuid(), startedAt: fc.integer({ min: T0, max: T0 + 5 * 3_600_000 }),
    conferenceName: fc.constantFrom('weekly', 'daily', 'board', 'x'),
    browser: fc.constantFrom('Chrome', 'Firefox', null), os: fc.constantFrom('Linux', 'macOS'),
    region: fc.constantFrom('eu', null), country: fc.constantFrom('DE', 'FR', null),
    connectionKind: fc.constantFrom(...CONNECTION_KINDS, null),
    inCallMs: fc.double({ min: 0, max: 7_200_000, noNaN: true }), setupMs: fc.option(fc.integer({ min: 0, max: 30_000 })),
    verdict: fc.constantFrom('good' as const, 'fair' as const, 'poor' as const, null), rating: fc.constantFrom(null, 1, 5),
    issueCodes: fc.subarray(['freezes' as const, 'high_rtt' as const, 'join_failed' as const]), mediaErrors: fc.nat(2),
    roundTripTime: fc.option(someValues), bitrateUpload: fc.option(someValues)
}), { minLength: 1, maxLength: 25 }).map((list) => list.map(({
    name, inCallMs, connectionKind, setupMs, verdict, rating, mediaErrors, roundTripTime, bitrateUpload, ...rest
}) => aRolledSession(name, {
    ...rest, joinedAt: inCallMs > 0 ? rest.startedAt : null, summary: { inCallMs, connectionKind, setupMs, verdict, rating, mediaErrors },
    histograms: {
        ...roundTripTime && { roundTripTime: aHistogram(roundTripTime, 400) },
        ...bitrateUpload && { bitrateUpload: aHistogram(bitrateUpload) }
    }
})));
