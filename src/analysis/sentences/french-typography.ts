/** Between words that must stay on one line, and the narrow one. */
const NO_BREAK = '\u00a0';
const NARROW = '\u202f';

/** What follows a number and belongs to it. */
const UNIT = /^ (?=(%|ms|s|min|h|kbit\/s|fois|images|sessions|autres)(?![\p{L}]))/u;

/**
 * A template whose own words get the spaces that French puts before and within punctuation, and between a number and its unit; what is
 * put in (names, sentences) stays as it is. Apostrophes become typographic ones.
 */
export const french = (texts: TemplateStringsArray, ...values: readonly (string | number)[]): string => texts
    .map((text, place) => (place === 0 ? text : text.replace(UNIT, NO_BREAK))
        .replaceAll(/ (?=[:»])/g, NO_BREAK).replaceAll(/(?<=«) /g, NO_BREAK).replaceAll(/ (?=[;!?])/g, NARROW).replaceAll('\'', '’')
        + String(values[place] ?? ''))
    .join('');

const NUMBERS = new Intl.NumberFormat('fr', { maximumSignificantDigits: 15 });

/** 2,9; 12 345 with a narrow space that does not break. */
export const frenchNumber = (value: number): string => NUMBERS.format(value);

/** 1 session, 2 sessions: the plural begins with two. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
    `${frenchNumber(count)}${NO_BREAK}${Math.abs(count) >= 2 ? many : one}`;
