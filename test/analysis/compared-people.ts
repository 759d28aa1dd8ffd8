import type { ComparedSession } from '../../src/analysis/compare-sessions.js';
import { analyzeCall, changed, GOOD, type Stretch } from './analyzed-call.js';

export type Change = Parameters<typeof changed>[1];
export interface Person {
    name: string; change?: Change; bridge?: string; region?: string; address?: string; browser?: string; p2p?: boolean;
    /** In which minute it was. */
    minute?: number;
    /** Without the script: only what REMOTE_STATS_UPDATED brings. */
    isObserved?: boolean;
}

let made = 0;

/** Somebody who was there for five minutes, in one of which, usually the second, something was wrong. */
export function person({ name, change = {}, bridge = '203.0.113.9', region = 'eu-west', isObserved = false, ...rest }: Person): ComparedSession {
    const { address, browser = 'Chrome 156.0.1', p2p = false, minute = 1 } = rest;
    made += 1;
    const place = isObserved ? SEEN_FROM_OUTSIDE : { transport: { ip: bridge, p2p }, serverRegion: region };
    const stretches: Stretch[] = [{ seconds: 60 * minute }, { seconds: 60, state: changed(GOOD, change) }, { seconds: 240 - 60 * minute }]
        .map(({ seconds, state = GOOD }) => ({ seconds, state: changed(state, place) }));
    const [browserName = '', version = ''] = browser.split(' ');
    const { summary, issues } = analyzeCall({ stretches });
    const sessionId = `00000000-0000-8000-8000-${String(made).padStart(12, '0')}`;
    const known = { browser: { name: browserName, version }, address: address ?? `198.51.${String(made)}.7` };
    return { sessionId, name, isObserved, ...isObserved ? { browser: { name: null, version: null }, address: null } : known, summary, issues };
}

const SEEN_FROM_OUTSIDE: Change = {
    transport: undefined, serverRegion: undefined, codec: undefined, received: undefined,
    outbound: undefined, inbound: undefined, candidatePair: undefined
};
/** The library's figure: the one that another's page hears. */
export const HEARD_OF: Change = { packetLoss: { download: 9 } };

export const LOST_UP: Change = { outbound: { video: { packetLoss: 9 } } };
export const LOST_DOWN: Change = { inbound: { audio: { packetLoss: 9 } } };
export const FAR: Change = { candidatePair: { currentRoundTripTime: 600 } };
export const SLOW: Change = { outbound: { video: { encodeTime: 99, framesPerSecond: 9 } } };
