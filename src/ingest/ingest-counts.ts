/** At most so many SDK versions are counted apart; a client can claim any. */
const MAX_VERSIONS = 50;

/** What came in and what became of it, since the start. */
export interface IngestCounts {
    sessions: number;
    pushes: number;
    /** Not taken because they could not be made durable: 503. */
    refused: number;
    /** Epoch ms of the last write to disk that failed; null after one that did not. */
    failedAt: number | null;
    /** Values left out of bodies that were taken. */
    dropped: number;
    /** Unknown members, by the version that the session's SDK told. */
    unknownMembers: Map<string, number>;
}

export const createIngestCounts = (): IngestCounts => ({ sessions: 0, pushes: 0, refused: 0, failedAt: null, dropped: 0, unknownMembers: new Map() });

export function countUnknownMembers({ unknownMembers }: IngestCounts, version: string | null | undefined, count: number): void {
    const told = version ?? 'untold';
    const label = unknownMembers.has(told) || unknownMembers.size < MAX_VERSIONS ? told : 'other';
    unknownMembers.set(label, (unknownMembers.get(label) ?? 0) + count);
}
