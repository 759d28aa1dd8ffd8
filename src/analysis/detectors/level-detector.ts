import type { FoundIssue, IssueCode, IssueDetails, Severity } from '../../../schemas/issue.js';
import { isBeyond } from '../histogram.js';
import { createHysteresis, type Hysteresis } from '../hysteresis.js';
import type { Threshold } from '../../thresholds.js';
import type { Detector, Observation } from './detector.js';
import { createIssueList, worst } from './issue-list.js';
import { hundredths } from '../rounding.js';

/** The figures of one issue, in the unit of its value. */
export interface LevelFigures {
    mean: number;
    worst: number;
    /** Where it begins to be an issue. */
    limit: number;
    /** From its begin to its end, ms. */
    ms: number;
}

export interface LevelRule {
    code: IssueCode;
    threshold: Threshold;
    /** undefined: not known. */
    value(observation: Observation): number | undefined;
    /** Whether the value tells of trouble, besides being beyond its limit. */
    counts?(observation: Observation): boolean;
    /** When there is no more to it than that something is so: without `mean`, `worst` and `limit` in the evidence. */
    yesOrNo?: true;
    /** At most `info`, however long. */
    informs?: true;
    details?: IssueDetails;
}

/** A value that comes now and then (reports of the other end, some seconds apart) tells at most of so much before it, ms. */
const TELLS_OF = 10_000;
/** One bad sample is no issue. */
const SAMPLES = 2;

/** Finds the times in which a value is beyond its threshold. */
export function createLevelDetector(rule: LevelRule): Detector {
    const { code, threshold, value, counts = () => true, details } = rule;
    const { warning, error, after, until, worse } = threshold;
    const limit = warning ?? error;
    if (limit === null) return { finish: () => [] };

    const list = createIssueList();
    const noticeable = createHysteresis({ after, until, samples: SAMPLES });
    const unbearable = createHysteresis({ after, until, samples: SAMPLES });
    const figures = createFigures(worse);
    let open: { from: number; to: number; severity: Severity } | undefined;
    let knownUntil: number | undefined;

    const tell = ({ from, to, severity }: NonNullable<typeof open>): FoundIssue => {
        const found: LevelFigures = { ...figures.told(), limit, ms: to - from };
        const evidence = rule.yesOrNo ? { ms: found.ms } : { ...found };
        return { code, severity: rule.informs ? 'info' : severity, from, to, evidence, ...details !== undefined && { details } };
    };
    const close = () => {
        if (open !== undefined) list.add(tell(open));
        open = undefined;
        figures.clear();
    };
    const forget = () => {
        close();
        noticeable.forget();
        unbearable.forget();
        knownUntil = undefined;
    };
    const follow = ({ current }: Hysteresis, severity: Severity) => {
        if (current === undefined) return;
        const { from, to, severity: before } = open ?? { ...current, severity };
        open = { from, to: Math.max(to, current.to), severity: worst(before, severity) };
    };

    return {
        observe(observation) {
            const known = value(observation);
            const { to } = observation;
            if (known === undefined) {
                if (knownUntil !== undefined && to - knownUntil > Math.max(until, TELLS_OF)) forget();
                return;
            }
            const span = { from: Math.min(observation.from, Math.max(knownUntil ?? observation.from, to - TELLS_OF)), to };
            knownUntil = to;
            const telling = counts(observation);
            const isWrong = (step: number | null) => telling && step !== null && isBeyond(known, { worse, value: step });
            const ms = span.to - span.from;
            noticeable.add(span, isWrong(limit) ? ms : 0);
            unbearable.add(span, isWrong(error) ? ms : 0);
            figures.add(known, ms, isWrong(limit));
            follow(noticeable, warning === null ? 'error' : 'warning');
            follow(unbearable, 'error');
            if (open !== undefined && noticeable.current === undefined) close();
            if (noticeable.isAtRest) figures.clear();
        },
        resume: forget,
        current: () => open === undefined ? [] : [tell(open)],
        finish() {
            close();
            return list.issues;
        }
    };
}

/** Mean by time, and worst, from the first bad sample to the last. */
function createFigures(worse: Threshold['worse']) {
    const nothing = { sum: 0, ms: 0 };
    let sure = nothing;
    /** Since the last bad one. */
    let since = nothing;
    let extreme: number | undefined;
    return {
        add(value: number, ms: number, bad: boolean) {
            since = { sum: since.sum + value * ms, ms: since.ms + ms };
            if (!bad) return;
            sure = { sum: sure.sum + since.sum, ms: sure.ms + since.ms };
            since = nothing;
            extreme = extreme === undefined ? value : worse === 'high' ? Math.max(extreme, value) : Math.min(extreme, value);
        },
        told: () => ({ mean: hundredths(sure.ms > 0 ? sure.sum / sure.ms : 0), worst: hundredths(extreme ?? 0) }),
        clear() {
            sure = since = nothing;
            extreme = undefined;
        }
    };
}
