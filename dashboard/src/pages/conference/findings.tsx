import type { ConferenceReply } from '../../../../schemas/conference.js';
import type { Finding } from '../../../../schemas/explanation.js';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import { Icon } from '../../components/icon.js';
import { IssueMark } from '../../components/issue-mark.js';
import { formatCount, formatDuration } from '../../formats.js';
import { words } from '../../words.js';

interface Props {
    conference: ConferenceReply;
    sessions: readonly TimelineSession[];
    /** The place of the one that is shown. */
    chosen: number | null;
    onChoose: (finding: Finding, place: number) => void;
}

/** Whose trouble it was: the first thing to read. Each finding leads to its participants and to when it was. */
export function Findings({ conference, sessions, chosen, onChoose }: Props) {
    const { explanation, endedAt } = conference;
    const told = words().conference;
    if (explanation === null) return <p class="cause-pending">{endedAt === null ? told.causeOngoing : told.causeSoon}</p>;
    const { findings, text } = explanation;
    // what is said of all comes before what is said of each
    const first = findings.reduce((rest, finding) => rest.replace(finding.text, ''), text).replace(/\s+/g, ' ').trim();
    return <>
        <p class={findings.length === 0 ? 'cause-lead good' : 'cause-lead'}>{first === '' ? told.allGood : first}</p>
        <ol class="findings">
            {findings.map((finding, place) => <li key={place} class={place === chosen ? 'finding chosen' : 'finding'}>
                <p class="finding-scope">{told.scopes[finding.scope]}{finding.value !== null && <> · {finding.value}</>}
                    {finding.direction !== null && <> · {told.directions[finding.direction]}</>}</p>
                <p class="finding-text">{finding.text}</p>
                <div class="finding-foot">
                    <span class="finding-codes">
                        {finding.codes.map((code) => <IssueMark key={code} code={code} severity={severityOf(finding, code, sessions)} />)}
                    </span>
                    <span class="finding-figures">{tellEvidence(finding)}</span>
                    <button type="button" class={place === chosen ? '' : 'primary'} aria-pressed={place === chosen}
                        onClick={() => { onChoose(finding, place); }}>
                        <Icon name="chart" /> {told.showFinding}
                    </button>
                </div>
            </li>)}
        </ol>
    </>;
}

function severityOf({ sessionIds }: Finding, code: Finding['codes'][number], sessions: readonly TimelineSession[]) {
    const found = sessions.filter(({ sessionId }) => sessionIds.includes(sessionId))
        .flatMap(({ issues }) => issues.filter((issue) => issue.code === code));
    return found.some(({ severity }) => severity === 'error') ? 'error' : found.some(({ severity }) => severity === 'warning') ? 'warning' : 'info';
}

function tellEvidence({ evidence: { affected, of, others, othersAffected, togetherMs } }: Finding): string {
    const { conference } = words();
    return [
        conference.concerned(formatCount(affected), formatCount(of)),
        ...others > 0 ? [conference.othersConcerned(formatCount(othersAffected), formatCount(others))] : [],
        ...togetherMs > 0 ? [conference.together(formatDuration(togetherMs))] : []
    ].join(' · ');
}
