import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import type { Sample } from '../../schemas/session.js';
import { READER } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { expectedSeries } from '../support/jitsi-call/expected-series.js';
import { skipWithout } from '../support/programs.js';
import { ROOT } from '../support/project.js';
import { NGINX_FILES, startNginx } from '../support/start-nginx.js';
import { startService } from '../support/start-service.js';

interface TraceLine { participant: string; event: string; me?: string; stats?: unknown }

/** The first payloads of a participant of a recorded call, and its endpoint id. */
async function readPayloads(trace: string, participant: string, count: number) {
    const text = await readFile(join(ROOT, 'test/fixtures/traces', trace), 'utf8');
    const lines = text.trim().split('\n').map((line) => JSON.parse(line) as TraceLine).filter((line) => line.participant === participant);
    return {
        endpointId: lines.find(({ event }) => event === 'conference.joined')?.me ?? '',
        payloads: lines.filter(({ event }) => event === 'cq.local_stats_updated').map(({ stats }) => stats).slice(0, count)
    };
}

/** Runs in the page: a conference that says what a recorded one said, all at once, and is left. */
function playCall({ endpointId, payloads }: { endpointId: string; payloads: unknown[] }): void {
    const listeners = new Map<string, ((payload?: unknown) => void)[]>();
    const conference = {
        getName: () => 'weekly-standup',
        myUserId: () => endpointId,
        isP2PActive: () => true,
        addEventListener: (event: string, listener: () => void) => { listeners.set(event, [...listeners.get(event) ?? [], listener]); },
        removeEventListener: () => undefined
    };
    const emit = (event: string, payload?: unknown) => { for (const listener of listeners.get(event) ?? []) listener(payload); };
    const { confmeter } = window as unknown as { confmeter: { collectCallQuality(conference: object, options: object): void } };
    confmeter.collectCallQuality(conference, {});
    emit('conference.joined');
    for (const payload of payloads) emit('cq.local_stats_updated', payload);
    emit('conference.left');
}

t.test('a page served over TLS loads the script, sends, and can be read back', { skip: skipWithout('nginx', 'openssl', 'chromium') }, async (t) => {
    const service = await startService(t, { BASE_PATH: '/confmeter', TRUST_PROXY: 'loopback', IP_PRIVACY: 'full' });
    const nginx = await startNginx(t, { file: NGINX_FILES.debian, servicePort: service.port });
    const browser = await launchChromium(t);
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    const { endpointId, payloads } = await readPayloads('solyd-normal.ndjson', 'a', 8);

    await page.goto(`${nginx.origin}/weekly-standup`);
    await page.addScriptTag({ url: '/confmeter/client.js' });
    await page.evaluate(playCall, { endpointId, payloads });

    const read = <T>(path: string) => page.evaluate(async ({ path, headers }) =>
        (await fetch(`/confmeter/v1${path}`, { headers })).json() as Promise<unknown>, { path, headers: READER }) as Promise<T>;
    const { items } = await eventually(
        () => read<{ items: { sessionId: string; endReason: string | null }[] }>('/sessions'),
        (sessions) => sessions.items[0]?.endReason === 'left'
    );
    t.match(items, [{ conferenceName: 'weekly-standup', endpointId, endReason: 'left', address: '127.0.0.1' }]);
    const { samples } = await read<{ samples: Sample[] }>(`/sessions/${String(items[0]?.sessionId)}/metrics`);
    const expected = expectedSeries(payloads.map((stats) => ({ at: 0, endpointId, p2p: true, stats })));
    t.same(samples.map(({ state }) => state), expected.map(({ state }) => state));
    t.same(said, []);
});
