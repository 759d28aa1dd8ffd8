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
export const createHysteresis = (rule: HysteresisRule): Hysteresis => new Charge(rule);

/** Of each live session there are some forty: hence a class, an instance of which takes a tenth of what as many closures would. */
class Charge implements Hysteresis {
    readonly #rule: HysteresisRule;
    #charge = 0;
    #wrongSamples = 0;
    #rightFor = 0;
    /** Where the charge began to fill, and where it was last wrong. */
    #filling: Episode | undefined;
    #current: Episode | undefined;

    constructor(rule: HysteresisRule) {
        this.#rule = rule;
    }

    get current(): Episode | undefined {
        return this.#current;
    }

    get isAtRest(): boolean {
        return this.#filling === undefined;
    }

    add({ from, to }: Episode, wrongMs: number): void {
        const { after, until, samples } = this.#rule;
        const rightMs = Math.max(0, to - from - wrongMs);
        if (wrongMs > 0) {
            this.#charge += wrongMs;
            this.#wrongSamples += 1;
            this.#rightFor = 0;
            this.#filling = { from: this.#filling?.from ?? from, to };
            if (this.#current !== undefined || this.#charge >= after && this.#wrongSamples >= samples) this.#current = this.#filling;
        } else {
            this.#rightFor += rightMs;
        }
        this.#charge = Math.max(0, this.#charge - (until > 0 ? rightMs * after / until : 0));
        if (this.#current === undefined ? this.#charge === 0 && wrongMs <= 0 : this.#rightFor >= until) this.forget();
    }

    forget(): void {
        this.#charge = this.#wrongSamples = this.#rightFor = 0;
        this.#filling = this.#current = undefined;
    }
}
