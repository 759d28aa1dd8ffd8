/** For evidence: no more digits than were measured. */
export const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** As many digits as a sentence tells: two significant ones below 10, else a whole number. */
export const significant = (value: number): number => Math.abs(value) < 10 ? Number(value.toPrecision(2)) : Math.round(value);
