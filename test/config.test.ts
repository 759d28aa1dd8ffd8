import t from 'tap';
import { ConfigError, loadConfig } from '../src/config.js';

t.test('an empty environment gives the defaults', async (t) => {
    const config = loadConfig({});
    t.equal(config.PORT, 8080);
    t.equal(config.PUSH_INTERVAL, 30_000);
    t.equal(config.IP_PRIVACY, 'truncate');
    t.equal(config.CONFERENCE_PATTERN, undefined);
});

t.test('all faults are told at once, each with its name and what was expected', async (t) => {
    try {
        loadConfig({ PORT: 'x', IP_PRIVACY: 'some', CONFERENCE_PATTERN: '(' });
        t.fail('it was accepted');
    } catch (error) {
        t.type(error, ConfigError);
        t.match((error as ConfigError).faults, [/^PORT: "x"/, /^IP_PRIVACY: .* truncate, full, none/, /^CONFERENCE_PATTERN: /]);
    }
});
