import type { EndReason } from '../../schemas/push.js';
import { known, text } from '../../webrtc-stats/known.js';
import { attempt, guard } from './guard.js';
import { REMOTE_STATS_UPDATED, USER_LEFT, type JitsiParticipant, type LocalStats } from './jitsi.js';
import { observeSession, type ObservedSession } from './observed-session.js';
import type { SessionSubject } from './session-fields.js';
import type { SessionIdentity } from './session-identity.js';
import type { SessionFields } from './unsent.js';

/** The property by which the pages that measure know each other. */
const PROPERTY = 'confmeter';

/** A page may load the script some time after it has joined. */
const GRACE_MS = 30_000;

export interface Observer {
    /** Pushes what is known at once; with a reason, as the last of it. */
    flush(end?: EndReason): void;
    /** Lets go of the conference; what was observed is observed no more. */
    stop(): void;
    delivered(): Promise<void>;
}

const isMeasured = (participant: JitsiParticipant): boolean => !!participant.getProperty?.(PROPERTY);

/**
 * Tells of the participants without this script (mobile apps, say) what lib-jitsi-meet hears of them. Of the pages that measure, the one with
 * the lowest endpoint id does; when it leaves, the next hears the same and goes on, in sessions of its own.
 */
export function createObserver(
    { conference, environment, settings }: SessionSubject, own: Promise<SessionIdentity>, ownFields: () => SessionFields | undefined
): Observer {
    /** When each was heard of first. */
    const heard = new Map<string, number>();
    const observed = new Map<string, ObservedSession>();
    /** Over, but not delivered yet. */
    const ended = new Set<ObservedSession>();
    let observedBy: string | undefined;
    let isWanted = true;
    own.then(({ sessionId }) => { observedBy = sessionId; }, () => undefined);

    function begin(participant: JitsiParticipant, startedAt: number): ObservedSession | undefined {
        const fields = ownFields();
        if (!observedBy || !fields || observed.size >= settings.maxObserved) return undefined;
        const { conferenceName, tenant, meetingId, mainConference, sdk } = fields;
        const id = participant.getId();
        const session = observeSession(environment, settings, known({
            conferenceName, tenant, meetingId, mainConference, sdk, endpointId: id, startedAt, joinedAt: startedAt, observedBy,
            displayName: settings.displayNames ? text(attempt(() => participant.getDisplayName?.())) : undefined
        }) as SessionFields, () => {
            isWanted = false;
            observed.clear();
        });
        observed.set(id, session);
        return session;
    }

    function end(id: string, reason: EndReason) {
        const session = observed.get(id);
        if (!session) return;
        observed.delete(id);
        session.end(reason);
        ended.add(session);
        void session.delivered().then(() => ended.delete(session));
    }

    const onStats = guard((id: string, stats: LocalStats) => {
        const others = conference.getParticipants?.() ?? [];
        const participant = others.find((other) => other.getId() === id);
        const me = conference.myUserId();
        if (!isWanted || !me || !participant || participant.isHidden?.()) return;
        const since = heard.get(id) ?? environment.now();
        heard.set(id, since);
        if (isMeasured(participant) || others.some((other) => isMeasured(other) && other.getId() < me)) {
            end(id, 'unobserved');
            return;
        }
        if (environment.now() - since < GRACE_MS) return;
        (observed.get(id) ?? begin(participant, environment.now()))?.addStats(stats);
    });
    const onLeft = guard((id: string) => {
        heard.delete(id);
        end(id, 'left');
    });
    attempt(() => conference.setLocalParticipantProperty?.(PROPERTY, '1'));
    conference.addEventListener(REMOTE_STATS_UPDATED, onStats);
    conference.addEventListener(USER_LEFT, onLeft);
    return {
        flush(reason) {
            observed.forEach((session) => { session.flush(reason); });
            ended.forEach((session) => { session.flush(); });
        },
        stop() {
            conference.removeEventListener(REMOTE_STATS_UPDATED, onStats);
            conference.removeEventListener(USER_LEFT, onLeft);
            attempt(() => conference.removeLocalParticipantProperty?.(PROPERTY));
            [...observed.keys()].forEach((id) => { end(id, 'unobserved'); });
        },
        async delivered() { await Promise.all([...ended].map((session) => session.delivered())); }
    };
}
