/**
 * The seq of a push that comes without one: the moment it came at, in µs since the epoch, as far as clocks tell them; each time a greater
 * one. So pushes fold in the order in which they came, also those of several processes, whose clocks agree better than pages send.
 * @param now - epoch ms
 */
export function createPeerSeq(now: () => number): () => number {
    let last = 0;
    return () => last = Math.max(last + 1, Math.floor(now() * 1000));
}
