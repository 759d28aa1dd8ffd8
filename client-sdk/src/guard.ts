/** Asks for a value; undefined where it cannot be had. */
export function attempt<T>(read: () => T): T | undefined {
    try {
        return read();
    } catch {
        return undefined;
    }
}

/**
 * Wraps what the page, the browser or lib-jitsi-meet calls: whatever goes wrong inside stays inside, as nobody in the page could do anything
 * about it. A call matters more than its measurement.
 */
export const guard = <A extends unknown[]>(callback: (...args: A) => void) => (...args: A): void => { attempt(() => { callback(...args); }); };

/** For promises whose failure changes nothing. */
export const ignore = (): void => undefined;
