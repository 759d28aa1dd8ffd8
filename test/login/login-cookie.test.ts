import t from 'tap';
import { createLoginCookie } from '../../src/login/login-cookie.js';

const HOUR = 3_600_000;
const clock = { ms: 1_800_000_000_000 };
const OPTIONS = {
    sessionSecrets: ['the first secret of all'], dashboardToken: 'the token for reading', durationMs: 12 * HOUR, basePath: '', now: () => clock.ms
};
const cookieOf = (changes: Partial<typeof OPTIONS> = {}) => createLoginCookie({ ...OPTIONS, ...changes });
/** As a browser sends it back. */
const sentBack = (setCookie: string): string => setCookie.split(';', 1)[0]!;

t.test('has the prefix and the attributes that go with how and where the service is shown', async (t) => {
    t.match(cookieOf().write(true), /^__Host-confmeter=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/);
    t.match(cookieOf({ basePath: '/quality' }).write(true),
        /^__Secure-confmeter=[\w.-]+; Path=\/quality; Max-Age=43200; HttpOnly; SameSite=Lax; Secure$/);
    t.match(cookieOf().write(false), /^confmeter=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
    t.equal(cookieOf({ basePath: '/quality' }).remove(true), '__Secure-confmeter=; Path=/quality; Max-Age=0; HttpOnly; SameSite=Lax; Secure');
});

t.test('holds until its time is over, beside others of its name, and not by another protocol', async (t) => {
    const cookie = cookieOf();
    const given = sentBack(cookie.write(true));
    t.ok(cookie.isValid(`other=1; __Host-confmeter=wrong; ${given}`, true));
    t.notOk(cookie.isValid(given, false));
    t.notOk(cookie.isValid(undefined, true));
    clock.ms += 12 * HOUR - 1;
    t.ok(cookie.isValid(given, true));
    clock.ms += 1;
    t.notOk(cookie.isValid(given, true));
});

t.test('is nobody else\'s to make or to change', async (t) => {
    const cookie = cookieOf();
    const [, value = ''] = sentBack(cookie.write(false)).split('=');
    const [version = '', end = '', signature = ''] = value.split('.');
    for (const forged of ['', version, `${version}.${end}`, `${version}.${end}.`, `${version}.${String(Number(end) + 1)}.${signature}`, `2.${end}.${signature}`,
        `${version}.${end}.${signature}.`, `${version}.9e99.${signature}`, `${version}.${end}.${signature.slice(1)}`, `${value}A`])
        t.notOk(cookie.isValid(`confmeter=${forged}`, false), forged);
    t.ok(cookie.isValid(`confmeter=${value}`, false));
});

t.test('another instance knows it, also while secrets change; another token makes it worthless', async (t) => {
    const given = sentBack(cookieOf().write(false));
    t.ok(cookieOf().isValid(given, false));
    t.ok(cookieOf({ sessionSecrets: ['the second secret', 'the first secret of all'] }).isValid(given, false));
    t.notOk(cookieOf({ sessionSecrets: ['the second secret'] }).isValid(given, false));
    t.notOk(cookieOf({ dashboardToken: 'another token for reading' }).isValid(given, false));
});
