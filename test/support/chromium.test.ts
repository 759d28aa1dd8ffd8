import t from 'tap';
import { launchChromium } from './chromium.js';
import { skipWithout } from './programs.js';

t.test('a page has a camera and a microphone without asking', { skip: skipWithout('chromium') }, async (t) => {
    const browser = await launchChromium(t, { fakeMedia: true });
    const page = await browser.newPage();
    await page.route('http://localhost/', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto('http://localhost/');
    const kinds = await page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        return stream.getTracks().map((track) => track.kind).sort();
    });
    t.same(kinds, ['audio', 'video']);
});

t.test('the browser is gone when its test has ended', { skip: skipWithout('chromium') }, async (t) => {
    let connected: () => boolean = () => false;
    await t.test('a test that launches one', async (t) => {
        const browser = await launchChromium(t);
        connected = () => browser.isConnected();
        t.ok(connected());
    });
    t.notOk(connected());
});
