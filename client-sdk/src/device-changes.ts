import type { Environment, Undo } from './environment.js';
import { ignore } from './guard.js';

/**
 * Tells of each kind of media device (audioinput, audiooutput, videoinput) whose list changes. The browser says only that some list has
 * changed, and says it several times: https://w3c.github.io/mediacapture-main/#event-mediadevices-devicechange
 */
export function watchDevices(environment: Environment, onChange: (kind: string) => void): Undo {
    let known: Record<string, string> | undefined;
    const look = async () => {
        const before = known;
        const lists: Record<string, string> = {};
        for (const { kind, deviceId } of await environment.listDevices()) lists[kind] = `${lists[kind] ?? ''} ${deviceId}`;
        known = lists;
        if (before) Object.keys({ ...before, ...lists }).forEach((kind) => { if (before[kind] !== lists[kind]) onChange(kind); });
    };
    const lookQuietly = () => { look().catch(ignore); };
    lookQuietly();
    return environment.listen('devicechange', lookQuietly);
}
