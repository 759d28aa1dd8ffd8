import type { Explanation, Finding } from '../../schemas/explanation.js';
import type { IssueCode } from '../../schemas/issue.js';
import { attributeTrouble, findTrouble, type Trouble } from './attribute-trouble.js';
import { findGroup, isMost, sharedBy, togetherMs, type ComparedSession } from './compare-sessions.js';
import { duration } from './detectors/words.js';
import { listIssues, listNames, meaningOf, nameOf } from './explain-words.js';
import { ISSUE_KINDS, type IssueKind } from './issue-catalogue.js';

/** Participants that are told of one by one, for each kind of trouble. */
const TOLD_APART = 5;

/** Trouble of one kind has one cause, as a rule: machines send fewer frames, but no other network does. */
const KINDS: readonly IssueKind['family'][][] = [['network', 'video'], ['machine'], ['stay']];

/**
 * Says whose fault it was that a conference was not good, by comparing its sessions, with the figures. Three kinds of trouble are looked at
 * one after the other: the network and what it does to sound and picture, the machines, getting in and staying in. Of each: what some have
 * from what another sends is that one's trouble; what is left belongs to one participant, to two and the way between them, to those who share
 * a bridge, a region, a network or a browser that the others do not have, to everyone, or to several without anything in common.
 * Participants seen from outside are compared with nobody: too little is known of them. What they had is told by itself.
 */
export function explainConference(sessions: readonly ComparedSession[]): Explanation {
    const verdicts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    for (const { summary } of sessions) verdicts[summary.verdict ?? 'unknown'] += 1;
    const sourceOf = attributeTrouble(sessions);
    const measured = sessions.filter(({ isObserved }) => !isObserved);
    const observed = sessions.filter(({ isObserved }) => isObserved);
    const findings = KINDS.flatMap((families) => {
        const trouble = findTrouble(measured, families, sourceOf);
        const { affected } = findTrouble(observed, families, sourceOf);
        return [...explainTrouble(trouble, measured), ...explainObserved(affected, observed, trouble, measured)];
    }).sort((a, b) => b.sessionIds.length - a.sessionIds.length);
    return { verdicts, findings, text: [tellVerdicts(sessions.length, verdicts), ...findings.map(({ text }) => text)].join(' ') };
}

function tellVerdicts(total: number, { good, fair, poor, unknown }: Explanation['verdicts']): string {
    if (total === unknown) return 'Nothing is known of how this conference was.';
    const known = total - unknown;
    if (known === good) return `The call was good for ${known === 1 ? 'the one session' : known === 2 ? 'both sessions' : `all ${String(known)} sessions`}.`;
    const parts = [[poor, 'poor'], [fair, 'fair'], [good, 'good']] as const;
    return `Of ${String(known)} ${known === 1 ? 'session' : 'sessions'}, ${parts.filter(([count]) => count > 0).map((part) => part.join(' ')).join(', ')}.`;
}

function explainTrouble(trouble: Trouble, sessions: readonly ComparedSession[]): Finding[] {
    const { affected, suffering } = trouble;
    if (affected.length === 0) return [];
    if (isPair(sessions) && affected.length === 2 && affected.every(isOfWay)) return [explainPair(affected)];
    if (affected.length > 1 && affected.length < sessions.length) {
        const byId = new Map(affected.map((session) => [session.sessionId, session]));
        const group = findGroup(new Set(sessions.filter(({ sessionId }) => byId.has(sessionId))), sessions);
        if (group !== undefined) {
            const { scope, value, inside, outside } = group;
            const those = inside.flatMap(({ sessionId }) => byId.get(sessionId) ?? []);
            const others = outside.flatMap(({ sessionId }) => byId.get(sessionId) ?? []);
            const text = `${String(those.length)} of ${String(inside.length)} on ${nameOf(scope, value)} had trouble, ${String(others.length)} of `
                + `${String(outside.length)} elsewhere: ${tellCodes(those)}. ${meaningOf(scope)}`;
            return [
                { scope, value, direction: directionOf(those), ...figuresOf(those, inside.length, others.length, outside.length), text },
                ...affected.filter((one) => !those.includes(one)).slice(0, TOLD_APART).map((one) => explainOne(one, trouble, sessions))
            ];
        }
    }
    if (affected.length > 2 && isMost(affected.length, sessions.length)) return [explainEveryone(affected, sessions)];
    if (affected.length <= 2 || suffering.size > 0) return affected.slice(0, TOLD_APART).map((one) => explainOne(one, trouble, sessions));
    const text = `${listNames(affected.map(({ name }) => name))} had trouble, the other ${String(sessions.length - affected.length)} had none, and they share `
        + `neither bridge nor network nor browser: ${tellCodes(affected)}.`;
    const figures = figuresOf(affected, affected.length, 0, sessions.length - affected.length);
    return [{ scope: 'several', value: null, direction: directionOf(affected), ...figures, text }];
}

/** What participants without the script had, as far as the others' pages heard. */
function explainObserved(
    affected: readonly ComparedSession[], observed: readonly ComparedSession[], { affected: others }: Trouble, measured: readonly ComparedSession[]
): Finding[] {
    if (affected.length === 0) return [];
    const direction = directionOf(affected);
    const text = `${listNames(affected.map(({ name }) => name))}, seen from outside only, had trouble${sideOf(direction)}: `
        + `${listIssues(affected.flatMap(({ issues }) => issues))}.`;
    const figures = figuresOf(affected, observed.length, others.length, measured.length);
    return [{ scope: affected.length === 1 ? 'participant' : 'several', value: null, direction, ...figures, text }];
}

/** One participant's own trouble, and who has it from them. */
function explainOne(one: ComparedSession, { affected, suffering, consequences }: Trouble, sessions: readonly ComparedSession[]): Finding {
    const othersAffected = affected.filter((other) => other !== one).length;
    const others = sessions.length - 1;
    const sufferers = suffering.get(one.sessionId) ?? [];
    const direction = directionOf([one]);
    const sentences = [`${one.name} had trouble${sideOf(direction)}: ${listIssues(one.issues)}.`];
    const consequence = consequences.get(one.sessionId) ?? [];
    if (consequence.length > 0) sentences.push(`With it came: ${listIssues(consequence)}.`);
    if (sufferers.length > 0)
        sentences.push(`${listNames(sufferers.map(({ name }) => name))} noticed it: ${listIssues(sufferers.flatMap(({ issues }) => issues))}.`);
    if (isPair(sessions) && direction !== null && isOfWay(one))
        sentences.push('The two were connected straight (P2P), so the line of the other can be the cause as well.');
    if (others === 0) sentences.push('There is nobody to compare with.');
    else if (othersAffected + sufferers.length === 0) sentences.push(others === 1 ? 'The other had none.' : `The other ${String(others)} had none.`);
    return { scope: 'participant', value: null, direction, ...figuresOf([one], 1, othersAffected, others), text: sentences.join(' ') };
}

const sideOf = (direction: Finding['direction']): string =>
    direction === null ? '' : direction === 'upload' ? ' in what they send' : ' in what reaches them';

/** Two participants, and no bridge between them for most of the time. */
const isPair = (sessions: readonly ComparedSession[]): boolean =>
    sessions.length === 2 && sessions.every(({ summary: { p2pMs, bridgeMs } }) => p2pMs > bridgeMs);

/** Machines, and getting in, have nothing to do with the way between two. */
const isOfWay = ({ issues: [first] }: ComparedSession): boolean =>
    first !== undefined && ['network', 'video'].includes(ISSUE_KINDS[first.code].family);

/** Two who are connected straight: what one sends and what the other gets is one way, and which end of it is at fault cannot be told. */
function explainPair(affected: readonly ComparedSession[]): Finding {
    const names = affected.map(({ name }) => name);
    const text = `${listNames(names)} had trouble on the way between them, which was straight (P2P), without a bridge: `
        + `${listIssues(affected.flatMap(({ issues }) => issues))}. The line of either can be the cause.`;
    return { scope: 'pair', value: null, direction: null, ...figuresOf(affected, 2, 0, 0), text };
}

function explainEveryone(affected: readonly ComparedSession[], sessions: readonly ComparedSession[]): Finding {
    const shared = sharedBy(affected);
    const [first] = shared;
    const those = `${String(affected.length)} of ${String(sessions.length)} had trouble: ${tellCodes(affected)}.`;
    const figures = figuresOf(affected, sessions.length, 0, 0);
    const together = figures.evidence.togetherMs > 0 ? ` At least half of them at once, for ${duration(figures.evidence.togetherMs)}.` : '';
    if (first === undefined) {
        const text = `${those}${together} They share neither bridge nor network nor browser: what all use, as the server or its line, is the likeliest cause.`;
        return { scope: 'everyone', value: null, direction: directionOf(affected), ...figures, text };
    }
    const common = `All of them share ${shared.map(({ scope, value }) => nameOf(scope, value)).join(', ')}.`;
    return { ...first, direction: directionOf(affected), ...figures, text: `${those}${together} ${common} ${meaningOf(first.scope)}` };
}

/** The one direction that all of it has; null if there is more than one. */
function directionOf(sessions: readonly ComparedSession[]): Finding['direction'] {
    const [direction, ...others] = new Set(sessions.flatMap(({ issues }) => issues.map(({ code }) => ISSUE_KINDS[code].direction)));
    return others.length > 0 ? null : direction ?? null;
}

function figuresOf(those: readonly ComparedSession[], of: number, othersAffected: number, others: number) {
    return {
        codes: codesOf(those).map(([code]) => code),
        sessionIds: those.map(({ sessionId }) => sessionId),
        evidence: { affected: those.length, of, othersAffected, others, togetherMs: togetherMs(those) }
    };
}

/** With how many sessions have each, the most frequent first. */
function codesOf(sessions: readonly ComparedSession[]): [IssueCode, number][] {
    const counts = new Map<IssueCode, number>();
    for (const { issues } of sessions) for (const code of new Set(issues.map((issue) => issue.code))) counts.set(code, (counts.get(code) ?? 0) + 1);
    return [...counts].sort(([, a], [, b]) => b - a);
}

const tellCodes = (sessions: readonly ComparedSession[]): string => {
    const worst = listIssues(sessions.flatMap(({ issues }) => issues));
    const counts = codesOf(sessions).slice(0, 3).map(([code, count]) => `${ISSUE_KINDS[code].about} (${String(count)})`);
    return `${counts.join(', ')}; at worst ${worst}`;
};
