/** 800 ms, 35 s, 4 min, 2 h 5 min. */
export function duration(ms: number): string {
    if (ms < 1000) return `${String(Math.round(ms))} ms`;
    const seconds = Math.round(ms / 1000);
    if (seconds < 100) return `${String(seconds)} s`;
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return `${String(minutes)} min`;
    return minutes % 60 === 0 ? `${String(minutes / 60)} h` : `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`;
}

/** Two significant digits below 10, else a whole number. */
export const figure = (value: number): string => String(Math.abs(value) < 10 ? Number(value.toPrecision(2)) : Math.round(value));

/** For evidence: no more digits than were measured. */
export const tenths = (value: number): number => Math.round(value * 10) / 10;
export const hundredths = (value: number): number => Math.round(value * 100) / 100;
