import { traitsOf, type ClientTraits } from './client-traits.js';
import type { Episode } from './hysteresis.js';

export interface SampleClock {
    /**
     * The span that the sample at this moment tells of; undefined when it tells of none, since it is no later than the one before (a clock
     * that was set back; the library's extra sample at an interruption).
     * @param afterGap - what lies before is not known
     */
    next(at: number, afterGap: boolean): { span: Episode | undefined; isResumed: boolean };
}

/**
 * What samples weigh: the time since the one before. A gap and a silence count for nothing: a sample after one weighs what one before it
 * did.
 * @param start - when the first could begin, epoch ms
 */
export function createSampleClock(start: number, client: Pick<ClientTraits, 'usualInterval' | 'silence'> = traitsOf()): SampleClock {
    const { usualInterval, silence } = client;
    let last = start;
    let usual = usualInterval;
    let isFirst = true;
    return {
        next(at, afterGap) {
            const since = at - last;
            const isResumed = !isFirst && (afterGap || since > silence);
            const ms = isFirst || isResumed ? Math.min(since, usual) : since;
            if (!isFirst && !isResumed && since > 0) usual = since;
            isFirst = false;
            last = at;
            return { span: ms > 0 ? { from: at - ms, to: at } : undefined, isResumed };
        }
    };
}
