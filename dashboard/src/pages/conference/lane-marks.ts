import type { CallEvent, CallEventType } from '../../../../schemas/event.js';
import type { TimelineSession } from '../../../../schemas/timeline.js';
import { formatDuration } from '../../formats.js';
import { words } from '../../words.js';
import type { Scale } from './scale.js';

export type MarkKind = 'error' | 'warning' | 'info' | 'join' | 'leave' | 'switch' | 'screen' | 'record' | 'device' | 'notice';

/** Something on a lane that can be pointed at. */
export interface LaneMark {
    at: number;
    /** The end of what lasts; undefined: a moment. null: it goes on. */
    to?: number | null;
    kind: MarkKind;
    /** What it is, in a few words. */
    title: string;
    /** The sentence. */
    text: string;
}

const KINDS: Readonly<Partial<Record<CallEventType, MarkKind>>> = {
    joined: 'join', left: 'leave', kicked: 'leave', p2pStatus: 'switch', serverRegionChanged: 'switch', recording: 'record', deviceChanged: 'device'
};

/** All marks of a session, in order of time. */
export function marksOf(session: TimelineSession): LaneMark[] {
    const { conference, issues: issueNames } = words();
    const issues = session.issues.map(({ code, severity, from, to, text }): LaneMark =>
        ({ at: from, to, kind: severity, title: issueNames[code], text }));
    const shares = session.screenShares.map(({ from, to }): LaneMark =>
        ({ at: from, to, kind: 'screen', title: conference.screenShare, text: conference.sharedFor(formatDuration(to - from)) }));
    const events = session.marks.map((event): LaneMark =>
        ({ at: event.at, kind: KINDS[event.type] ?? 'notice', title: conference.events[event.type], text: tellEvent(event) }));
    const isTold = session.marks.some(({ type }) => type === 'joined');
    const join: LaneMark[] = isTold || session.joinedAt === null ? [] : [{
        at: session.joinedAt, kind: 'join', title: conference.events.joined, text: conference.events.joined
    }];
    return [...join, ...issues, ...shares, ...events].sort((a, b) => a.at - b.at);
}

/** A mark, and where it stands, px. */
export interface PlacedMark { mark: LaneMark; x: number }

/** Marks are so wide, px, and are moved aside at most so far to be seen beside each other. */
const WIDTH = 11, FARTHEST = 3 * WIDTH;

/** Those in view, each beside the one before it where there is room. Worse ones come last of those that stand on each other, so on top. */
export function placeMarks(marks: readonly LaneMark[], scale: Scale): PlacedMark[] {
    let last = -Infinity;
    return marks.filter(({ at }) => at >= scale.from && at <= scale.to).map((mark) => {
        const x = scale.xOf(mark.at);
        last = Math.min(Math.max(x, last + WIDTH), x + FARTHEST, Math.max(x, scale.width - WIDTH / 2));
        return { mark, x: last };
    });
}

/** What an event says beyond its name. */
export function tellEvent({ type, data }: CallEvent): string {
    const { conference } = words();
    const name = conference.events[type];
    if (type === 'joined' && data?.setupMs !== undefined) return conference.joinedIn(formatDuration(data.setupMs));
    if (type === 'p2pStatus' && data?.p2p !== undefined) return data.p2p ? conference.toP2p : conference.toBridge;
    if (type === 'recording' && data?.on !== undefined) return data.on ? conference.recordingBegan : conference.recordingEnded;
    if (type === 'feedback' && data?.rating !== undefined) return data.rating < 1 ? conference.feedbackDeclined : conference.rated(data.rating);
    const more = [data?.kind, data?.region, data?.name, data?.code, data?.message].filter((part) => part !== undefined);
    return more.length === 0 ? name : `${name}: ${more.join(', ')}`;
}
