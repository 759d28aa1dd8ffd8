import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { createPatience } from '../patience.js';
import { actAsJitsiMeet, joinCall, type CallOptions, type SeenStats } from './page-script.js';

export interface Participant {
    /** What its page saw, in order. */
    seenStats: SeenStats[];
    /** lib-jitsi-meet's TRACK_MUTE_CHANGED, which it also sends for the first state of the other's tracks. */
    seenMutes: object[];
    pageErrors: string[];
    /** Resolves when the page has seen the event that often. */
    saw(event: string, times?: number): Promise<void>;
    /** Resolves when the page has seen so many more stats. */
    sawMoreStats(count: number): Promise<void>;
    mute(kind: 'audio' | 'video', muted: boolean): Promise<void>;
    leave(): Promise<void>;
    /** What the others have set as a property of theirs. */
    othersProperty(name: string): Promise<unknown[]>;
    /** Closes the page as a person does, without leaving. */
    closePage(): Promise<void>;
}

const POLL_MS = 50;

/** How the script gets at the conference: it finds Jitsi Meet's, or a page of one's own hands it over. */
export type Way = 'jitsi-meet' | 'own-page';

export interface JoinOptions extends Omit<CallOptions, 'collect'> { way: Way; pageUrl: string; scriptUrl: string }

/** Opens a page with a storage of its own, loads the script into it, and joins. */
export async function joinInPage(browser: Browser, { way, pageUrl, scriptUrl, ...options }: JoinOptions): Promise<Participant> {
    const context = await browser.newContext();
    const page = await context.newPage();
    const seenStats: SeenStats[] = [];
    const seenEvents: string[] = [];
    const seenMutes: object[] = [];
    const pageErrors: string[] = [];
    page.on('pageerror', (error) => pageErrors.push(String(error)));
    await page.exposeFunction('sawStats', (line: string) => { seenStats.push(JSON.parse(line) as SeenStats); });
    await page.exposeFunction('sawEvent', (name: string, data?: object) => {
        seenEvents.push(name);
        if (data !== undefined) seenMutes.push(data);
    });
    await page.goto(pageUrl);
    if (way === 'jitsi-meet') await page.evaluate(actAsJitsiMeet);
    await page.addScriptTag({ url: scriptUrl });
    await page.evaluate(joinCall, { ...options, collect: way === 'own-page' });

    const until = async (what: string, isSo: () => boolean) => {
        for (const patience = createPatience(); !isSo(); await sleep(POLL_MS))
            if (patience.isOver()) throw new Error(`${what} did not come; seen: ${seenEvents.join(', ')}, ${String(seenStats.length)} stats`);
    };
    return {
        seenStats, seenMutes, pageErrors,
        saw: (event, times = 1) => until(event, () => seenEvents.filter((seen) => seen === event).length >= times),
        sawMoreStats(count) {
            const enough = seenStats.length + count;
            return until('stats', () => seenStats.length >= enough);
        },
        mute: (kind, muted) => page.evaluate(([kind, muted]) =>
            (window as unknown as { call: { mute(kind: string, muted: boolean): Promise<void> } }).call.mute(kind, muted), [kind, muted] as const),
        leave: () => page.evaluate(() => (window as unknown as { call: { leave(): Promise<void> } }).call.leave()),
        othersProperty: (name) => page.evaluate((name) =>
            (window as unknown as { call: { othersProperty(name: string): unknown[] } }).call.othersProperty(name), name),
        closePage: () => page.close()
    };
}
