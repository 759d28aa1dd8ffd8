import { HOUR_MS } from '../../store/rollups.js';

export const SPANS = ['hour', 'day', 'week', 'month'] as const;
export type Span = typeof SPANS[number];

/** Says which hour, day, ISO week or month an hour belongs to, somewhere in the world. */
export interface Calendar {
    /**
     * Of an hour that begins at this moment, epoch ms: `2026-11-21T10:00:00.000Z`, `2026-11-21`, `2026-W47` or `2026-11`. Where a day begins
     * within an hour of UTC, as in India, this hour counts in the day in which it begins.
     */
    labelOf(at: number): string;
}

/** @param timeZone - an IANA name that isTimeZone() knows */
export function createCalendar(span: Span, timeZone: string): Calendar {
    if (span === 'hour') return { labelOf: (at) => new Date(at).toISOString() };
    const dateOf = localDates(timeZone);
    const labels = { day: dayLabel, week: weekLabel, month: monthLabel };
    return { labelOf: (at) => labels[span](dateOf(at)) };
}

export function isTimeZone(name: string): boolean {
    try {
        return Boolean(new Intl.DateTimeFormat('en-US', { timeZone: name }));
    } catch {
        return false;
    }
}

/** The date there, as the midnight of that date in UTC. */
function localDates(timeZone: string): (at: number) => Date {
    if (timeZone === 'UTC') return (at) => new Date(at);
    const format = new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: 'numeric', day: 'numeric' });
    return (at) => {
        const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
        return new Date(Date.UTC(parts.get('year') ?? 0, (parts.get('month') ?? 1) - 1, parts.get('day')));
    };
}

const dayLabel = (date: Date): string => date.toISOString().slice(0, 10);
const monthLabel = (date: Date): string => date.toISOString().slice(0, 7);

/** ISO 8601: a week begins on Monday and belongs to the year that its Thursday is in. */
function weekLabel(date: Date): string {
    const thursday = new Date(date.getTime() + (3 - (date.getUTCDay() + 6) % 7) * 24 * HOUR_MS);
    const daysBefore = Math.floor((thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0)) / (24 * HOUR_MS));
    return `${String(thursday.getUTCFullYear())}-W${String(Math.floor(daysBefore / 7) + 1).padStart(2, '0')}`;
}
