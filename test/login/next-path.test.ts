import t from 'tap';
import { loginLocation, nextLocation } from '../../src/login/next-path.js';

/** Where a browser goes. */
const from = (page: string, location: string): string => new URL(location, `https://quality.example.org${page}`).href;

t.test('goes on to a path of ours', async (t) => {
    for (const path of ['v1/sessions?limit=5&namePrefix=a%26b', 'v1/users/a%2Fb', 'metrics', '', '?x=1', 'a:b/c'])
        t.equal(from('/quality/login', nextLocation(path)), `https://quality.example.org/quality/${path}`, path);
});

t.test('goes nowhere else', async (t) => {
    for (const next of ['//evil.example', '/\\evil.example', '\\\\evil.example', '/v1', '../x', 'a/../../x', './/evil.example', 'x/..//evil.example',
        '\t//evil.example', '%2e%2e/x', `a${'b'.repeat(3000)}`, 'login', 'logout'])
        t.equal(from('/quality/login', nextLocation(next)), 'https://quality.example.org/quality/', next);
    for (const next of ['https://evil.example', 'javascript:alert(1)', 'data:text/html,x', 'http:evil.example', 'https:/\\evil.example', '@evil.example',
        'http://own.invalid@evil.example/base/'])
        t.match(from('/quality/login', nextLocation(next)), /^https:\/\/quality\.example\.org\/quality\/./, next);
    t.equal(nextLocation(undefined), './');
    t.notMatch(nextLocation('a\r\nset-cookie: x=1'), /[\r\n]/);
});

t.test('the way to the login leads back, also where a proxy takes off a path', async (t) => {
    for (const [shownAt, basePath] of [['/quality', '/quality'], ['', ''], ['/quality', '']] as const) {
        for (const path of ['v1/sessions?limit=5', 'metrics', 'v1/', 'v1/reports/usage?from=2026-11-01']) {
            const login = new URL(from(`${shownAt}/${path}`, loginLocation(`${basePath}/${path}`, basePath)));
            t.equal(login.pathname, `${shownAt}/login`, path);
            t.equal(from(login.pathname, nextLocation(login.searchParams.get('next') ?? undefined)), `https://quality.example.org${shownAt}/${path}`);
        }
    }
    t.equal(loginLocation('/', ''), './login');
    t.equal(loginLocation(`/v1/${'a'.repeat(3000)}`, ''), './../login');
});
