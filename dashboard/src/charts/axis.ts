/** Round values from 0 on that cover `most`, at most `lines` steps of 1, 2 or 5 times a power of ten; `isWhole` for what cannot be halved. */
export function ticksUpTo(most: number, { lines = 4, isWhole = false } = {}): number[] {
    if (most <= 0) return [0, 1];
    const rough = most / lines;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999) ?? 10 * power;
    const whole = isWhole ? Math.max(1, step) : step;
    const count = Math.ceil(most / whole - 1e-9);
    return Array.from({ length: count + 1 }, (_, index) => Number((index * whole).toPrecision(12)));
}

/** Which of `count` labels are shown, by how wide they are: evenly spread, from the first on. */
export const everyNth = (count: number, width: number, labelWidth: number): number =>
    Math.max(1, Math.ceil(count * labelWidth / Math.max(1, width)));
