import type { SessionClient } from '../../schemas/session-client.js';

/** What the pushes of a client mean, as far as clients differ. */
export interface ClientTraits {
    /** From one sample to the next, where the session has not shown its own interval yet, ms. */
    usualInterval: number;
    /** A longer way from one sample to the next is a silence: the machine slept, or the page was stopped. ms */
    silence: number;
    /** From one push to the next at least, ms: the client has an interval of its own; 0: it keeps to PUSH_INTERVAL. */
    leastPushInterval: number;
    /**
     * Its pushes count from 0 and each keyframe is marked, so that a missing one is known. Otherwise seq says when a push came: what was
     * lost on the way cannot be known, and a state begins empty.
     */
    countsPushes: boolean;
    /** It says when a session ends: one that falls silent instead was cut off. */
    saysEnd: boolean;
    /** Its userIds are what the deployment calls people, not something random. */
    namesUsers: boolean;
}

const TRAITS: Readonly<Record<SessionClient, ClientTraits>> = {
    // lib-jitsi-meet's pcStatsInterval
    sdk: { usualInterval: 10_000, silence: 30_000, leastPushInterval: 0, countsPushes: true, saysEnd: true, namesUsers: false },
    // the means of three such intervals; it sends when the next one begins
    jmmc: { usualInterval: 30_000, silence: 90_000, leastPushInterval: 30_000, countsPushes: false, saysEnd: false, namesUsers: false },
    // the interval is a setting of Sora's; its statistics webhook has 60 s
    sora: { usualInterval: 60_000, silence: 180_000, leastPushInterval: 60_000, countsPushes: false, saysEnd: false, namesUsers: true }
};

/** @param client - absent in what is stored of sessions of the SDK */
export const traitsOf = (client: SessionClient = 'sdk'): ClientTraits => TRAITS[client];
