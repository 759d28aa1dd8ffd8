import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Test } from 'tap';
import type { ListReply } from '../../schemas/list.js';
import type { CallEvent } from '../../schemas/event.js';
import type { Gap, Sample, SessionReply } from '../../schemas/session.js';
import { READER } from '../build-test-app.js';
import { eventually } from '../support/eventually.js';
import { fakeJitsiScript, type createFakeJitsi, type FakeConference } from '../support/fake-jitsi.js';
import { ROOT } from '../support/project.js';

/** What the pages of these tests have as globals. */
export interface CallWindow {
    fakeJitsi: ReturnType<typeof createFakeJitsi>;
    conference: FakeConference;
    stopCollecting: () => Promise<void>;
    confmeter: {
        collectCallQuality(conference: FakeConference, options?: object): () => Promise<void>;
        AnalyticsHandler: new (options: object) => { sendEvent(event: object): void; setUserProperties(properties: object): void };
    };
    config?: object;
    APP?: object;
    JitsiMeetJS: { version: string; app: { analyticsHandlers: (new (options: object) => object)[] } };
}

/** Serves pages with the stand-in for lib-jitsi-meet: every path is one; and, as a bundler would, the module. Closed with the test. */
export async function startCallPages(t: Test): Promise<string> {
    const module = await readFile(join(ROOT, 'dist/client/confmeter.mjs'));
    const server = createServer(({ url }, response) => {
        if (url === '/confmeter.mjs') response.setHeader('content-type', 'text/javascript').end(module);
        else response.setHeader('content-type', 'text/html').end(`<!doctype html><title>A call</title><script>${fakeJitsiScript}</script>`);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
        server.close();
        server.closeAllConnections();
    });
    return `http://localhost:${String((server.address() as AddressInfo).port)}`;
}

export interface CallPage {
    page: Page;
    errors: string[];
    /** Paths and bodies of what went to the service. */
    sent: { path: string; body: Record<string, unknown> }[];
}

/** Opens a page in a storage of its own, or in a given one. */
export async function openCallPage(where: Browser | BrowserContext, url: string): Promise<CallPage> {
    const page = await where.newPage();
    const errors: string[] = [];
    const sent: CallPage['sent'] = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('request', (request) => {
        const { pathname } = new URL(request.url());
        if (pathname.includes('/v1/')) sent.push({ path: pathname, body: JSON.parse(request.postData() ?? 'null') as Record<string, unknown> });
    });
    await page.goto(url);
    return { page, errors, sent };
}

/** Begins a call on a page of one's own, by the script's global. */
export async function collect(page: Page, serviceUrl: string, name: string, options: object = {}): Promise<void> {
    await page.addScriptTag({ url: `${serviceUrl}/client.js` });
    await page.evaluate(([conferenceName, given]) => {
        const here = window as unknown as CallWindow;
        here.conference = Object.assign(new here.fakeJitsi.Conference(), { name: conferenceName });
        here.stopCollecting = here.confmeter.collectCallQuality(here.conference, given);
    }, [name, options] as const);
}

/** So many stats events, all told apart by their quality: from `from` on. */
export const emitStats = (page: Page, from: number, count = 1): Promise<void> => page.evaluate(([first, times]) => {
    const { conference } = window as unknown as CallWindow;
    for (let quality = first; quality < first + times; quality++) conference.emitStats({ connectionQuality: quality });
}, [from, count] as const);

export const joinCall = (page: Page): Promise<void> => page.evaluate(() => { (window as unknown as CallWindow).conference.join(); });
export const leaveCall = (page: Page): Promise<void> => page.evaluate(() => { (window as unknown as CallWindow).conference.leave(); });

interface SessionSeries { samples: Sample[]; gaps: Gap[] }

/** The reading side of a service. */
export function createReader(serviceUrl: string) {
    const get = async <T>(path: string): Promise<T> => {
        const answer = await fetch(`${serviceUrl}/v1${path}`, { headers: READER });
        if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
        return answer.json() as Promise<T>;
    };
    const sessions = async (conferenceName: string): Promise<SessionReply[]> =>
        (await get<ListReply<SessionReply>>(`/sessions?conferenceName=${conferenceName}`)).items;
    return {
        sessions,
        /** The sessions of a conference, oldest first, when they are as expected, or far later. */
        async sessionsWhen(conferenceName: string, isReached: (sessions: SessionReply[]) => boolean): Promise<SessionReply[]> {
            return (await eventually(() => sessions(conferenceName), isReached)).sort((one, other) => one.startedAt - other.startedAt);
        },
        metrics: ({ sessionId }: { sessionId: string }) => get<SessionSeries>(`/sessions/${sessionId}/metrics`),
        events: async ({ sessionId }: { sessionId: string }) => (await get<ListReply<CallEvent>>(`/sessions/${sessionId}/events`)).items,
        /** The quality of each sample: what emitStats gave. */
        async qualities({ sessionId }: { sessionId: string }): Promise<(number | undefined)[]> {
            const { samples } = await get<SessionSeries>(`/sessions/${sessionId}/metrics`);
            return samples.map(({ state }) => state.connectionQuality);
        }
    };
}

export const hasEnded = (sessions: readonly SessionReply[], count = 1): boolean =>
    sessions.filter(({ endedAt }) => endedAt !== null).length === count;
