import type { SetupReply } from '../../../../schemas/setup.js';
import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { formatAgo, formatCount } from '../../formats.js';
import { href } from '../../root.js';
import { words } from '../../words.js';

interface Props { setup: SetupReply; now: number }

/** Pushes come every pushInterval from each participant: after so many of them without one nobody is there. */
const SILENT_AFTER = 3;

/** Whether pushes arrive, in words and as a light; and how far it got where they do not. */
export function Light({ setup: { version, startedAt, settings, workers, arrivals, latest }, now }: Props) {
    const { light } = words().setup;
    const lastAt = Math.max(arrivals.lastPushAt ?? -Infinity, latest?.lastSeenAt ?? -Infinity);
    const state = lastAt === -Infinity ? 'waiting' : now - lastAt > SILENT_AFTER * settings.pushInterval ? 'quiet' : 'arriving';
    const steps = [
        [light.script, arrivals.scripts, arrivals.lastScriptAt], [light.session, arrivals.sessions, arrivals.lastSessionAt],
        [light.push, arrivals.pushes, arrivals.lastPushAt]
    ] as const;
    const sum = arrivals.pushesByMinute.reduce((total, count) => total + count, 0);
    const most = Math.max(1, ...arrivals.pushesByMinute);
    return <Panel title={light.title}>
        <div class={`light ${state}`} data-light={state}>
            <span class="lamp" aria-hidden="true">{state !== 'waiting' && <Icon name="check" />}</span>
            <div>
                <p class="light-words" role="status">{light[state]}</p>
                <p class="small soft">{state === 'waiting' ? light.waitingText : light.last(formatAgo(lastAt, now))}</p>
            </div>
        </div>
        <ol class="light-steps">{steps.map(([what, count, at]) => <li key={what} class={at === null ? 'open' : 'done'}>
            <Icon name={at === null ? 'right' : 'check'} />
            <span>{what} <span class="small soft">{at === null ? light.never : light.times(formatCount(count), formatAgo(at, now))}</span></span>
        </li>)}</ol>
        <p class="push-minutes" role="img" aria-label={`${light.minutes}: ${arrivals.pushesByMinute.join(', ')}`}>
            {arrivals.pushesByMinute.map((count, place) => <span key={place} style={{ height: `${String(4 + 28 * count / most)}px` }} />)}
        </p>
        <p class="small soft">{light.pushes(formatCount(sum))}</p>
        {latest !== null && <p>{light.latest} <a href={href(`/conferences/${latest.conferenceId}`)}>{latest.conferenceName}</a>{' '}
            <span class="small soft">{formatAgo(latest.lastSeenAt, now)}</span></p>}
        <p class="small soft">{light.version(version, formatAgo(startedAt, now))}
            {workers.answering < workers.count && ` ${light.workers(formatCount(workers.answering), formatCount(workers.count))}`}</p>
    </Panel>;
}
