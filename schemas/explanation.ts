import { Type, type Static } from '@sinclair/typebox';
import { SessionIdSchema } from './identifiers.js';
import { ISSUE_CODES, type IssueCode } from './issue.js';

const strict = { additionalProperties: false } as const;

/**
 * Whom, or what, trouble belongs to: one participant; the way between two in P2P; all on one bridge, in one region, one network, one browser
 * version; everyone, with nothing to tell some from others; or several who have nothing in common.
 */
export const SCOPES = ['participant', 'pair', 'bridge', 'region', 'network', 'browser', 'everyone', 'several'] as const;
export type Scope = typeof SCOPES[number];

export const FindingSchema = Type.Object({
    scope: Type.Unsafe<Scope>(Type.String({ enum: [...SCOPES] })),
    value: Type.Union([Type.String(), Type.Null()], { description: 'which bridge, region, network or browser; null for the other scopes' }),
    direction: Type.Union([Type.Unsafe<'upload' | 'download'>(Type.String({ enum: ['upload', 'download'] })), Type.Null()], {
        description: 'of the participant: what they send, what reaches them; null: both, or neither'
    }),
    codes: Type.Array(Type.Unsafe<IssueCode>(Type.String({ enum: [...ISSUE_CODES] })), {
        description: 'the issues in question, the most frequent first'
    }),
    sessionIds: Type.Array(SessionIdSchema, { description: 'who had them' }),
    evidence: Type.Object({
        affected: Type.Integer({ description: 'sessions in question that had trouble' }),
        of: Type.Integer({ description: 'sessions in question' }),
        othersAffected: Type.Integer({ description: 'sessions beside them that had trouble of the same kind' }),
        others: Type.Integer({ description: 'sessions beside them' }),
        togetherMs: Type.Number({ description: 'time in which at least half of those in question had trouble at once, ms' })
    }, strict),
    text: Type.String({ description: 'one or two sentences for people' })
}, strict);

/** Why a conference was as it was: its participants compared. */
export const ExplanationSchema = Type.Object({
    verdicts: Type.Object({ good: Type.Integer(), fair: Type.Integer(), poor: Type.Integer(), unknown: Type.Integer() }, {
        ...strict, description: 'sessions by their verdict'
    }),
    findings: Type.Array(FindingSchema, { description: 'what most are concerned by comes first' }),
    text: Type.String({ description: 'all of it in words' })
}, strict);

export type Finding = Static<typeof FindingSchema>;
export type Explanation = Static<typeof ExplanationSchema>;
