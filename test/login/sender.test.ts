import t from 'tap';
import { mayChangeLogin, mayUseLogin, senderOf, type SenderHints } from '../../src/login/sender.js';

const hints = (headers: Record<string, string>, changes: Partial<SenderHints> = {}): SenderHints =>
    ({ method: 'GET', headers, protocol: 'https', host: 'quality.example.org', ...changes });
const OWN = { origin: 'https://quality.example.org' };
const fetched = (site: string, mode: string, dest: string) => ({ 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest });

t.test('browsers that tell are believed', async (t) => {
    t.equal(senderOf(hints(fetched('same-origin', 'cors', 'empty'))), 'own');
    t.equal(senderOf(hints(fetched('none', 'navigate', 'document'))), 'link');
    for (const site of ['same-site', 'cross-site']) {
        t.equal(senderOf(hints(fetched(site, 'navigate', 'document'))), 'link');
        for (const [mode, dest] of [['navigate', 'iframe'], ['no-cors', 'image'], ['no-cors', 'script'], ['cors', 'empty']] as const)
            t.equal(senderOf(hints(fetched(site, mode, dest))), 'foreign', `${site} ${mode} ${dest}`);
    }
});

t.test('of others the origin says it: this host\'s, with its port', async (t) => {
    t.equal(senderOf(hints(OWN)), 'own');
    for (const origin of ['https://quality.example.org:8443', 'http://quality.example.org', 'https://example.org', 'null', ''])
        t.equal(senderOf(hints({ origin })), 'foreign', origin);
    t.equal(senderOf(hints({})), 'untold');
    t.equal(senderOf(hints(OWN, { protocol: 'http' })), 'own', 'behind a proxy that is not believed');
});

t.test('a cookie counts for own pages; for links and programs when they read; for other pages never', async (t) => {
    const post = { method: 'POST' };
    const senders = { own: OWN, link: fetched('cross-site', 'navigate', 'document'), foreign: { origin: 'https://evil.example' }, untold: {} };
    const judge = (may: (sent: SenderHints) => boolean, changes?: Partial<SenderHints>) =>
        Object.values(senders).map((headers) => may(hints(headers, changes)));
    t.same(judge(mayUseLogin), [true, true, false, true]);
    t.same(judge(mayUseLogin, { method: 'HEAD' }), [true, true, false, true]);
    for (const method of ['POST', 'DELETE', 'PUT']) t.same(judge(mayUseLogin, { method }), [true, false, false, false], method);
    t.same(judge(mayChangeLogin, post), [true, false, false, true]);
});
