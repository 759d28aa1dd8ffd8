/** One stretch in which something is wrong. Times are epoch ms. */
export interface Episode { from: number; to: number }

/** How long it must be wrong to begin, and right to end, ms. */
export interface HysteresisRule { after: number; until: number; samples: number }

/** Says from a row of samples when something is wrong, so that one bad sample is nothing and one good one no end of it. */
export interface Hysteresis {
    /**
     * @param span - what the sample tells of, after all that came before
     * @param wrongMs - for how much of it something was wrong
     */
    add(span: Episode, wrongMs: number): void;
    /** The one that goes on. Its end is where it was last wrong. */
    readonly current: Episode | undefined;
    /** Nothing is wrong, nor was of late. */
    readonly isAtRest: boolean;
    /** The next samples have nothing to do with those before. */
    forget(): void;
}

/**
 * A charge: time that is wrong fills it, time that is right empties it, `after / until` as fast. An episode begins when the charge has
 * come to `after`, where it began to fill; it is over when it was right for `until` in a row.
 */
export function createHysteresis({ after, until, samples }: HysteresisRule): Hysteresis {
    let charge = 0;
    let wrongSamples = 0;
    let rightFor = 0;
    /** Where the charge began to fill, and where it was last wrong. */
    let filling: Episode | undefined;
    let current: Episode | undefined;

    const forget = () => {
        charge = wrongSamples = rightFor = 0;
        filling = current = undefined;
    };
    return {
        add({ from, to }, wrongMs) {
            const rightMs = Math.max(0, to - from - wrongMs);
            if (wrongMs > 0) {
                charge += wrongMs;
                wrongSamples += 1;
                rightFor = 0;
                filling = { from: filling?.from ?? from, to };
                if (current !== undefined || charge >= after && wrongSamples >= samples) current = filling;
            } else {
                rightFor += rightMs;
            }
            charge = Math.max(0, charge - (until > 0 ? rightMs * after / until : 0));
            if (current === undefined ? charge === 0 && wrongMs <= 0 : rightFor >= until) forget();
        },
        get current() { return current; },
        get isAtRest() { return filling === undefined; },
        forget
    };
}
