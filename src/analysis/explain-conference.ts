import type { Explanation, Finding } from '../../schemas/explanation.js';
import type { IssueCode } from '../../schemas/issue.js';
import type { Language } from '../../schemas/language.js';
import { attributeTrouble, findTrouble, type Trouble } from './attribute-trouble.js';
import { findGroup, isMost, sharedBy, togetherMs, type ComparedSession } from './compare-sessions.js';
import { listIssues, tellCodes } from './explain-words.js';
import { ISSUE_KINDS, type IssueKind } from './issue-catalogue.js';
import type { Sentences } from './sentences/sentences.js';
import { SENTENCES, STORED } from './sentences/tell-issue.js';

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
export function explainConference(sessions: readonly ComparedSession[], language: Language = STORED): Explanation {
    const sentences = SENTENCES[language];
    const verdicts = { good: 0, fair: 0, poor: 0, unknown: 0 };
    for (const { summary } of sessions) verdicts[summary.verdict ?? 'unknown'] += 1;
    const sourceOf = attributeTrouble(sessions);
    const measured = sessions.filter(({ isObserved }) => !isObserved);
    const observed = sessions.filter(({ isObserved }) => isObserved);
    const findings = KINDS.flatMap((families) => {
        const trouble = findTrouble(measured, families, sourceOf);
        const { affected } = findTrouble(observed, families, sourceOf);
        return [...explainTrouble(trouble, measured, sentences), ...explainObserved(affected, observed, trouble, measured, sentences)];
    }).sort((a, b) => b.sessionIds.length - a.sessionIds.length);
    return { verdicts, findings, text: [tellVerdicts(sessions.length, verdicts, sentences), ...findings.map(({ text }) => text)].join(' ') };
}

function tellVerdicts(total: number, { unknown, ...known }: Explanation['verdicts'], { nothingKnown, verdicts }: Sentences): string {
    return total === unknown ? nothingKnown : verdicts(total - unknown, known);
}

function explainTrouble(trouble: Trouble, sessions: readonly ComparedSession[], sentences: Sentences): Finding[] {
    const { affected, suffering } = trouble;
    if (affected.length === 0) return [];
    if (isPair(sessions) && affected.length === 2 && affected.every(isOfWay)) return [explainPair(affected, sentences)];
    if (affected.length > 1 && affected.length < sessions.length) {
        const byId = new Map(affected.map((session) => [session.sessionId, session]));
        const group = findGroup(new Set(sessions.filter(({ sessionId }) => byId.has(sessionId))), sessions);
        if (group !== undefined) {
            const { scope, value, inside, outside } = group;
            const those = inside.flatMap(({ sessionId }) => byId.get(sessionId) ?? []);
            const others = outside.flatMap(({ sessionId }) => byId.get(sessionId) ?? []);
            const figures = figuresOf(those, inside.length, others.length, outside.length);
            const text = `${sentences.group(figures.evidence, group, codesTold(those, sentences))} ${sentences.meanings[scope]}`;
            return [
                { scope, value, direction: directionOf(those), ...figures, text },
                ...affected.filter((one) => !those.includes(one)).slice(0, TOLD_APART).map((one) => explainOne(one, trouble, sessions, sentences))
            ];
        }
    }
    if (affected.length > 2 && isMost(affected.length, sessions.length)) return [explainEveryone(affected, sessions, sentences)];
    if (affected.length <= 2 || suffering.size > 0)
        return affected.slice(0, TOLD_APART).map((one) => explainOne(one, trouble, sessions, sentences));
    const others = sessions.length - affected.length;
    const text = sentences.several(namesOf(affected), others, codesTold(affected, sentences));
    const figures = figuresOf(affected, affected.length, 0, others);
    return [{ scope: 'several', value: null, direction: directionOf(affected), ...figures, text }];
}

/** What participants without the script had, as far as the others' pages heard. */
function explainObserved(
    affected: readonly ComparedSession[], observed: readonly ComparedSession[], { affected: others }: Trouble, measured: readonly ComparedSession[],
    sentences: Sentences
): Finding[] {
    if (affected.length === 0) return [];
    const direction = directionOf(affected);
    const text = sentences.observedTrouble(namesOf(affected), direction, worstOf(affected, sentences));
    const figures = figuresOf(affected, observed.length, others.length, measured.length);
    return [{ scope: affected.length === 1 ? 'participant' : 'several', value: null, direction, ...figures, text }];
}

/** One participant's own trouble, and who has it from them. */
function explainOne(
    one: ComparedSession, { affected, suffering, consequences }: Trouble, sessions: readonly ComparedSession[], sentences: Sentences
): Finding {
    const othersAffected = affected.filter((other) => other !== one).length;
    const others = sessions.length - 1;
    const sufferers = suffering.get(one.sessionId) ?? [];
    const direction = directionOf([one]);
    const told = [sentences.hadTrouble(one.name, direction, listIssues(one.issues, sentences))];
    const consequence = consequences.get(one.sessionId) ?? [];
    if (consequence.length > 0) told.push(sentences.cameWithIt(listIssues(consequence, sentences)));
    if (sufferers.length > 0) told.push(sentences.noticed(namesOf(sufferers), worstOf(sufferers, sentences)));
    if (isPair(sessions) && direction !== null && isOfWay(one)) told.push(sentences.wasStraight);
    if (others === 0) told.push(sentences.nobodyToCompare);
    else if (othersAffected + sufferers.length === 0) told.push(sentences.othersHadNone(others));
    return { scope: 'participant', value: null, direction, ...figuresOf([one], 1, othersAffected, others), text: told.join(' ') };
}

/** Two participants, and no bridge between them for most of the time. */
const isPair = (sessions: readonly ComparedSession[]): boolean =>
    sessions.length === 2 && sessions.every(({ summary: { p2pMs, bridgeMs } }) => p2pMs > bridgeMs);

/** Machines, and getting in, have nothing to do with the way between two. */
const isOfWay = ({ issues: [first] }: ComparedSession): boolean =>
    first !== undefined && ['network', 'video'].includes(ISSUE_KINDS[first.code].family);

/** Two who are connected straight: what one sends and what the other gets is one way, and which end of it is at fault cannot be told. */
function explainPair(affected: readonly ComparedSession[], sentences: Sentences): Finding {
    const text = sentences.pair(namesOf(affected), worstOf(affected, sentences));
    return { scope: 'pair', value: null, direction: null, ...figuresOf(affected, 2, 0, 0), text };
}

function explainEveryone(affected: readonly ComparedSession[], sessions: readonly ComparedSession[], sentences: Sentences): Finding {
    const shared = sharedBy(affected);
    const [first] = shared;
    const figures = figuresOf(affected, sessions.length, 0, 0);
    const { togetherMs: ms } = figures.evidence;
    const those = [sentences.everyone(affected.length, sessions.length, codesTold(affected, sentences)), ...ms > 0 ? [sentences.together(ms)] : []];
    const common = first === undefined ? [sentences.nothingShared] : [sentences.allShare(shared), sentences.meanings[first.scope]];
    return {
        ...first ?? { scope: 'everyone', value: null }, direction: directionOf(affected), ...figures, text: [...those, ...common].join(' ')
    };
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

const namesOf = (sessions: readonly ComparedSession[]): string[] => sessions.map(({ name }) => name);
const worstOf = (sessions: readonly ComparedSession[], sentences: Sentences): string =>
    listIssues(sessions.flatMap(({ issues }) => issues), sentences);
const codesTold = (sessions: readonly ComparedSession[], sentences: Sentences): string =>
    tellCodes(codesOf(sessions), sessions.flatMap(({ issues }) => issues), sentences);
