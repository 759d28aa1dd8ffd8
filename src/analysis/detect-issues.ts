import { SEVERITIES, type FoundIssue } from '../../schemas/issue.js';
import type { Detector, DetectorParts } from './detectors/detector.js';
import { detectMachineIssues } from './detectors/machine.js';
import { detectNetworkIssues } from './detectors/network.js';
import { detectPathIssues } from './detectors/path.js';
import { detectStayIssues } from './detectors/stay.js';
import { detectVideoIssues } from './detectors/video.js';
import { ISSUE_KINDS } from './issue-catalogue.js';

/** All detectors of one session as one. Issues come in the order in which they began, the worse before the others. */
export function createIssueDetector(parts: DetectorParts): Required<Detector> {
    const detectors = [detectStayIssues, detectNetworkIssues, detectVideoIssues, detectPathIssues, detectMachineIssues]
        .flatMap((createFamily) => createFamily(parts));
    return {
        observe: (observation) => { for (const detector of detectors) detector.observe?.(observation); },
        hear: (event, before) => { for (const detector of detectors) detector.hear?.(event, before); },
        resume: () => { for (const detector of detectors) detector.resume?.(); },
        current: (at) => withoutConsequences(detectors.flatMap((detector) => detector.current?.(at) ?? [])).sort(byBegin),
        finish: (ending) => withoutConsequences(detectors.flatMap((detector) => detector.finish(ending))).sort(byBegin)
    };
}

/** How long media takes to be as before when it comes again, ms. */
const RECOVERY = 15_000;

/** While nothing comes or goes, frame rates, heights and estimates fall, too: that is no trouble of its own. */
function withoutConsequences(issues: readonly FoundIssue[]): FoundIssue[] {
    const interruptions = issues.filter(({ code }) => code === 'connection_interrupted');
    const isConsequence = ({ code, from, to }: FoundIssue) => code !== 'connection_interrupted' && ISSUE_KINDS[code].weight === 'share'
        && interruptions.some((cut) => from >= cut.from - RECOVERY && to <= cut.to + RECOVERY);
    return issues.filter((issue) => !isConsequence(issue));
}

const byBegin = (a: FoundIssue, b: FoundIssue): number =>
    a.from - b.from || SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || (a.code < b.code ? -1 : Number(a.code > b.code));
