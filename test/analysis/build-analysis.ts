import type { SessionAnalysis } from '../../schemas/session-analysis.js';
import { analyzeSession } from '../../src/analysis/summarize-session.js';
import { T0 } from '../store/sample-records.js';

/** What is found in a session that told nothing, but for what is given. */
export function buildAnalysis(given: Partial<SessionAnalysis> = {}): SessionAnalysis {
    const end = { endedAt: T0 + 30_000, endReason: 'left' } as const;
    return { ...end, ...analyzeSession({ startedAt: T0, joinedAt: null }, [], end), ...given };
}
