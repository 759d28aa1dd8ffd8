import t from 'tap';
import { assembleConferences } from '../../src/analysis/assemble-conferences.js';
import { documentOf } from '../../src/analysis/conference-document.js';
import type { SessionDocument } from '../../src/store/store.js';
import { THRESHOLDS } from '../../src/thresholds.js';
import { analyzeCall, changed, GOOD, START } from './analyzed-call.js';
import { buildSession } from './build-records.js';

const MARIE = '00000000-0000-8000-8000-000000000001';
const END = { endedAt: START + 300_000, endReason: 'left' } as const;

/** A session of five minutes that has been analysed. */
function session(given: Partial<SessionDocument>, change: Parameters<typeof changed>[1] = {}): SessionDocument {
    const { summary, issues, histograms } = analyzeCall({ stretches: [{ seconds: 300, state: changed(GOOD, change) }] });
    const end = { seq: 9, at: END.endedAt, reason: END.endReason };
    return buildSession({ startedAt: START, lastSeq: 9, lastAt: END.endedAt, end, ...given, analysis: { ...END, summary, issues, histograms } });
}
const FAR = { candidatePair: { currentRoundTripTime: 600 } };
const marie = session({ sessionId: MARIE, userId: 'marie', endpointId: 'aaaaaaaa', browser: { name: 'Chrome', version: '156' } });
const tom = session({ sessionId: '00000000-0000-8000-8000-000000000002', userId: 'tom', endpointId: 'cccccccc' });
const heard = session({ sessionId: '00000000-0000-8000-8000-000000000003', endpointId: 'cccccccc', observedBy: MARIE }, FAR);

function documentOfAll(...sessions: SessionDocument[]) {
    const [conference] = assembleConferences(sessions, { now: START + 600_000, pushInterval: 30_000 });
    return documentOf(conference!, { sessions: sessions.length, thresholds: THRESHOLDS });
}

t.test('a conference is found by what its participants are and had', async (t) => {
    const { facets, sessions, durationMs } = documentOfAll(marie, heard);
    for (const facet of ['participant:marie', 'participant:cccccccc', 'browser:chrome', 'verdict:good', 'verdict:poor', 'issue:high_rtt'])
        t.ok(facets.includes(facet), facet);
    t.strictSame([sessions, durationMs], [2, 300_000]);
});

t.test('but not by what others heard of one who has a session of their own', async (t) => {
    t.strictSame(documentOfAll(marie, heard, tom).facets, documentOfAll(marie, tom).facets);
});
