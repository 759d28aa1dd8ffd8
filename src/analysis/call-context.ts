import type { CallEvent } from '../../schemas/event.js';

/** What the events so far say about the call. */
export interface CallContext {
    /** null: not told yet */
    p2p: boolean | null;
    /** The own screen is shared. */
    sharing: boolean;
    /** Participants, this one included, as this page last heard; null: not told yet. */
    participants: number | null;
}

export const UNKNOWN_CONTEXT: CallContext = { p2p: null, sharing: false, participants: null };

/** The context after an event. */
export function contextAfter(context: CallContext, { type, data }: CallEvent): CallContext {
    if (type === 'p2pStatus' && data?.p2p !== undefined) return { ...context, p2p: data.p2p };
    if (type === 'screenShare' && data?.on !== undefined) return { ...context, sharing: data.on };
    if ((type === 'userJoined' || type === 'userLeft') && data?.count !== undefined) return { ...context, participants: data.count };
    return context;
}
