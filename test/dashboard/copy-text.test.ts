import t from 'tap';
import { launchChromium } from '../support/chromium.js';
import { skipWithout } from '../support/programs.js';
import { openDashboard, startSite } from './open-dashboard.js';

/** By http, and not this machine as browsers see it: as in a company's network before there is a proxy. */
const NAME = 'confmeter.example';

t.test('without HTTPS', { skip: skipWithout('chromium') }, async (t) => {
    const args = [`--host-resolver-rules=MAP ${NAME} 127.0.0.1`];
    const [{ origin, ...site }, browser] = await Promise.all([startSite(t), launchChromium(t, { args })]);

    await t.test('where browsers have no clipboard, lines are copied all the same', async (t) => {
        const { page, open } = await openDashboard(t, browser, { ...site, origin: origin.replace('localhost', NAME) });
        await open('/setup');
        t.equal(await page.evaluate(() => isSecureContext), false);
        await page.getByRole('button', { name: 'Copy: Jitsi Meet’s configuration' }).click();
        await page.getByRole('status').getByText('Copied').waitFor();
        await page.getByRole('combobox').focus();
        await page.keyboard.press('Control+V');
        t.match(await page.getByRole('combobox').inputValue(), /config\.analytics\.scriptURLs/);
    });
});
