/** Where a path of ours is looked at; nobody is asked anything. */
const PLACE = 'http://own.invalid/base/';
const MAX_LENGTH = 2048;

/**
 * Where to go after a login: a path below the service's own, as `v1/sessions?limit=5`. What leads anywhere else ends at the service's first page.
 * @returns a relative reference for a Location header of `/login`, beginning with `./`
 */
export function nextLocation(next: string | undefined): string {
    if (next === undefined || next.length > MAX_LENGTH) return './';
    // whatever it is, it is taken as a path
    const url = new URL(`./${next}`, PLACE);
    if (!url.href.startsWith(PLACE)) return './';
    const path = url.pathname.slice('/base/'.length);
    return path.startsWith('/') || /^log(in|out)$/.test(path) ? './' : `./${path}${url.search}`;
}

/**
 * Where who asks for `url` logs in, and then comes back to it. Relative, as a proxy may show the service under a path that it does not know.
 * @param url - the request's, with `basePath` at its begin
 */
export function loginLocation(url: string, basePath: string): string {
    const path = url.startsWith(`${basePath}/`) ? url.slice(basePath.length + 1) : '';
    const depth = path.split('?', 1)[0]?.split('/').length ?? 1;
    const query = path === '' || path.length > MAX_LENGTH ? '' : `?next=${encodeURIComponent(path)}`;
    return `./${'../'.repeat(depth - 1)}login${query}`;
}
