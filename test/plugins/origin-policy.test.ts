import t from 'tap';
import { createOriginPolicy } from '../../src/plugins/origin-policy.js';

const HOST = 'quality.example.org';
const maySend = createOriginPolicy(['https://Meet.Example.org:443', 'http://intranet:8080']);

t.test('pages of CORS_ORIGINS may send, however these are spelt there', async (t) => {
    t.ok(maySend('https://meet.example.org', HOST));
    t.ok(maySend('http://intranet:8080', HOST));
    for (const origin of ['http://meet.example.org', 'https://meet.example.org:8443', 'http://intranet', 'https://a.meet.example.org'])
        t.notOk(maySend(origin, HOST), origin);
});

t.test('pages of the same host may send, whatever the port', async (t) => {
    for (const [origin, host] of [
        [`https://${HOST}`, HOST], [`https://${HOST}:8443`, HOST], [`https://${HOST}`, `${HOST}:8080`], [`http://${HOST}:8443`, 'QUALITY.example.org:8080'],
        ['http://[2001:db8::1]:8443', '[2001:db8::1]'], ['http://localhost:3000', 'localhost:8080']
    ] as const) t.ok(maySend(origin, host), `${origin} to ${host}`);
    for (const origin of [`https://${HOST}.evil.example`, `https://evil-${HOST}`, `https://${HOST}@evil.example`, 'https://example.org', 'https://a.quality.example.org'])
        t.notOk(maySend(origin, HOST), origin);
});

t.test('what is no page\'s origin is of no host, not even of one that cannot be read', async (t) => {
    for (const origin of ['null', '', 'garbage', '//', 'http://', 'http:// ', 'file://', 'file://quality.example.org'])
        for (const host of [HOST, 'ull', 'arbage', 'null', 'undefined', ' a', '%', '']) t.notOk(maySend(origin, host), `${origin} to ${host}`);
});
