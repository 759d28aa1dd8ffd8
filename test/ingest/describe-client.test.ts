import t from 'tap';
import { createClientDescriber } from '../../src/ingest/describe-client.js';

const describe = createClientDescriber();

t.test('browser and system are told from the User-Agent', async (t) => {
    t.same(describe('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36'),
        { browser: { name: 'Chrome', version: '148.0.0.0' }, os: { name: 'Windows', version: '10' } });
    t.same(describe('Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0'),
        { browser: { name: 'Firefox', version: '128.0' }, os: { name: 'Linux', version: null } });
    const iPhone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1';
    t.same(describe(iPhone), { browser: { name: 'Safari', version: '17.4' }, os: { name: 'iOS', version: '17.4' } });
});

t.test('what cannot be told is null', async (t) => {
    const unknown = { browser: { name: null, version: null }, os: { name: null, version: null } };
    for (const userAgent of [undefined, '', ' ', '\u0000', 'x'.repeat(100_000)]) t.same(describe(userAgent), unknown);
});

t.test('the same User-Agent is described once', async (t) => {
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:129.0) Gecko/20100101 Firefox/129.0';
    t.equal(describe(userAgent), describe(userAgent));
});
