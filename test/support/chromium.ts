import { chromium, type Browser } from 'playwright-core';
import type { Test } from 'tap';
import { programPath } from './programs.js';

/** Quiet on the network, and the same on every machine. Playwright adds its own, and a profile of its own to every launch. */
const ALWAYS = [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'
];

/** A camera and a microphone that need neither hardware nor a click, and a peer connection that may stay on this machine. */
const FAKE_MEDIA = [
    '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection'
];

/** Of Playwright's own flags: pages shall go into the back/forward cache as they do for people. */
const NOT_FROM_PLAYWRIGHT = ['--disable-back-forward-cache'];

/** Starts a Chromium with a fresh profile. It is closed, and its profile removed, when the test ends. */
export async function launchChromium(t: Test, { fakeMedia = false, args = [] }: { fakeMedia?: boolean; args?: string[] } = {}): Promise<Browser> {
    const browser = await chromium.launch({
        executablePath: programPath('chromium'),
        args: [...ALWAYS, ...fakeMedia ? FAKE_MEDIA : [], ...args],
        ignoreDefaultArgs: NOT_FROM_PLAYWRIGHT
    });
    t.teardown(() => browser.close());
    return browser;
}
