import { Type, type Static } from '@sinclair/typebox';
import { TimestampSchema } from './identifiers.js';
import { IssueSchema } from './issue.js';
import { SessionEndReasonSchema } from './session-end.js';
import { SessionTimelineSchema } from './session-timeline.js';
import { SessionHistogramsSchema, SessionSummarySchema } from './summary.js';

/**
 * What is kept of the analysis of a session that has ended: what people read, what was wrong, what rollups add up, and what its lane is drawn
 * of, which analyses from before there were lanes do not have.
 */
export const SessionAnalysisSchema = Type.Object({
    endedAt: TimestampSchema,
    endReason: SessionEndReasonSchema,
    summary: SessionSummarySchema,
    issues: Type.Array(IssueSchema),
    histograms: SessionHistogramsSchema,
    timeline: Type.Optional(SessionTimelineSchema)
});

export type SessionAnalysis = Static<typeof SessionAnalysisSchema>;
