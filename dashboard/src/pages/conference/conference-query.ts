import { useMemo } from 'preact/hooks';
import { setQuery, useQuery } from '../../router.js';

/** Epoch ms. */
export interface Stretch { from: number; to: number }
export type LaneOrder = 'join' | 'worst';

/** What of the page is in its address, so that a link shows the same. */
export interface ConferenceQuery {
    selection: Stretch | null;
    /** The lanes show the selection alone. */
    isZoomed: boolean;
    /** sessionId of the one whose details are open. */
    participant: string | null;
    /** The finding that is shown, by its place. */
    finding: number | null;
    order: LaneOrder;
    search: string;
    onlyTrouble: boolean;
}

export function useConferenceQuery(): ConferenceQuery {
    const query = useQuery();
    const { from = '', to = '' } = query;
    const selection = useMemo(() => stretchOf(from, to), [from, to]);
    const { finding = '' } = query;
    return {
        selection, isZoomed: selection !== null && query['zoom'] === '1',
        participant: query['participant'] ?? null, finding: /^\d{1,3}$/.test(finding) ? Number(finding) : null,
        order: query['sort'] === 'worst' ? 'worst' : 'join', search: query['search'] ?? '', onlyTrouble: query['trouble'] === '1'
    };
}

function stretchOf(from: string, to: string): Stretch | null {
    const isMoment = (text: string) => /^\d{1,15}$/.test(text);
    return isMoment(from) && isMoment(to) && Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : null;
}

/** No selection shows all. A selection that changes while somebody drags or types is one step of the history. */
export function select(stretch: Stretch | null, options: { replace?: boolean } = {}): void {
    setQuery({
        from: stretch === null ? undefined : Math.round(stretch.from), to: stretch === null ? undefined : Math.round(stretch.to),
        ...stretch === null && { zoom: undefined }, finding: undefined
    }, options);
}

export const zoom = (isZoomed: boolean): void => { setQuery({ zoom: isZoomed ? 1 : undefined }); };
export const openParticipant = (sessionId: string | null): void => { setQuery({ participant: sessionId ?? undefined }); };
