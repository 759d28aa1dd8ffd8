import type { Issue } from '../../schemas/issue.js';
import type { TransitionType } from '../../schemas/live-transition.js';
import { issueKey } from './live-issues.js';

/**
 * Ids of transitions, of what they are: whoever sees the same makes the same. What begins again is told from the first time by when it had
 * ended.
 */
export const conferenceTransitionId = (type: TransitionType, conferenceId: string, endedAt: number | null | undefined): string =>
    joined(type, conferenceId, endedAt);

export const participantTransitionId = (type: TransitionType, sessionId: string, endedAt: number | null | undefined): string =>
    joined(type, sessionId, endedAt);

export const issueTransitionId = (type: TransitionType, sessionId: string, issue: Pick<Issue, 'code' | 'from'>): string =>
    `${type}:${sessionId}:${issueKey(issue)}`;

const joined = (type: TransitionType, id: string, endedAt: number | null | undefined): string =>
    `${type}:${id}${typeof endedAt === 'number' ? `:${String(endedAt)}` : ''}`;
