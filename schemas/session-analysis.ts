import { Type, type Static } from '@sinclair/typebox';
import { TimestampSchema } from './identifiers.js';
import { SessionEndReasonSchema } from './session-end.js';

/** What analysis found in a session that has ended. */
export const SessionAnalysisSchema = Type.Object({
    endedAt: TimestampSchema,
    endReason: SessionEndReasonSchema,
    summary: Type.Unknown(),
    issues: Type.Array(Type.Unknown())
});

export type SessionAnalysis = Static<typeof SessionAnalysisSchema>;
