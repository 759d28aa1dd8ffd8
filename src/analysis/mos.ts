/**
 * How speech sounds, as the E-model of ITU-T Rec. G.107 (06/2015) predicts it from loss and delay: a rating R, and from it the mean
 * opinion score that people would give.
 *
 * G.107, the narrowband scale, and not G.107.2, the fullband one: its scores are those that other tools and most people know (4.4 is
 * perfect), and ITU-T G.113 has no planning values of Opus for either. What differs between calls is loss and delay, not the codec. Nor the
 * form of rtcscore, which takes a lower bitrate for a worse sound: Opus sends less while nobody speaks.
 *
 * R = R0 − Idd − Ie,eff, with
 * - R0 = 93.2, G.107's value where all that is not loss or delay has its default;
 * - Idd, the impairment by pure delay (7.4 of G.107, default sensitivity);
 * - Ie,eff = Ie + (95 − Ie) · Ppl / (Ppl + Bpl) (7.5 of G.107, random loss, BurstR = 1).
 */

/** What a codec makes of the E-model. */
export interface CodecRobustness {
    /** Ie: what it does to speech without any loss. */
    impairment: number;
    /** Bpl: the more, the better it bears loss. */
    lossRobustness: number;
}

/** Opus as Jitsi sends it, with in-band FEC: no worse than the reference of the narrowband scale (G.711, Ie 0); Bpl as rtcscore has it. */
export const OPUS: CodecRobustness = { impairment: 0, lossRobustness: 20 };

const PERFECT = 93.2;

/** Idd of 7.4 of G.107, of a one-way delay in ms, mouth to ear: nothing up to 100 ms. */
function delayImpairment(delay: number): number {
    if (delay <= 100) return 0;
    const x = Math.log2(delay / 100);
    return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** Ie,eff of 7.5 of G.107, of a loss in per cent (5 is 5 %). */
function lossImpairment(loss: number, { impairment, lossRobustness }: CodecRobustness): number {
    return impairment + (95 - impairment) * loss / (loss + lossRobustness);
}

/** The transmission rating R, 0 to 93.2. */
export function rateTransmission(path: { lossPercent: number; delayMs: number }, codec: CodecRobustness = OPUS): number {
    return Math.max(0, PERFECT - delayImpairment(path.delayMs) - lossImpairment(path.lossPercent, codec));
}

/** Annex B of G.107: from R to a mean opinion score, 1 to 4.5. */
export function mosOfRating(rating: number): number {
    if (rating <= 0) return 1;
    if (rating >= 100) return 4.5;
    return Math.max(1, 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6);
}

/** Taking the sound in, a packet of 20 ms, the encoder's look-ahead and playing it out, ms. As rtcscore has it. */
const DEVICES = 20;
/** A jitter buffer holds at least so much, ms; where it is not known, twice the jitter, too. */
const SMALLEST_BUFFER = 40;

/** What is known of one direction over one interval. Times in ms. */
export interface AudioPath {
    /** Of the packets, %. Those that came too late to be played count (G.107, 7.5): so does what was concealed. */
    lossPercent: number;
    roundTripTime?: number | undefined;
    /** Of the one who hears. */
    playoutDelay?: number | undefined;
    jitter?: number | undefined;
}

/**
 * The score of one direction over one interval, two decimals. The delay is half the round trip, the jitter buffer and the devices: through
 * a bridge that is the delay to the bridge, as nobody measures the other half; so the true score can be lower.
 */
export function audioMos({ lossPercent, roundTripTime = 0, playoutDelay, jitter = 0 }: AudioPath): number {
    const buffered = playoutDelay ?? Math.max(SMALLEST_BUFFER, 2 * jitter);
    const delayMs = DEVICES + roundTripTime / 2 + buffered;
    return Math.round(100 * mosOfRating(rateTransmission({ lossPercent, delayMs }))) / 100;
}
