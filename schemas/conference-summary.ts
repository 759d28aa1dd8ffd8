import { Type, type Static } from '@sinclair/typebox';
import { ISSUE_CODES, SEVERITIES, type IssueCode, type Severity } from './issue.js';

const strict = { additionalProperties: false } as const;
const count = (description: string) => Type.Integer({ minimum: 0, description });

/** How a conference was, in all: its sessions added up. */
export const ConferenceSummarySchema = Type.Object({
    peakParticipants: count('most in the conference at once, of those who are known'),
    participantMs: Type.Number({ minimum: 0, description: 'time in the call of all participants together, ms' }),
    sessions: count('all, also those that never got in'),
    verdicts: Type.Object({
        good: count('sessions'), fair: count('sessions'), poor: count('sessions'), unknown: count('sessions without a verdict')
    }, strict),
    issues: Type.Array(Type.Object({
        code: Type.Unsafe<IssueCode>(Type.String({ enum: [...ISSUE_CODES] })),
        severity: Type.Unsafe<Severity>(Type.String({ enum: [...SEVERITIES], description: 'the worst of them' })),
        sessions: count('that have it'),
        totalMs: Type.Number({ minimum: 0, description: 'how long it lasted in all sessions together, ms' })
    }, strict), { description: 'those that most sessions have first' }),
    rating: Type.Union([Type.Object({ mean: Type.Number({ description: '1 to 5' }), count: count('of those who gave one') }, strict), Type.Null()])
}, strict);

export type ConferenceSummary = Static<typeof ConferenceSummarySchema>;
