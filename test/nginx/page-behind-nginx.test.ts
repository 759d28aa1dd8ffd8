import t from 'tap';
import type { Sample } from '../../schemas/session.js';
import { READER } from '../build-test-app.js';
import { launchChromium } from '../support/chromium.js';
import { eventually } from '../support/eventually.js';
import { expectedStates } from '../support/expected-call.js';
import { fakeJitsiScript, type createFakeJitsi } from '../support/fake-jitsi.js';
import { skipWithout } from '../support/programs.js';
import { NGINX_FILES, startNginx } from '../support/start-nginx.js';
import { startService } from '../support/start-service.js';
import { readTrace, type TraceLine } from '../support/traces.js';

/** Runs in the page: collects from a conference that says at once what a recorded one said. */
function playCall(lines: TraceLine[]): void {
    const { fakeJitsi, confmeter } = window as unknown as {
        fakeJitsi: ReturnType<typeof createFakeJitsi>;
        confmeter: { collectCallQuality(conference: object, options: object): unknown };
    };
    const conference = new fakeJitsi.Conference();
    confmeter.collectCallQuality(conference, {});
    for (const line of lines) conference.play(line);
}

t.test('a page served over TLS loads the script, sends, and can be read back', { skip: skipWithout('nginx', 'openssl', 'chromium') }, async (t) => {
    const service = await startService(t, { BASE_PATH: '/confmeter', TRUST_PROXY: 'loopback', IP_PRIVACY: 'full' });
    const nginx = await startNginx(t, { file: NGINX_FILES.debian, servicePort: service.port });
    const browser = await launchChromium(t);
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    const lines = readTrace('solyd-normal', 'a');

    await page.goto(`${nginx.origin}/weekly-standup`);
    await page.evaluate(fakeJitsiScript);
    await page.addScriptTag({ url: '/confmeter/client.js' });
    await page.evaluate(playCall, lines);

    const read = <T>(path: string) => page.evaluate(async ({ path, headers }) =>
        (await fetch(`/confmeter/v1${path}`, { headers })).json() as Promise<unknown>, { path, headers: READER }) as Promise<T>;
    const { items } = await eventually(
        () => read<{ items: { sessionId: string; endReason: string | null }[] }>('/sessions'),
        (sessions) => sessions.items[0]?.endReason === 'left'
    );
    t.match(items, [{ conferenceName: 'weekly-standup', endReason: 'left', address: '127.0.0.1' }]);
    const { samples } = await read<{ samples: Sample[] }>(`/sessions/${String(items[0]?.sessionId)}/metrics`);
    t.strictSame(samples.map(({ state }) => state), expectedStates(lines).map(({ state }) => state));
    t.same(said, []);
});
