/** `35 s` as its number and unit; of `2 h 5 min` both. */
type DurationPart = [value: number, unit: 'ms' | 's' | 'min' | 'h'];

/** 800 ms, 35 s, 4 min, 2 h 5 min. */
export function durationParts(ms: number): DurationPart[] {
    if (ms < 1000) return [[Math.round(ms), 'ms']];
    const seconds = Math.round(ms / 1000);
    if (seconds < 100) return [[seconds, 's']];
    const minutes = Math.round(seconds / 60);
    if (minutes < 60) return [[minutes, 'min']];
    const hours: DurationPart = [Math.floor(minutes / 60), 'h'];
    return minutes % 60 === 0 ? [hours] : [hours, [minutes % 60, 'min']];
}
