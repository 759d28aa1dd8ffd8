/** A stretch of the x axis, ms. */
export interface Stretch { from: number; to: number }

/** What one participant's values look like; columns have a value, or null, for each x. */
export interface ChartLine {
    id: string;
    label: string;
    /** A CSS colour or `var(--…)`. */
    colour: string;
    values: readonly (number | null)[];
    /** The least and the most of each step. */
    band?: { min: readonly (number | null)[]; max: readonly (number | null)[] };
    /** Another value of the same participant and unit, as what the line could carry; drawn dashed. */
    companion?: readonly (number | null)[];
    /** Of which nothing is known. */
    gaps: readonly Stretch[];
}

/** A longer way from one value to the next than so many usual ones is a silence; as the service has it (src/analysis/client-traits.ts). */
const SILENCE = 3;

/**
 * For drawing: where samples come less often than steps do, what lies between two of them is left out (undefined: the line goes on), and what
 * lies in a gap or a silence is null: the line stops.
 */
export function drawnValues(
    values: readonly (number | null)[], { gaps }: Pick<ChartLine, 'gaps'>, { x, step }: { x: readonly number[]; step: number }
): (number | null | undefined)[] {
    const known = values.flatMap((value, place) => value === null ? [] : [place]);
    const usual = usualDistance(known);
    const drawn: (number | null | undefined)[] = [...values];
    for (const [order, place] of known.entries()) {
        const next = known[order + 1];
        if (next === undefined || next - place > SILENCE * usual) continue;
        const [from, to] = [x[place] ?? 0, (x[next] ?? 0) + step];
        // a gap begins at the last sample before it and ends with the first after it
        if (gaps.some((gap) => gap.from < to - step && gap.to > from + step)) continue;
        drawn.fill(undefined, place + 1, next);
    }
    return drawn;
}

/** The median of the distances between known places; 1 where there are none. */
function usualDistance(places: readonly number[]): number {
    const distances = places.slice(1).map((place, order) => place - (places[order] ?? 0)).sort((a, b) => a - b);
    return distances[Math.floor(distances.length / 2)] ?? 1;
}

/** Values that no line reaches, as both neighbours are missing: they are drawn as points. */
export const lonePlaces = (drawn: readonly (number | null | undefined)[]): number[] =>
    drawn.flatMap((value, place) => typeof value === 'number' && ends(drawn, place, -1) && ends(drawn, place, 1) ? [place] : []);

function ends(drawn: readonly (number | null | undefined)[], place: number, way: 1 | -1): boolean {
    for (let other = place + way; other >= 0 && other < drawn.length; other += way) if (drawn[other] !== undefined) return drawn[other] === null;
    return true;
}
