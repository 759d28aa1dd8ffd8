import type { CallEvent, CallEventType } from '../../../schemas/event.js';
import type { Gap } from '../../../schemas/session.js';
import type { SessionTimeline } from '../../../schemas/session-timeline.js';
import type { CallContext } from '../call-context.js';
import { followInterruptions } from '../detectors/interruptions.js';
import type { SessionListener } from '../follow-session.js';
import { hasFigures } from '../measure.js';
import { followWays } from './follow-ways.js';
import { createSpanList } from './span-list.js';

/** Makes a session's timeline from what happened in it, in order of time. Its memory is bounded. */
export interface TimelineFollower extends Required<Pick<SessionListener, 'hear' | 'observe' | 'resume'>> {
    /**
     * The timeline so far. Changes nothing.
     * @param until - the session's end, or the last moment known of it: what goes on ends here
     */
    build(until: number, gaps: readonly Gap[]): SessionTimeline;
}

/** What explains a change in the figures. What lasts is told as spans; others' joins and leaves are told by their own sessions. */
const MARKED: ReadonlySet<CallEventType> = new Set<CallEventType>([
    'joined', 'left', 'kicked', 'p2pStatus', 'trackEnded', 'conferenceFailed', 'conferenceError', 'connectionFailed', 'iceCandidateError',
    'serverRegionChanged', 'noAudioInput', 'noisyMic', 'talkWhileMuted', 'suspendDetected', 'recording', 'deviceChanged', 'mediaError', 'feedback'
]);

/** The library says so at each begin; a switch it is only when media went another way before. */
const isNews = ({ type, data }: CallEvent, { p2p }: CallContext): boolean => type !== 'p2pStatus' || data?.p2p !== (p2p ?? false);

/** @param most - TIMELINE_MAX */
export function followTimeline(most: number): TimelineFollower {
    const [audioMuted, videoMuted, screenShares, hidden, measured, interruptions] = Array.from({ length: 6 }, () => createSpanList(most)) as Six;
    const ways = followWays(most);
    const interruption = followInterruptions(({ at, ms }) => { if (ms > 0) interruptions.add({ from: at, to: at + ms }); });
    const marks: CallEvent[] = [];
    let marksLeftOut = 0;

    const follow = (list: typeof hidden, on: boolean | undefined, at: number) => {
        if (on === true) list.begin(at);
        if (on === false) list.end(at);
    };
    return {
        hear(event, before) {
            const { at, type, data } = event;
            interruption.hear?.(event, before);
            ways.hear(event, before);
            if (type === 'trackMuteChanged' && data?.local === true) {
                if (data.kind === 'audio') follow(audioMuted, data.muted, at);
                if (data.kind === 'video') follow(videoMuted, data.muted, at);
            }
            if (type === 'screenShare') follow(screenShares, data?.on, at);
            if (type === 'visibility') follow(hidden, data?.hidden, at);
            if (!MARKED.has(type) || !isNews(event, before)) return;
            if (marks.length < most) marks.push(event);
            else marksLeftOut += 1;
        },
        observe(observation) {
            const { from, to, measures } = observation;
            interruption.observe?.(observation);
            ways.observe(observation);
            if (hasFigures(measures)) measured.add({ from, to });
        },
        resume() {
            interruption.resume?.();
            ways.resume();
        },
        build(until, gaps) {
            const missing = createSpanList(most);
            for (const gap of gaps) if (gap.to > gap.from) missing.add(gap);
            const since = interruption.since();
            return {
                ways: ways.build(),
                interruptions: [...interruptions.build(until), ...since !== undefined && since < until ? [{ from: since, to: until }] : []],
                muted: { audio: audioMuted.build(until), video: videoMuted.build(until) },
                screenShares: screenShares.build(until), hidden: hidden.build(until), gaps: missing.build(until), measured: measured.build(until),
                marks: [...marks], marksLeftOut
            };
        }
    };
}

type List = ReturnType<typeof createSpanList>;
type Six = [List, List, List, List, List, List];
