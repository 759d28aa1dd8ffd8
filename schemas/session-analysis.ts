import { Type, type Static } from '@sinclair/typebox';
import { TimestampSchema } from './identifiers.js';
import { IssueSchema } from './issue.js';
import { SessionEndReasonSchema } from './session-end.js';
import { SessionHistogramsSchema, SessionSummarySchema } from './summary.js';

/** What is kept of the analysis of a session that has ended: what people read, what was wrong, and what rollups add up. */
export const SessionAnalysisSchema = Type.Object({
    endedAt: TimestampSchema,
    endReason: SessionEndReasonSchema,
    summary: SessionSummarySchema,
    issues: Type.Array(IssueSchema),
    histograms: SessionHistogramsSchema
});

export type SessionAnalysis = Static<typeof SessionAnalysisSchema>;
