import { Type, type Static } from '@sinclair/typebox';
import { ExplanationSchema } from './explanation.js';
import { IssueSchema } from './issue.js';

/** How a conference was, from its sessions that have been analysed; those that go on are not in it yet. */
export const ConferenceSummarySchema = Type.Composite([
    Type.Object({
        participantMinutes: Type.Number({ description: 'from join to end, all sessions together; two decimals' }),
        peakParticipants: Type.Integer({ description: 'most sessions that were joined at once' }),
        issues: Type.Array(Type.Object({
            code: IssueSchema.properties.code,
            severity: IssueSchema.properties.severity,
            sessions: Type.Integer({ description: 'how many had it' })
        }), { description: 'the most frequent first; of each the worst severity' })
    }),
    ExplanationSchema
], { additionalProperties: false });

export type ConferenceSummary = Static<typeof ConferenceSummarySchema>;
