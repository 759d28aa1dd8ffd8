import { LANGUAGE, words } from './words.js';

/** English with the world's dates and a 24-hour clock: a support team reads times from logs. */
const LOCALE = LANGUAGE === 'fr' ? 'fr' : 'en-GB';

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat(LOCALE, { notation: 'compact', maximumSignificantDigits: 3 });
const fine = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3 });
const share = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 0 });
const fineShare = new Intl.NumberFormat(LOCALE, { style: 'percent', maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2, useGrouping: false });
const signed = new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: 3, signDisplay: 'exceptZero' });
const day = new Intl.DateTimeFormat(LOCALE, { weekday: 'short', day: 'numeric', month: 'short' });
const dayAndYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const time = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const timeWithSeconds = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const moment = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' });
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: 'auto' });

/** The reader's, as `Europe/Berlin`; what `timeZone` of the summary takes. */
export const TIME_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** What is not known is told so, and never as 0. */
const known = <T>(format: (value: T) => string) => (value: T | null | undefined): string =>
    value === null || value === undefined ? '–' : format(value);

/** `1,234` */
export const formatCount = known((value: number) => whole.format(value));
/** `12.3k`, where the exact number stands beside it or does not matter. */
export const formatCompact = known((value: number) => compact.format(value));
/** Three digits that matter: `3.41`, `0.02`, `1,230`. */
export const formatNumber = known((value: number) => Math.abs(value) >= 1000 ? whole.format(value) : fine.format(value));
/** As the API tells values, to two decimals and without grouping: to be copied. */
export const formatExact = known((value: number) => exact.format(value));
export const formatSigned = known((value: number) => signed.format(value));
/** Of 0 to 1: `12 %`; below one percent with a decimal. */
export const formatShare = known((value: number) => value > 0 && value < 0.01 ? fineShare.format(value) : share.format(value));

/** Times are epoch ms, shown in the reader's zone. */
export const formatDay = known((at: number) => day.format(at));
export const formatDate = known((at: number) => dayAndYear.format(at));
export const formatTime = known((at: number) => time.format(at));
export const formatTimeWithSeconds = known((at: number) => timeWithSeconds.format(at));
export const formatMoment = known((at: number) => moment.format(at));

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** ms as people say it: `340 ms`, `42 s`, `3 min 20 s`, `1 h 05 min`, `2 d 3 h`. */
export const formatDuration = known((ms: number) => {
    const { units } = words().common;
    if (ms < SECOND) return `${whole.format(ms)} ${units.ms}`;
    const seconds = Math.round(ms / SECOND);
    if (seconds < 60) return `${ms < 10 * SECOND ? fine.format(Math.round(ms / 100) / 10) : whole.format(seconds)} ${units.s}`;
    if (seconds < 3600) return `${whole.format(Math.floor(seconds / 60))} ${units.min}${seconds % 60 === 0 ? '' : ` ${String(seconds % 60)} ${units.s}`}`;
    const minutes = Math.round(ms / MINUTE);
    if (minutes < 24 * 60) return `${whole.format(Math.floor(minutes / 60))} ${units.h}${minutes % 60 === 0 ? '' : ` ${String(minutes % 60).padStart(2, '0')} ${units.min}`}`;
    const hours = Math.round(ms / HOUR);
    return `${whole.format(Math.floor(hours / 24))} ${units.d}${hours % 24 === 0 ? '' : ` ${String(hours % 24)} ${units.h}`}`;
});

/** How long ago, or in how long: `3 minutes ago`. */
export function formatAgo(at: number, now: number): string {
    const distance = at - now;
    for (const [unit, ms] of [['day', DAY], ['hour', HOUR], ['minute', MINUTE]] as const)
        if (Math.abs(distance) >= ms) return relative.format(Math.trunc(distance / ms), unit);
    return relative.format(Math.trunc(distance / SECOND), 'second');
}
