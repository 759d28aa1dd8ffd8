/**
 * Decides which pages may send: those of CORS_ORIGINS, and those of the host that the request went to. Ports do not matter: who serves
 * a page on this host is who serves this service.
 * @param origin - the request's Origin
 * @param host - of the request, with or without a port
 */
export type OriginPolicy = (origin: string, host: string) => boolean;

export function createOriginPolicy(origins: readonly string[]): OriginPolicy {
    const listed = new Set(origins.map((origin) => new URL(origin).origin));
    return (origin, host) => isOfHost(origin, host) || listed.has(origin);
}

function isOfHost(origin: string, host: string): boolean {
    // An Origin can be `null` or garbage; neither is a host's.
    const [, authority] = /^https?:\/\/(.+)$/.exec(origin) ?? [];
    if (authority === undefined) return false;
    // spares nearly all requests the parsing
    if (authority === host) return true;
    const name = hostNameOf(host);
    return name !== undefined && name === hostNameOf(authority);
}

const hostNameOf = (authority: string): string | undefined =>
    URL.canParse(`http://${authority}`) ? new URL(`http://${authority}`).hostname : undefined;
