/** What collectCallQuality takes. The service sets some of them for its /client.js; what the page gives goes first. */
export interface CollectorOptions {
    /** Address of the service, e.g. https://meet.example.org/confmeter/. client.js knows it by itself: the folder it was loaded from. */
    endpoint?: string;
    /** ms between two pushes until the service says how many; its word counts. Default 30,000. */
    pushInterval?: number;
    /** Send the names that participants give themselves. Default false. */
    displayNames?: boolean;
    /** The own name, sent only with `displayNames`. In Jitsi Meet it is found. */
    displayName?: string;
    /** The tenant that the conference belongs to. In Jitsi Meet it is found. */
    tenant?: string;
    /** The participant is a visitor. In Jitsi Meet it is found. */
    visitor?: boolean;
    /** Up to 16 texts kept with the session, e.g. { site: 'north' }. */
    tags?: Record<string, string>;
    /** Stats events that one push may hold; at so many it goes out early. Default 120, what the service takes. */
    maxDeltas?: number;
    /** Call events that one push may hold; at so many it goes out early. Default 200, what the service takes. */
    maxEvents?: number;
    /** Pushes that may wait while the service cannot be reached; then the oldest goes. Default 240: two hours. */
    maxQueuedPushes?: number;
    /** Characters that the waiting pushes may have together; then the oldest goes. Default 262,144. */
    maxQueuedCharacters?: number;
    /** Participants without a script that are told of from outside, at most. Default 20; 0: none. */
    maxObserved?: number;
}

export type Settings = CollectorOptions & Required<Pick<CollectorOptions,
    'endpoint' | 'pushInterval' | 'displayNames' | 'maxDeltas' | 'maxEvents' | 'maxQueuedPushes' | 'maxQueuedCharacters' | 'maxObserved'>>;

const DEFAULTS = {
    pushInterval: 30_000, displayNames: false, maxDeltas: 120, maxEvents: 200, maxQueuedPushes: 240, maxQueuedCharacters: 262_144, maxObserved: 20
};

/** The options with the defaults in place and the endpoint as a folder. Undefined without an endpoint: then there is nobody to tell. */
export const settingsOf = (options: CollectorOptions): Settings | undefined =>
    options.endpoint ? { ...DEFAULTS, ...options, endpoint: options.endpoint.replace(/\/*$/, '/') } : undefined;
