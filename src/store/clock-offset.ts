/** Offsets up to this are the way of the request, not a wrong clock; times are then left as the page gave them. ms */
export const MAX_TRUSTED_OFFSET = 5000;

/**
 * A time of the page's clock on the server's.
 * @param at - epoch ms, the page's clock
 * @param offset - ms to add to the page's clock to get the server's
 */
export const correctedAt = (at: number, offset: number): number => Math.abs(offset) > MAX_TRUSTED_OFFSET ? Math.max(0, at + offset) : at;
