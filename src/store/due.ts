import type { Presence } from './store.js';

/**
 * From which moment on analysis has to look at a session, as Analyses.claim compares it: when it was last seen, or, if its last push said
 * that it ends, at once. Set by every write, whatever the order of their arrival: at worst analysis looks once too often.
 */
export const dueAt = ({ end, lastSeq, lastSeenAt }: Presence): number => end !== null && end.seq === lastSeq ? 0 : lastSeenAt;

/**
 * Whether pushes, as far as their presence tells, may change the conference of their session: it ends, or perhaps goes on after it has said
 * that it ends, or another region is told. That it goes on after it has been analysed is known where the analysis is.
 */
export const mayChangeConference = (before: Presence | null, after: Presence): boolean =>
    after.end !== null || after.region?.value !== before?.region?.value;
