import type { SessionDocument } from '../store/store.js';

/**
 * The sessions of a conference by which participants are counted and judged: without those seen from outside of an endpoint that has a session
 * of its own, as of a page that loaded the script late. What the participant's own page tells is all that the other pages heard, and more.
 */
export function countOnce<T extends { session: Pick<SessionDocument, 'endpointId' | 'observedBy'> }>(stays: readonly T[]): T[] {
    const own = new Set(stays.filter(({ session }) => !isObserved(session)).map(({ session: { endpointId } }) => endpointId ?? null));
    return stays.filter(({ session }) => !isObserved(session) || typeof session.endpointId !== 'string' || !own.has(session.endpointId));
}

/** Whether all that is known of it comes from another participant's page. */
export const isObserved = ({ observedBy }: Pick<SessionDocument, 'observedBy'>): boolean => typeof observedBy === 'string';
