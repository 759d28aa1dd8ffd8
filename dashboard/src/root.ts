/**
 * Where the service is, as this page sees it: with BASE_PATH, and with whatever path a proxy shows it under. The shell's `<base>` tells, relative
 * to the address that it was asked for at; read once, before the address changes.
 */
export const ROOT = new URL(document.baseURI);

/** The address of a page or answer of ours: `path` as the service has it (`/live`, `/v1/summary`); what is undefined in `query` is left out. */
export function href(path: string, query: Query = {}): string {
    const url = new URL(`.${path}`, ROOT);
    for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
    return `${url.pathname}${url.search}`;
}

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;
