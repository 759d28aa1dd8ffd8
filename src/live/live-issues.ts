import type { FoundIssue } from '../../schemas/issue.js';

/** An issue that goes on, so that it has no end. */
export type OpenIssue = Omit<FoundIssue, 'to'> & { to: null };

/** What began and what ended, each once, in this order. */
export interface IssueChanges { opened: OpenIssue[]; closed: FoundIssue[] }

/** Follows which issues of one session go on. */
export interface LiveIssues {
    /** @param current - all that go on at this moment of the session */
    see(current: readonly FoundIssue[]): void;
    readonly open: Iterable<OpenIssue>;
    /**
     * What has changed since this was asked last, of these issues or, where the session was read anew, of those before.
     * @param told - the keys of what was told to be open; changed accordingly
     */
    changes(told: Map<string, FoundIssue>): IssueChanges;
    readonly size: number;
}

/** Of issues that came and went between two looks, so many are told. */
const MOST_CLOSED = 20;

export const issueKey = ({ code, from }: Pick<FoundIssue, 'code' | 'from'>): string => `${code}:${String(from)}`;
const goingOn = (issue: FoundIssue): OpenIssue => ({ ...issue, to: null });

export function createLiveIssues(): LiveIssues {
    const open = new Map<string, FoundIssue>();
    const closed = new Map<string, FoundIssue>();
    return {
        see(current) {
            if (current.length === 0 && open.size === 0) return;
            const keys = new Set(current.map(issueKey));
            for (const [key, issue] of open) {
                if (keys.has(key)) continue;
                open.delete(key);
                if (closed.size < MOST_CLOSED) closed.set(key, issue);
            }
            for (const issue of current) open.set(issueKey(issue), issue);
        },
        get open() { return [...open.values()].map(goingOn); },
        get size() { return open.size; },
        changes(told) {
            const changes: IssueChanges = { opened: [], closed: [] };
            for (const [key, issue] of closed) {
                if (!told.has(key)) changes.opened.push(goingOn(issue));
                told.set(key, issue);
            }
            for (const [key, issue] of open) {
                if (!told.has(key)) changes.opened.push(goingOn(issue));
                told.set(key, issue);
            }
            for (const [key, issue] of told) {
                if (open.has(key)) continue;
                changes.closed.push(issue);
                told.delete(key);
            }
            closed.clear();
            return changes;
        }
    };
}
