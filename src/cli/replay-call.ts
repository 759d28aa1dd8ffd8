import { randomUUID } from 'node:crypto';
import { createCollector, type Collector } from '../../client-sdk/src/collector.js';
import { conferenceIdOf, conferenceKey } from '../store/conference-key.js';
import { createCallClock, type CallClock } from './call-clock.js';
import { createReplayEnvironment, type Traffic } from './replay-environment.js';
import { createReplayedConference } from './replayed-conference.js';
import { createAnswerWatch, type AnswerWatch } from './answer-watch.js';
import type { Trace, TraceParticipant } from './trace.js';

export interface ReplayOptions {
    trace: Trace;
    /** Address of the service, with its BASE_PATH. */
    url: string;
    conferenceName: string;
    /** How many times as fast as it was; Infinity: as fast as the service takes it. */
    speed: number;
}

export interface ReplayedParticipant {
    name: string;
    /** One for each stay. */
    sessionIds: string[];
    /** ms of the call, from the begin of the join on */
    duration: number;
    traffic: Traffic;
}

export interface Replay {
    conferenceId: string;
    meetingId: string;
    /** Epoch ms: when the first thing of the recording happens now. */
    beginsAt: number;
    participants: ReplayedParticipant[];
}

/**
 * Plays a recorded call to a running service: each participant has the SDK's own collector, a conference that does what the recorded one
 * did, and real requests. The call is placed so that it ends now; within it all times are as they were, whatever the speed.
 * @throws {ReplayError} when the service is not there or refuses the call
 */
export async function replayCall({ trace, url, conferenceName, speed }: ReplayOptions): Promise<Replay> {
    const meetingId = randomUUID();
    const beginsAt = Math.round(Date.now() - trace.duration + trace.duration / speed);
    const clock = createCallClock(beginsAt, speed);
    const watch = createAnswerWatch(url);
    const players = trace.participants.map((participant) =>
        createPlayer({ participant, trace, clock, watch, url, conferenceName, meetingId, timeOf: (t) => beginsAt + t - trace.begin }));
    let isOver = false;
    try {
        void Promise.all(players.map(({ delivered }) => delivered)).then(() => { isOver = true; });
        await clock.run(() => isOver, watch.failure);
    } finally {
        for (const { close } of players) close();
    }
    return {
        conferenceId: conferenceIdOf(conferenceKey(null, conferenceName), meetingId), meetingId, beginsAt,
        participants: players.map(({ result }) => result())
    };
}

interface PlayerParts {
    participant: TraceParticipant;
    trace: Trace;
    clock: CallClock;
    watch: AnswerWatch;
    url: string;
    conferenceName: string;
    meetingId: string;
    /** Epoch ms of a time of the recording. */
    timeOf: (t: number) => number;
}

/** Puts all that a participant does into the clock. */
function createPlayer({ participant, trace, clock, watch, url, conferenceName, meetingId, timeOf }: PlayerParts) {
    const { name, endpointId, events } = participant;
    const [begin, end] = [events[0]?.t ?? trace.begin, events.at(-1)?.t ?? trace.begin];
    const sessionIds = new Set<string>();
    const { environment, traffic, close } = createReplayEnvironment({
        clock,
        userAgent: userAgentOf(trace),
        onAnswer(path, status, text) {
            const sessionId = watch.take(path, status, text);
            if (sessionId !== undefined) sessionIds.add(sessionId);
        }
    });
    const conference = createReplayedConference({ name: conferenceName, endpointId, meetingId });

    let collector: Collector | undefined;
    // as in a page: first there is a conference, then it is joined
    clock.at(timeOf(begin), () => {
        collector = createCollector({ conference, environment, options: { endpoint: url }, facts: () => ({ lib: trace.library }) });
    });
    for (const event of events) clock.at(timeOf(event.t), () => { conference.replay(event); });
    const delivered = new Promise<void>((resolve) => {
        clock.at(timeOf(end), () => { void collector?.stop().then(resolve); });
    });
    return { delivered, close, result: (): ReplayedParticipant => ({ name, sessionIds: [...sessionIds], duration: end - begin, traffic }) };
}

/** Of the browser that the call was recorded with. */
function userAgentOf({ chromium }: Trace): string {
    const version = /^\d+/.exec(chromium ?? '')?.[0];
    return version === undefined
        ? 'confmeter-replay'
        : `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${version}.0.0.0 Safari/537.36`;
}
