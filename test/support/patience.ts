/** Far more than anything takes, on a slow and busy machine, too: who waits for this long waits in vain. */
export const LIMIT_MS = 300_000;
/** A machine may stand still for a while, and its clock may jump: one step counts no more than this. */
const LONGEST_STEP_MS = 5000;

/** Tells whoever asks again and again whether it has been long enough by now. */
export function createPatience(limitMs = LIMIT_MS): { isOver(): boolean } {
    let spent = 0;
    let last = performance.now();
    return {
        isOver() {
            const now = performance.now();
            spent += Math.min(now - last, LONGEST_STEP_MS);
            last = now;
            return spent > limitMs;
        }
    };
}
