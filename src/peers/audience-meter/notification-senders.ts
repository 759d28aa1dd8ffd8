import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Says why a request may not tell anybody anything; undefined: it may. Who reaches the port may send, since it knows no passwords; but a page on the
 * internet reaches it, too, through a browser on this machine, in one of two ways:
 * - it sends straight to http://localhost:2442/. What it cannot keep a browser from adding gives it away: Origin (RFC 6454), Sec-Fetch-*
 *   (https://w3c.github.io/webappsec-fetch-metadata/), Referer, and, of old browsers, how they call themselves.
 * - it has its own name lead here for a while (DNS rebinding), so that the browser takes this port for the page's own server. Then Host is that name.
 * @param listening - AUDIENCE_NOTIFICATION_HOST, which may be a name
 */
export function createSenderCheck(listening: string): (headers: IncomingHttpHeaders) => string | undefined {
    const names = new Set(['localhost', hostname(), listening].map((name) => name.toLowerCase()));
    return (headers) => {
        if (isFromBrowser(headers)) return 'Browsers may not send here; a program may, as curl.';
        // a browser always says whom it asks
        if (headers.host === undefined || isOwnName(headers.host, names)) return undefined;
        return 'The Host of the request is not a name of this machine; use localhost, or an address.';
    };
}

/** Not Sec-Fetch-Mode: Node's own fetch sends that as well. */
const BROWSER_HEADERS = ['origin', 'referer', 'sec-fetch-site', 'sec-fetch-dest'];

const isFromBrowser = (headers: IncomingHttpHeaders): boolean =>
    BROWSER_HEADERS.some((name) => headers[name] !== undefined) || /^Mozilla\//.test(headers['user-agent'] ?? '');

/** An address is no name that could lead elsewhere tomorrow. */
function isOwnName(host: string, names: ReadonlySet<string>): boolean {
    const name = host.replace(/:\d*$/, '').toLowerCase();
    return names.has(name) || isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0;
}
