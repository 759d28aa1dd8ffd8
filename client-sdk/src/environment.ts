import { attempt, guard } from './guard.js';
import type { JitsiPage } from './jitsi-meet-page.js';

/** Undoes what the call that gave it did. Calling it again does nothing. */
export type Undo = () => void;

/** An answer, as far as it is read. */
export interface HttpAnswer {
    status: number;
    headers: { get(name: string): string | null };
    text(): Promise<string>;
}

/** What is needed of localStorage; its own keys are those of the texts. Every member may throw, and so may asking for it: full, forbidden. */
export interface TextStorage {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
    removeItem(key: string): void;
}

/** What is needed of navigator.locks: https://w3c.github.io/web-locks/ */
export interface Locks {
    request(name: string, options: { ifAvailable?: boolean }, callback: (lock: unknown) => Promise<unknown> | undefined): Promise<unknown>;
}

/** What is needed of crypto: https://w3c.github.io/webcrypto/ */
export interface WebCrypto {
    getRandomValues(array: Uint8Array): Uint8Array;
    randomUUID(): string;
    readonly subtle: { digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer> };
}

/** An answer that takes longer is none. */
export const ANSWER_TIMEOUT_MS = 30_000;

export type PageEvent = 'visibilitychange' | 'pagehide' | 'pageshow' | 'online' | 'devicechange';

/**
 * All that the SDK knows of the world. `createBrowserEnvironment` is the one of a page; tests and `npm run replay` have their own.
 */
export interface Environment {
    /** When something happens, epoch ms. */
    now(): number;
    /** What is stamped as `sentAt`, epoch ms. The same clock in a page; a replay of a recorded call has two. */
    sendTime(): number;
    /** From 0 to below 1. */
    random(): number;
    setTimer(callback: () => void, ms: number): Undo;
    /** POSTs a text. Rejects when there is no answer within ANSWER_TIMEOUT_MS. `keepalive`: the request outlives the page. */
    post(url: string, body: string, keepalive: boolean): Promise<HttpAnswer>;
    /** Whether `keepalive` is known here. */
    readonly keepalive: boolean;
    /** navigator.sendBeacon; false when the browser did not take it. */
    sendBeacon(url: string, body: string): boolean;
    readonly crypto: WebCrypto;
    readonly storage: TextStorage;
    readonly locks: Locks;
    isOnline(): boolean;
    isHidden(): boolean;
    /** The listener gets `persisted` of pagehide and pageshow: the page goes to, comes from the back/forward cache. */
    listen(event: PageEvent, listener: (persisted: boolean) => void): Undo;
    /** The kinds and ids of the media devices. */
    listDevices(): Promise<readonly { kind: string; deviceId: string }[]>;
    /** The sessionIds of the stays that go on, by the namespace of their conference, for our other script in the page (audience-script). */
    readonly sessionIds?: Map<string, string>;
    readonly device: { cores?: number | undefined; memory?: number | undefined; mobile?: boolean | undefined };
}

/**
 * The page's globals; undefined where there is no DOM (server-side rendering, React Native, Node), and on pages that are not secure: there
 * is no WebRTC capture there, nor what is used here. https://w3c.github.io/webappsec-secure-contexts/
 */
export const browserPage = (): JitsiPage | undefined => typeof document === 'undefined' || !window.isSecureContext
    ? undefined
    : window as unknown as JitsiPage;

/** The folder of the script that is running right now; undefined in a module, and where scripts have no address. */
export const scriptFolder = (): string | undefined => attempt(() => new URL('.', (document.currentScript as HTMLScriptElement).src).href);

export function createBrowserEnvironment(): Environment {
    const { hardwareConcurrency, deviceMemory, userAgent } = navigator as Navigator & {
        /** https://www.w3.org/TR/device-memory/, in Chromium only */
        deviceMemory?: number;
    };
    return {
        now: Date.now,
        sendTime: Date.now,
        random: Math.random,
        setTimer(callback, ms) {
            const timer = setTimeout(guard(callback), ms);
            return () => { clearTimeout(timer); };
        },
        // A string is sent as text/plain, so no preflight comes before it: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
        // Browsers from before autumn 2022 have no AbortSignal.timeout: there a request lasts as long as the browser lets it.
        post: (url, body, keepalive) => fetch(url, { method: 'POST', body, keepalive, signal: AbortSignal.timeout?.(ANSWER_TIMEOUT_MS) }),
        keepalive: 'keepalive' in Request.prototype,
        sendBeacon: (url, body) => navigator.sendBeacon(url, body),
        crypto: crypto as WebCrypto,
        get storage() { return localStorage; },
        locks: navigator.locks as Locks,
        isOnline: () => navigator.onLine,
        isHidden: () => document.visibilityState === 'hidden',
        listen(event, listener) {
            const target: EventTarget = event === 'devicechange' ? navigator.mediaDevices : window;
            const guarded = guard((occurrence: Event) => { listener((occurrence as PageTransitionEvent).persisted); });
            target.addEventListener(event, guarded);
            return () => { target.removeEventListener(event, guarded); };
        },
        listDevices: () => navigator.mediaDevices.enumerateDevices(),
        sessionIds: new Map(),
        device: { cores: hardwareConcurrency, memory: deviceMemory, mobile: /Mobi/.test(userAgent) }
    };
}
