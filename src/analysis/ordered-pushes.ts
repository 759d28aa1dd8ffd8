import type { PushRecord } from '../store/store.js';

/** The pushes of one session in the order of seq, each once: of two with one seq the first given stays. */
export function orderedPushes(pushes: readonly PushRecord[]): PushRecord[] {
    const bySeq = new Map<number, PushRecord>();
    for (const push of pushes) if (!bySeq.has(push.seq)) bySeq.set(push.seq, push);
    return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}
