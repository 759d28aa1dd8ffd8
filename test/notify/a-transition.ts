import type { Transition } from '../../schemas/live-transition.js';

export const CONFERENCE_ID = 'c'.repeat(22);

/** Somebody joins. */
export const aTransition = (id: string, changes: Partial<Transition> = {}): Transition => ({
    id, type: 'participant.joined', at: Date.now(),
    conference: { conferenceId: CONFERENCE_ID, conferenceName: 'weekly', tenant: null, meetingId: null, startedAt: 1_795_228_082_000, endedAt: null },
    participant: {
        sessionId: 'c2a1f0e2-6d2e-8b3a-9c41-5a1f0e2b7d11', userId: 'marie', endpointId: 'cf491bb2', displayName: null, client: 'sdk',
        observedBy: null, startedAt: 1_795_228_082_000, joinedAt: 1_795_228_083_000, endedAt: null, endReason: null
    },
    ...changes
});
