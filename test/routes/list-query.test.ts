import fc from 'fast-check';
import t from 'tap';
import { encodePosition } from '../../src/analysis/cursor.js';
import { RequestError } from '../../src/errors.js';
import { readListQuery, SESSION_FILTER_NAMES, type ListQuery } from '../../src/routes/list-query.js';

const NAMES = [...SESSION_FILTER_NAMES, 'limit', 'cursor'] as const;
const read = (query: Record<string, unknown>): ListQuery => readListQuery(query, NAMES, 500);
const AT = Date.UTC(2026, 10, 21, 2, 28, 2);

function refusal(query: Record<string, unknown>): { path: string | undefined; message: string } {
    try {
        return { path: undefined, message: JSON.stringify(read(query)) };
    } catch (error) {
        if (!(error instanceof RequestError) || error.code !== 'bad_request') throw error;
        return { path: error.detail.path, message: error.message };
    }
}

t.test('a query that says nothing asks for the first fifty', async (t) => {
    t.strictSame(read({}), { limit: 50, language: 'en' });
    t.strictSame(readListQuery({}, NAMES, 20), { limit: 20, language: 'en' }, 'or fewer, where the limit is lower');
});

t.test('moments are epoch milliseconds or ISO 8601 with a zone; a day is its begin in UTC', async (t) => {
    const texts = ['1795228082000', '2026-11-21T02:28:02Z', '2026-11-21t02:28:02z', '2026-11-21T02:28:02.000Z', '2026-11-21T02:28:02,0Z',
        '2026-11-21T03:28:02+01:00', '2026-11-21T03:28:02 01:00', '2026-11-20T21:28:02-05:00'];
    for (const text of texts) t.equal(read({ from: text }).from, AT, text);
    t.equal(read({ to: '2026-11-21' }).to, Date.UTC(2026, 10, 21));
    t.equal(read({ to: '2026-11-21T02:28Z' }).to, AT - 2000);
    t.equal(read({ from: '0' }).from, 0);
});

t.test('what is no moment is refused with what one looks like', async (t) => {
    const texts = [
        '', 'yesterday', '2026-11-21T02:28:02', '2026-11', '2026', '1795228082', '21.11.2026', '2026-02-30', '2026-13-01',
        '2026-11-21T25:00Z', '-1', '1e12', '9000000000000000', 'NaN', 'Infinity'
    ];
    for (const text of texts) t.match(refusal({ from: text }), { path: '/from', message: /epoch milliseconds .* ISO 8601/ }, text);
});

t.test('from may be to, but not after it', async (t) => {
    t.match(read({ from: String(AT), to: String(AT) }), { from: AT, to: AT });
    t.strictSame(refusal({ from: String(AT + 1), to: String(AT) }), { path: '/from', message: 'from is after to.' });
});

t.test('limit is a whole number from 1 to LIST_MAX', async (t) => {
    t.equal(read({ limit: '1' }).limit, 1);
    t.equal(read({ limit: '500' }).limit, 500);
    for (const limit of ['0', '501', '-1', '1.5', '1e2', '', ' 1', '0x10', '99999999999999999999', 'all'])
        t.match(refusal({ limit }), { path: '/limit', message: 'limit must be a whole number from 1 to 500.' }, limit);
});

t.test('names have 1 to 256 characters', async (t) => {
    t.match(read({ conferenceName: 'x'.repeat(256), userId: 'u' }), { conferenceName: 'x'.repeat(256), userId: 'u' });
    t.match(refusal({ conferenceName: '' }), { path: '/conferenceName' });
    t.match(refusal({ userId: 'x'.repeat(257) }), { path: '/userId' });
    t.match(refusal({ namePrefix: '' }), { path: '/namePrefix', message: 'namePrefix must have 1 to 256 characters.' });
    t.match(refusal({ browser: '' }), { path: '/browser' });
});

t.test('what people, places and machines are called is read without case, the rarest first', async (t) => {
    const query = { browser: 'Firefox', os: 'Windows', region: 'EU-West', country: 'DE', participant: 'Zoë', namePrefix: 'Week' };
    t.strictSame(read(query), {
        namePrefix: 'Week', facets: ['participant:zoë', 'country:de', 'region:eu-west', 'os:windows', 'browser:firefox'], limit: 50, language: 'en'
    });
});

t.test('verdict, issue and connection are those that there are', async (t) => {
    const query = { verdict: 'poor', issue: 'upload_loss', connection: 'relay-tcp' };
    t.strictSame(read(query).facets, ['issue:upload_loss', 'verdict:poor', 'connection:relay-tcp']);
    t.strictSame(refusal({ verdict: 'bad' }), { path: '/verdict', message: 'verdict must be one of good, fair, poor.' });
    t.match(refusal({ issue: 'loss' }), { path: '/issue', message: /^issue must be one of join_failed, .*upload_loss.*\.$/ });
    t.match(refusal({ connection: 'turn' }), {
        path: '/connection', message: 'connection must be one of p2p, p2p-tcp, bridge, bridge-tcp, relay, relay-tcp.'
    });
});

t.test('minDuration is in seconds', async (t) => {
    t.equal(read({ minDuration: '1800' }).minDuration, 1_800_000);
    t.equal(read({ minDuration: '0.5' }).minDuration, 500);
    t.equal(read({ minDuration: '0' }).minDuration, 0);
    for (const minDuration of ['', '-1', '30m', 'PT30M', '1e3', '99999999', 'Infinity'])
        t.match(refusal({ minDuration }), { path: '/minDuration', message: /must be a number of seconds, from 0 to 31622400/ }, minDuration);
});

t.test('a cursor is one that the list gave', async (t) => {
    const after = { startedAt: AT, sessionId: 'c2a1f0e2-6d2e-8b3a-9c41-5a1f0e2b7d11' };
    t.strictSame(read({ cursor: encodePosition(after) }).after, after);
    t.strictSame(refusal({ cursor: 'x' }), { path: '/cursor', message: 'cursor is not one that this list gave.' });
});

t.test('what the list does not know, or what is there twice, is refused by its name', async (t) => {
    const { path, message } = refusal({ conferencename: 'x' });
    t.equal(path, '/conferencename');
    t.equal(message, `"conferencename" cannot be asked for here; what can is ${NAMES.join(', ')}.`);
    t.match(refusal({ limit: ['1', '2'] }), { path: '/limit', message: 'limit is there more than once.' });
    t.equal(refusal({ 'a/b~c': '' }).path, '/a~1b~0c');
    t.equal(refusal(JSON.parse('{"__proto__":"x"}') as Record<string, unknown>).path, '/__proto__');
    t.equal(refusal({ constructor: 'x' }).path, '/constructor');
});

t.test('whatever is asked, it is read or refused', async () => {
    const query = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), fc.string()), fc.oneof(fc.string(), fc.array(fc.string())));
    fc.assert(fc.property(query, (given) => { refusal(given); }));
});
