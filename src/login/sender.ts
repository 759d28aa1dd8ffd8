/** What of a request tells which page sent it. */
export interface SenderHints {
    method: string;
    headers: Readonly<Record<string, string | string[] | undefined>>;
    /** http or https, as far as is known: behind a proxy that is not in TRUST_PROXY always http. */
    protocol: string;
    /** With its port. */
    host: string;
}

/**
 * Who made a browser send a request: one of this service's own pages; a link or bookmark that someone followed; another page's script or
 * content (also one of a host nearby, or of another port, to which SameSite cookies go along); or it is not told, as by programs, and by
 * browsers that read by http.
 */
export type Sender = 'own' | 'link' | 'foreign' | 'untold';

/** By Fetch Metadata (https://www.w3.org/TR/fetch-metadata/), which browsers send to https and to this machine alone; else by Origin. */
export function senderOf({ headers, protocol, host }: SenderHints): Sender {
    const site = headers['sec-fetch-site'];
    if (site === 'same-origin') return 'own';
    if (site === 'none') return 'link';
    if (site !== undefined) return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document' ? 'link' : 'foreign';
    const { origin } = headers;
    if (origin === undefined) return 'untold';
    return origin === `${protocol}://${host}` || (protocol === 'http' && origin === `https://${host}`) ? 'own' : 'foreign';
}

/** Whether a login's cookie counts: always from own pages, for reading also when a link was followed, never for what other pages load. */
export function mayUseLogin(hints: SenderHints): boolean {
    const sender = senderOf(hints);
    if (sender === 'own') return true;
    return sender !== 'foreign' && (hints.method === 'GET' || hints.method === 'HEAD');
}

/** Whether it may log in or out: own pages and programs, so that no other page does it for those who look at it. */
export function mayChangeLogin(hints: SenderHints): boolean {
    const sender = senderOf(hints);
    return sender === 'own' || sender === 'untold';
}
