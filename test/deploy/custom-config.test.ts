import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import t from 'tap';
import { ROOT } from '../support/project.js';

/** What becomes of a config.js of Jitsi Meet with our lines at its end. */
async function configured(config: string): Promise<unknown> {
    const context = createContext({});
    return runInContext(`${config}\n${await readFile(join(ROOT, 'deploy/jitsi/custom-config.js'), 'utf8')}\nJSON.stringify(config)`, context);
}

t.test('Jitsi Meet loads the script beside those that it loads already', async (t) => {
    const cases = {
        'var config = {};': { analytics: { scriptURLs: ['/confmeter/client.js'] } },
        'var config = { p2p: { enabled: true }, analytics: { rtcstatsEnabled: true } };':
            { p2p: { enabled: true }, analytics: { rtcstatsEnabled: true, scriptURLs: ['/confmeter/client.js'] } },
        'var config = { analytics: {} };\nconfig.analytics.scriptURLs = [ \'libs/analytics-ga.min.js\' ];':
            { analytics: { scriptURLs: ['libs/analytics-ga.min.js', '/confmeter/client.js'] } }
    };
    for (const [config, expected] of Object.entries(cases)) t.same(JSON.parse(String(await configured(config))), expected);
});
