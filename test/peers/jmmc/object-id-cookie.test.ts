import t from 'tap';
import { cookieSecrets, createObjectIdCookie } from '../../../src/peers/jmmc/object-id-cookie.js';

const ID = '6b01e826fa610a93fee75455';
/** What Express 4 and cookie-parser set for an ObjectId, with this secret. */
const EXPRESS_SECRET = 'the secret of the server before';
const EXPRESS_COOKIE = 'jmmc_objectId=s%3Aj%3A%226b0101b269f553c9840db968%22.BTP9Dk%2BwZGFvK0L3BnI6GbwBA%2B%2B%2FzCUHwjzgNGd41pQ';
const [OLD, NEW] = ['an older secret', 'a newer secret'];
const pairOf = (setCookie: string) => setCookie.split(';', 1)[0] as string;

t.test('what is written is read, with the attributes of the original', async (t) => {
    const cookie = createObjectIdCookie([NEW]);
    const written = cookie.write(ID);
    t.match(written, /^jmmc_objectId=s%3A6b01e826fa610a93fee75455\.[\w%]{43,}; Path=\/; HttpOnly; Secure; SameSite=None$/);
    t.strictSame(cookie.read(pairOf(written)), { objectId: ID, isInherited: false });
});

t.test('the first secret signs, all verify', async (t) => {
    const before = createObjectIdCookie([OLD]);
    const after = createObjectIdCookie([NEW, OLD]);
    t.match(after.read(pairOf(before.write(ID))), { objectId: ID });
    t.equal(before.read(pairOf(after.write(ID))), undefined);
});

t.test('the cookie that Express has signed is read, and known as such', async (t) => {
    t.strictSame(createObjectIdCookie([NEW, EXPRESS_SECRET]).read(EXPRESS_COOKIE), { objectId: '6b0101b269f553c9840db968', isInherited: true });
    t.equal(createObjectIdCookie([NEW]).read(EXPRESS_COOKIE), undefined);
});

t.test('whoever changes a character of it proves nothing', async (t) => {
    const cookie = createObjectIdCookie([NEW]);
    const pair = pairOf(cookie.write(ID));
    const start = pair.indexOf('=') + 1;
    for (let at = start; at < pair.length; at += 1) {
        const changed = `${pair.slice(0, at)}${pair[at] === 'A' ? 'B' : 'A'}${pair.slice(at + 1)}`;
        t.equal(cookie.read(changed), undefined, changed);
    }
    for (const header of [undefined, '', 'jmmc_objectId', 'jmmc_objectId=', 'jmmc_objectId=s%3A', 'jmmc_objectId=s%3A.', `jmmc_objectId=${ID}`,
        `jmmc_objectId=s%3A${ID}`, `jmmc_objectId=s%3A${ID}.`, 'jmmc_objectId=%', `a${pair}`, pair.slice(0, -1), `${pair}A`])
        t.equal(cookie.read(header), undefined, String(header));
});

t.test('it is found among others, quoted, and behind one of the same name that proves nothing', async (t) => {
    const cookie = createObjectIdCookie([NEW]);
    const pair = pairOf(cookie.write(ID));
    const [name = '', value = ''] = pair.split('=');
    for (const header of [`a=1; ${pair}; b=2`, `a=1;${pair}`, `${name}="${value}"`, `${name}=s%3A${ID}.forged; ${pair}`])
        t.match(cookie.read(header), { objectId: ID }, header);
});

t.test('only an ObjectId counts, whatever else was signed', async (t) => {
    const cookie = createObjectIdCookie([NEW]);
    for (const text of ['', 'x', `${ID}0`, ID.slice(1), `j:"${ID}`, 'j:{"a":1}', 'g'.repeat(24)]) t.equal(cookie.read(pairOf(cookie.write(text))), undefined, text);
    t.match(cookie.read(pairOf(cookie.write(ID.toUpperCase()))), { objectId: ID });
});

t.test('without a secret of its own each session secret gives one, which is not that secret', async (t) => {
    const sessionSecrets = ['one session secret', 'another session secret'];
    const derived = cookieSecrets({ JMMC_COOKIE_SECRET: [] }, sessionSecrets);
    t.equal(new Set([...derived, ...sessionSecrets]).size, 4);
    t.strictSame(cookieSecrets({ JMMC_COOKIE_SECRET: [] }, sessionSecrets), derived);
    t.strictSame(cookieSecrets({ JMMC_COOKIE_SECRET: [NEW] }, sessionSecrets), [NEW]);
    t.throws(() => createObjectIdCookie([]), /no secret/);
});
