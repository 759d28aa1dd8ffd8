import type { Issue, IssueCode } from '../../schemas/issue.js';
import type { ComparedSession } from './compare-sessions.js';
import { ISSUE_KINDS, type IssueKind } from './issue-catalogue.js';

type Family = IssueKind['family'];

/** Trouble of one kind in a conference. Sessions have only the issues in question here. */
export interface Trouble {
    /** Those who have it of their own. */
    affected: ComparedSession[];
    /** The sessionId of one of these → those whose trouble is what that one sends. */
    suffering: ReadonlyMap<string, readonly ComparedSession[]>;
    /** The sessionId of one of these → what their own machine did to sound and picture. */
    consequences: ReadonlyMap<string, readonly Issue[]>;
}

const SEEN: readonly IssueCode[] = ['freezes', 'download_low_frame_rate'];
/** Late, or in heaps, but not lost: what a machine that cannot keep up sends. */
const LATE: readonly IssueCode[] = ['download_jitter', 'low_audio_mos', 'high_playout_delay', ...SEEN];
const RECEIVED: readonly IssueCode[] = ['download_loss', ...LATE];
/** What can be bad about what a participant sends, and what others can notice of it. */
const NOTICED_OF: ReadonlyMap<IssueCode, readonly IssueCode[]> = new Map([
    ['upload_loss', RECEIVED], ['upload_jitter', RECEIVED], ['bandwidth_limited', RECEIVED],
    ['cpu_limited', LATE], ['upload_low_frame_rate', SEEN], ['resolution_collapse', SEEN],
    // in P2P; the other end is interrupted some seconds after a page died
    ['abrupt_end', ['connection_interrupted']]
]);
const NOTICED_IN: readonly Family[] = ['network', 'video'];
/** What is sent badly arrives badly so much later at most, or is told so much later, ms. */
const SLACK = 20_000;
/** So much of the trouble of one must lie within that of the other. */
const MOST = 0.6;
/** Where more than so many send badly, that has a cause of its own. */
const SOURCES = 5;

/** Issues that are worth more than a mention, of these families; only sessions that have some. */
function withIssues(sessions: readonly ComparedSession[], families: readonly Family[]): ComparedSession[] {
    const isMeant = ({ code, severity }: Issue) =>
        severity !== 'info' && ISSUE_KINDS[code].weight !== 'none' && families.includes(ISSUE_KINDS[code].family);
    return sessions.map((session) => ({ ...session, issues: session.issues.filter(isMeant) })).filter(({ issues }) => issues.length > 0);
}

/**
 * Says of all trouble, whatever its kind, who has it from whom (a sessionId). What one sends goes to all others: what fewer than half of
 * them notice is not from there. Who is seen from outside may have noticed it all the same, so only those count who are known to have.
 */
export function attributeTrouble(sessions: readonly ComparedSession[]): Map<ComparedSession, string> {
    const sources = sessions.filter(({ issues }) => issues.some(({ code }) => NOTICED_OF.has(code)));
    const sourceOf = new Map<ComparedSession, string>();
    if (sources.length > SOURCES) return sourceOf;
    const noticing = withIssues(sessions.map(withoutMachine), NOTICED_IN);
    for (const { sessionId, issues } of sources) {
        const sufferers = noticing.filter((other) => other.sessionId !== sessionId && suffersFrom(other.issues, issues));
        const couldTell = sessions.filter((other) => other.sessionId !== sessionId && !other.isObserved).length
            + sufferers.filter(({ isObserved }) => isObserved).length;
        if (2 * sufferers.length < couldTell) continue;
        for (const sufferer of sufferers) if (!sourceOf.has(sufferer)) sourceOf.set(sufferer, sessionId);
    }
    return sourceOf;
}

/** How long an issue went on while one of the others did, or soon after, ms. */
const whileMs = (issue: Issue, others: readonly Issue[]): number =>
    Math.max(0, ...others.map(({ from, to }) => Math.min(to + SLACK, issue.to) - Math.max(from - SLACK, issue.from)));

/** All that one has is what comes of what the other sent, at that time. */
function suffersFrom(noticed: readonly Issue[], sent: readonly Issue[]): boolean {
    const causesOf = ({ code }: Issue) => sent.filter((issue) => NOTICED_OF.get(issue.code)?.includes(code));
    if (noticed.some((issue) => causesOf(issue).length === 0)) return false;
    const total = noticed.reduce((sum, { from, to }) => sum + to - from, 0);
    const within = noticed.reduce((sum, issue) => sum + whileMs(issue, causesOf(issue)), 0);
    return total > 0 && within >= MOST * total;
}

/**
 * A machine that cannot keep up handles packets late, and loses some: what sound and picture suffered at that time is put down to it and not
 * to the network.
 */
function causedByMachine({ issues }: ComparedSession): Issue[] {
    const overloads = issues.filter(({ code, severity }) => code === 'cpu_limited' && severity !== 'info');
    return issues.filter((issue) => NOTICED_IN.includes(ISSUE_KINDS[issue.code].family) && ISSUE_KINDS[issue.code].weight === 'share'
        && issue.to > issue.from && whileMs(issue, overloads) >= MOST * (issue.to - issue.from));
}

function withoutMachine(session: ComparedSession): ComparedSession {
    const caused = causedByMachine(session);
    return caused.length === 0 ? session : { ...session, issues: session.issues.filter((issue) => !caused.includes(issue)) };
}

/** Who has trouble of these families of their own, and who has it from them. */
export function findTrouble(
    sessions: readonly ComparedSession[], families: readonly Family[], sourceOf: ReadonlyMap<ComparedSession, string>
): Trouble {
    const sufferers = new Set([...sourceOf.keys()].map(({ sessionId }) => sessionId));
    const isExplained = ({ sessionId }: ComparedSession) => families.some((family) => NOTICED_IN.includes(family)) && sufferers.has(sessionId);
    const affected = withIssues(sessions.map(withoutMachine), families).filter((session) => !isExplained(session));
    const suffering = new Map(affected.filter(({ issues }) => issues.some(({ code }) => NOTICED_OF.has(code))).flatMap(({ sessionId }) => {
        const those = [...sourceOf].filter(([, source]) => source === sessionId).map(([sufferer]) => sufferer);
        return those.length === 0 ? [] : [[sessionId, those] as const];
    }));
    const overloaded = families.includes('machine') ? sessions : [];
    const consequences = new Map(overloaded.map((session) => [session.sessionId, causedByMachine(session)]));
    return { affected, suffering, consequences };
}
