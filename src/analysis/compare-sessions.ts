import type { Issue } from '../../schemas/issue.js';
import type { SharedScope } from './sentences/sentences.js';
import type { SessionSummary } from '../../schemas/summary.js';
import type { SessionDocument } from '../store/store.js';
import { networkOf } from './network-of.js';

/** A session as it is compared with others of its conference. */
export interface ComparedSession {
    sessionId: string;
    /** What people call the participant. */
    name: string;
    /** All that is known of it is what another participant's page heard: some loss, some delay, no bridge, network or browser. */
    isObserved: boolean;
    browser: SessionDocument['browser'];
    /** As stored: truncated, unless the operator wants it whole. */
    address: string | null;
    summary: SessionSummary;
    issues: readonly Issue[];
}

/** Sessions that share something. `value`: what. */
export interface Group { scope: SharedScope; value: string; inside: ComparedSession[]; outside: ComparedSession[] }

/** What sessions can have in common, the likelier cause first. */
const TRAITS: readonly [SharedScope, (session: ComparedSession) => string | null][] = [
    ['bridge', ({ summary: { bridges: [bridge] } }) => bridge?.ip ?? null],
    ['region', ({ summary: { bridges: [bridge] } }) => bridge?.region ?? null],
    ['network', ({ address }) => networkOf(address)],
    ['browser', ({ browser: { name, version } }) => name === null ? null : `${name} ${version?.split('.')[0] ?? ''}`.trim()]
];

/** Of those that share it, so many must have trouble, and of the others no more than so many, for it to be a cause. */
const MOST = 0.75;
const FEW = 0.25;

/** What all of these have in common. */
export const sharedBy = (sessions: readonly ComparedSession[]): Pick<Group, 'scope' | 'value'>[] => TRAITS.flatMap(([scope, traitOf]) => {
    const [value, ...others] = new Set(sessions.map(traitOf));
    return value === null || value === undefined || others.length > 0 ? [] : [{ scope, value }];
});

/** Whether it is so for most of them. */
export const isMost = (count: number, of: number): boolean => of > 0 && count >= MOST * of;

/**
 * The trait that tells those with trouble from those without best, if one does. At least two must share it. Of whom it is not known, as of one
 * who never came to a bridge, is neither with them nor elsewhere.
 */
export function findGroup(affected: ReadonlySet<ComparedSession>, all: readonly ComparedSession[]): Group | undefined {
    const part = (sessions: readonly ComparedSession[]) => sessions.filter((session) => affected.has(session)).length / sessions.length;
    let found: Group | undefined;
    let clearest = 0;
    for (const [scope, traitOf] of TRAITS) {
        for (const value of new Set(all.map(traitOf))) {
            if (value === null) continue;
            const inside = all.filter((session) => traitOf(session) === value);
            const outside = all.filter((session) => traitOf(session) !== null && traitOf(session) !== value);
            if (inside.length < 2 || outside.length === 0 || part(inside) < MOST || part(outside) > FEW) continue;
            const clear = part(inside) - part(outside);
            if (clear > clearest) [found, clearest] = [{ scope, value, inside, outside }, clear];
        }
    }
    return found;
}

/** Time in which at least half of these had trouble at once, ms. */
export function togetherMs(sessions: readonly { issues: readonly Issue[] }[]): number {
    const steps = sessions.flatMap(({ issues }) => withoutOverlap(issues)).flatMap(({ from, to }) => [{ at: from, by: 1 }, { at: to, by: -1 }])
        .sort((a, b) => a.at - b.at);
    let count = 0;
    let ms = 0;
    let since = 0;
    for (const { at, by } of steps) {
        if (count * 2 >= sessions.length) ms += at - since;
        count += by;
        since = at;
    }
    return ms;
}

function withoutOverlap(issues: readonly Issue[]): { from: number; to: number }[] {
    const spans: { from: number; to: number }[] = [];
    for (const { from, to } of [...issues].sort((a, b) => a.from - b.from)) {
        const last = spans.at(-1);
        if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
        else spans.push({ from, to });
    }
    return spans;
}
