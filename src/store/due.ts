import type { Presence } from './store.js';

/**
 * From which moment on analysis has to look at a session, as Analyses.claim compares it: when it was last seen, or, if its last push said
 * that it ends, at once. Set by every write, whatever the order of their arrival: at worst analysis looks once too often.
 */
export const dueAt = ({ end, lastSeq, lastSeenAt }: Presence): number => end !== null && end.seq === lastSeq ? 0 : lastSeenAt;
