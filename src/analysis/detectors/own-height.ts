import type { Observation } from './detector.js';

/**
 * The height of the own video in per cent of what it was before, as far as that is still asked for. Not known while a screen is shared: that
 * has a size of its own.
 */
export function heightLeft({ state: { maxEnabledResolution }, measures: { frameHeightUpload }, context, best }: Observation): number | undefined {
    const whole = Math.min(best.frameHeightUpload, maxEnabledResolution ?? Infinity);
    return frameHeightUpload === undefined || context.sharing || whole === 0 ? undefined : 100 * frameHeightUpload / whole;
}
