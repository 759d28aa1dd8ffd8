import { DAY_MS, dayOf, HOUR_MS, type PeriodRange } from '../../store/rollups.js';
import type { Calendar } from './calendar.js';

/** Periods whose rows are read, and added up, before others have their turn. */
export const PIECE = 250;

/** A part of a time that was asked for, of which the figures belong together. */
export interface Stretch {
    /** Of the calendar; null without one. */
    label: string | null;
    /** Whole hours, epoch ms. */
    from: number;
    to: number;
}

/** What was asked for, in the fewest periods: whole days where they are up to date, hours elsewhere. */
export interface PeriodPlan {
    stretches: Stretch[];
    /** In the order of time. */
    ranges: PeriodRange[];
}

/**
 * @param from - whole hours, epoch ms, as `to`
 * @param isDue - whether the row of the day that begins at this moment is out of date
 */
export function planPeriods({ from, to }: Omit<PeriodRange, 'level'>, calendar: Calendar | null, isDue: (day: number) => boolean): PeriodPlan {
    const stretches: Stretch[] = [];
    const ranges: PeriodRange[] = [];
    const labelOf = (at: number) => calendar?.labelOf(at) ?? null;
    for (let at = from; at < to;) {
        const label = labelOf(at);
        const isWhole = at === dayOf(at) && at + DAY_MS <= to && !isDue(at) && labelOf(at + DAY_MS - HOUR_MS) === label;
        const next = at + (isWhole ? DAY_MS : HOUR_MS);
        const level = isWhole ? 'day' : 'hour';
        const stretch = stretches.at(-1), range = ranges.at(-1);
        const goesOn = stretch !== undefined && stretch.label === label;
        if (goesOn) stretch.to = next;
        else stretches.push({ label, from: at, to: next });
        if (range?.level === level) range.to = next;
        else ranges.push({ level, from: at, to: next });
        at = next;
    }
    return { stretches, ranges };
}

/** The same ranges in pieces of at most `most` periods, so that what is read at once is bounded. */
export function* inPieces(ranges: readonly PeriodRange[], most: number): Generator<PeriodRange[]> {
    let piece: PeriodRange[] = [];
    let room = most;
    for (const { level, from, to } of ranges) {
        const length = level === 'day' ? DAY_MS : HOUR_MS;
        for (let at = from; at < to;) {
            const end = Math.min(to, at + room * length);
            piece.push({ level, from: at, to: end });
            room -= (end - at) / length;
            at = end;
            if (room > 0) continue;
            yield piece;
            [piece, room] = [[], most];
        }
    }
    if (piece.length > 0) yield piece;
}
