import t from 'tap';
import { renewTls } from '../../../src/peers/sora/tls-renewal.js';
import type { Credentials } from '../../../src/peers/sora/tls-files.js';
import { createLogLines } from '../../support/log-lines.js';
import { waitUntil } from '../../support/wait-until.js';

const DAY = 24 * 3_600_000;
const NOW = Date.parse('2026-11-21T12:00:00Z');
const credentials = (validFrom: number, validTo: number, cert = 'a'): Credentials => ({ cert, key: 'key', ca: undefined, validFrom, validTo });

t.test('a certificate is warned of before it ends, when it has ended, and when it does not count yet', async (t) => {
    const said = (current: Credentials) => {
        const { log, lines } = createLogLines();
        const end = renewTls({ current, read: () => Promise.resolve(current), renew: () => undefined, intervalMs: 60_000, log, now: () => NOW });
        end();
        return lines;
    };
    t.same(said(credentials(NOW - DAY, NOW + 8 * DAY)), []);
    t.same(said(credentials(NOW - DAY, NOW + 6 * DAY)), [['warn', 'The certificate of the port for Sora ends soon.']]);
    t.same(said(credentials(NOW - DAY, NOW)), [['warn', 'The certificate of the port for Sora has ended.']]);
    t.same(said(credentials(NOW + DAY, NOW + 30 * DAY)), [['warn', 'The certificate of the port for Sora does not count yet.']]);
});

t.test('it is warned of once a day, until there is another', async (t) => {
    const { log, lines } = createLogLines();
    let [at, looks, found] = [NOW, 0, credentials(NOW - DAY, NOW + DAY)];
    const renewed: Credentials[] = [];
    t.teardown(renewTls({
        current: found, intervalMs: 1, log, now: () => at, renew: (next) => renewed.push(next),
        read: () => {
            looks += 1;
            return Promise.resolve(found);
        }
    }));
    const twoLooks = async () => {
        const before = looks;
        await waitUntil('it has looked twice', () => looks >= before + 3);
    };
    await twoLooks();
    t.equal(lines.length, 1);
    at += DAY;
    await twoLooks();
    t.same(lines.map(([, message]) => message), ['ends soon', 'has ended'].map((fault) => `The certificate of the port for Sora ${fault}.`));
    found = credentials(at - DAY, at + 90 * DAY, 'b');
    await twoLooks();
    t.equal(renewed.length, 1);
    t.same(lines.slice(2), [['info', 'New TLS files are in use on the port for Sora.']]);
});
