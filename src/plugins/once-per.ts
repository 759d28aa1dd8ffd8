/**
 * Answers true at most once per `windowMs` and key, and for at most `limit` keys per window: for log lines that a client can cause.
 * @param now - epoch ms
 */
export function createOncePer(windowMs: number, limit: number, now: () => number = Date.now): (key: string) => boolean {
    const seen = new Set<string>();
    let begin = now();
    return (key) => {
        if (now() - begin >= windowMs) {
            seen.clear();
            begin = now();
        }
        if (seen.has(key) || seen.size >= limit) return false;
        seen.add(key);
        return true;
    };
}
