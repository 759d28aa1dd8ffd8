/**
 * All values that a request's Cookie header has for a name (RFC 6265, 5.4: there may be several, of different paths), decoded.
 */
export function cookieValues(name: string, header = ''): string[] {
    return header.split(';').map((pair) => pair.trim()).filter((pair) => pair.startsWith(`${name}=`)).map((pair) => {
        const value = pair.slice(name.length + 1).replace(/^"(.*)"$/, '$1');
        try {
            return decodeURIComponent(value);
        } catch {
            return value;
        }
    });
}
