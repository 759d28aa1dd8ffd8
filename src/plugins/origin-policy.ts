/** Decides which pages may send: those of CORS_ORIGINS, and those of the host that the request went to. */
export interface OriginPolicy {
    /** One of CORS_ORIGINS, which are told by CORS headers that they may read the answers. */
    isListed(origin: string): boolean;
    /** `host`: of the request, with or without a port. Ports do not matter: who serves a page on this host is who serves this service. */
    maySend(origin: string, host: string): boolean;
}

export function createOriginPolicy(origins: readonly string[]): OriginPolicy {
    const listed = new Set(origins.map((origin) => new URL(origin).origin));
    const isListed = (origin: string): boolean => listed.has(origin);
    return {
        isListed,
        maySend: (origin, host) => isListed(origin) || isSameHost(origin, host)
    };
}

function isSameHost(origin: string, host: string): boolean {
    const authority = origin.slice(origin.indexOf('//') + 2);
    return authority === host || hostNameOf(origin) === hostNameOf(`http://${host}`);
}

/** An Origin can be `null` or garbage; neither is a host's. */
function hostNameOf(url: string): string | undefined {
    return URL.canParse(url) ? new URL(url).hostname : undefined;
}
