import { createHmac } from 'node:crypto';
import t from 'tap';
import { createSessionTokens } from '../../src/ingest/session-token.js';

const ID = '67212462-2314-8285-af81-8d095bb0c2bf';

t.test('a token is the HMAC-SHA256 of the sessionId', async (t) => {
    const token = createSessionTokens(['first-secret-of-two', 'second']).sign(ID);
    t.equal(token, createHmac('sha256', 'first-secret-of-two').update(ID).digest('base64url'));
    t.equal(token.length, 43);
});

t.test('every secret verifies, the first signs', async (t) => {
    const old = createSessionTokens(['the-old-secret']);
    const both = createSessionTokens(['the-new-secret', 'the-old-secret']);
    t.ok(both.verify(ID, old.sign(ID)));
    t.ok(both.verify(ID, both.sign(ID)));
    t.notOk(old.verify(ID, both.sign(ID)));
});

t.test('a wrong, foreign, empty, longer or differently spelt token does not pass', async (t) => {
    const tokens = createSessionTokens(['a-secret']);
    const token = tokens.sign(ID);
    const foreign = tokens.sign('67212462-2314-8285-af81-8d095bb0c2b0');
    for (const wrong of [foreign, '', 'x', `${token}=`, `${token} `, token.slice(1), `é${token.slice(2)}`, 'x'.repeat(43)]) t.notOk(tokens.verify(ID, wrong), wrong);
});

t.test('that a token was right once makes no other one right', async (t) => {
    const tokens = createSessionTokens(['the-new-secret', 'the-old-secret']);
    const [now, before] = [tokens.sign(ID), createSessionTokens(['the-old-secret']).sign(ID)];
    for (const token of [now, now, before, before, now]) t.ok(tokens.verify(ID, token));
    const other = '67212462-2314-8285-af81-8d095bb0c2b0';
    t.notOk(tokens.verify(other, now));
    t.notOk(tokens.verify(ID, tokens.sign(other)));
    t.ok(tokens.verify(other, tokens.sign(other)));
});

t.test('there must be a secret', async (t) => {
    t.throws(() => createSessionTokens([]), /no secret/);
});
