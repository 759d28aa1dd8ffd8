import type { SessionClient } from '../../schemas/session-client.js';
import type { SessionDocument } from '../store/store.js';

/** Whose session it is, as everything that tells of participants says it. What the page did not say is null. */
export interface ParticipantView {
    sessionId: string;
    userId: string | null;
    endpointId: string | null;
    displayName: string | null;
    client: SessionClient;
    observedBy: string | null;
}

export const viewParticipant = (session: SessionDocument): ParticipantView => ({
    sessionId: session.sessionId,
    userId: session.userId ?? null,
    endpointId: session.endpointId ?? null,
    displayName: session.displayName ?? null,
    client: session.client ?? 'sdk',
    observedBy: session.observedBy ?? null
});
