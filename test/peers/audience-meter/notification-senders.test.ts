import { hostname } from 'node:os';
import t from 'tap';
import { createSenderCheck } from '../../../src/peers/audience-meter/notification-senders.js';

const check = createSenderCheck('127.0.0.1');

t.test('programs may send, by any name or address of this machine', async (t) => {
    t.equal(check({ host: 'localhost:2442', 'user-agent': 'node', 'sec-fetch-mode': 'cors' }), undefined, 'fetch() of Node');
    for (const host of ['localhost:2442', 'LOCALHOST', '127.0.0.1:2442', '[::1]:2442', '192.0.2.7', '[2001:db8::7]:1', hostname(), undefined])
        t.equal(check({ 'user-agent': 'curl/8.5.0', accept: '*/*', ...host !== undefined && { host } }), undefined, host ?? 'no Host');
    t.equal(createSenderCheck('Meter.internal')({ host: 'meter.internal:2442' }), undefined, 'the name that is listened on');
});

t.test('whatever a browser sends by itself gives it away', async (t) => {
    const host = 'localhost:2442';
    for (const [name, value] of [
        ['origin', 'https://evil.example.org'], ['origin', 'null'], ['referer', 'https://evil.example.org/'], ['sec-fetch-site', 'none'],
        ['sec-fetch-dest', 'image'], ['user-agent', 'Mozilla/5.0 (Macintosh)']
    ] as const) t.match(check({ host, [name]: value }), /Browsers may not/, `${name}: ${value}`);
});

t.test('a name that leads here without being ours is refused', async (t) => {
    for (const host of ['evil.example.org', 'localhost.evil.example.org:2442', '127.0.0.1.evil.example.org', '', 'localhost@evil.example.org'])
        t.match(check({ host }), /not a name of this machine/, host);
});
