import Bowser from 'bowser';
import type { NamedVersion } from '../store/store.js';
import { BoundedMap } from './bounded-map.js';

export interface ClientDescription { browser: NamedVersion; os: NamedVersion }

/** Longer User-Agents are cut: none that a browser sends is, and the patterns need not see a flood. */
const MAX_USER_AGENT = 512;
const CACHED = 2000;

/**
 * Tells browser and operating system from the User-Agent header. What browsers freeze there stays frozen: Windows 11 says
 * 10, every newer macOS says 10.15.7 (https://www.chromium.org/updates/ua-reduction/).
 */
export function createClientDescriber(): (userAgent: string | undefined) => ClientDescription {
    const cache = new BoundedMap<string, ClientDescription>(CACHED);
    return (userAgent) => {
        if (userAgent === undefined || userAgent === '') return { browser: UNKNOWN, os: UNKNOWN };
        const text = userAgent.slice(0, MAX_USER_AGENT);
        const cached = cache.get(text);
        if (cached !== undefined) return cached;
        const description = describe(text);
        cache.set(text, description);
        return description;
    };
}

const UNKNOWN: NamedVersion = Object.freeze({ name: null, version: null });

function describe(userAgent: string): ClientDescription {
    const { browser, os } = Bowser.parse(userAgent);
    return {
        browser: { name: known(browser.name), version: known(browser.version) },
        // Windows: the marketing version ("10"), not the kernel's ("NT 10.0")
        os: { name: known(os.name), version: known(os.name === 'Windows' ? os.versionName ?? os.version : os.version) }
    };
}

/** Bowser tells what it does not know as undefined or as an empty text. */
const known = (text: string | undefined): string | null => text === undefined || text === '' ? null : text;
