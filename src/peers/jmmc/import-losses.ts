/** What of documents was left out, by reason. */
export interface ImportLosses {
    documents: Record<string, number>;
    /** Of `m`. */
    elements: Record<string, number>;
    /** By their key. */
    values: Record<string, number>;
}

/** Left out since it would expire at once. */
export const EXPIRED = 'older than RETENTION_DAYS';
/** Left out since its name is not one that is allowed. */
export const NOT_ALLOWED = 'conf does not match CONFERENCE_PATTERN';

export const noLosses = (): ImportLosses => ({ documents: {}, elements: {}, values: {} });

/** Counts so many more. Reasons are ours, never what a document says. */
export function lose(losses: Record<string, number>, reason: string, count = 1): void {
    losses[reason] = (losses[reason] ?? 0) + count;
}
