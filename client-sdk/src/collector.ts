import type { CallEventData, CallEventType } from '../../schemas/event.js';
import type { Environment } from './environment.js';
import { attempt, guard } from './guard.js';
import { CONFERENCE_JOINED, type JitsiConference } from './jitsi.js';
import { settingsOf, type CollectorOptions } from './options.js';
import { isHidden, startSession, type Session } from './session.js';
import type { PageFacts } from './session-fields.js';

export interface CollectorParts {
    conference: JitsiConference;
    environment: Environment;
    options: CollectorOptions;
    /** What the page knows of the participant, asked whenever the session's metadata is sent. */
    facts?: () => PageFacts;
}

export interface Collector {
    /** Something that only the page knows. Lost when there is no session. */
    addEvent(type: CallEventType, data?: CallEventData): void;
    /**
     * Ends the session as "left", if one is going on, and lets go of the conference. Resolves when all was delivered, or will never be; there
     * is no need to wait for it. Calling it again does nothing.
     */
    stop(): Promise<void>;
}

/**
 * Measures a conference: one session for each stay, the first from now on. Collects nothing of a hidden participant (a recorder), nor
 * without an endpoint.
 */
export function createCollector({ conference, environment, options, facts = () => ({}) }: CollectorParts): Collector {
    const settings = settingsOf(options);
    let session: Session | undefined;
    let isOver = true;
    const start = (joined: boolean) => {
        if (!settings || isHidden(conference)) return;
        isOver = false;
        session = startSession({ conference, environment, settings, facts, onOver: () => { isOver = true; } }, joined);
    };
    // the same conference once more, after it was left
    const onJoined = guard(() => { if (isOver) start(true); });
    // first, as what is no conference shows here
    conference.addEventListener(CONFERENCE_JOINED, onJoined);
    start(!!attempt(() => conference.isJoined?.()));
    return {
        addEvent: (type, data) => { session?.addEvent(type, data); },
        async stop() {
            conference.removeEventListener(CONFERENCE_JOINED, onJoined);
            session?.end('left');
            await session?.delivered();
        }
    };
}
