import { SUMMARY_DIMENSIONS, type SummaryDimension, type SummaryDivision } from '../../../schemas/summary-reply.js';
import { VERDICTS, type Verdict } from '../../../schemas/summary.js';
import type { ConferenceDocument } from '../../store/conferences.js';
import { foldName } from '../../store/conference-key.js';
import { facetValues } from '../../store/facets.js';
import { DIMENSIONS } from './dimensions.js';
import { REST, type CellValue, type RowTexts } from './packed-cells.js';
import type { SummaryFilters } from './select-cells.js';

/** What counts of a conference. */
export type RolledConference = Pick<ConferenceDocument, 'conferenceName' | 'durationMs' | 'participants' | 'summary' | 'facets'>;

/** Most participants at once; of a conference without a summary, all of them. */
export const peakOf = ({ participants, summary }: Pick<RolledConference, 'participants' | 'summary'>): number =>
    summary?.peakParticipants ?? participants;

/** How it was for whom it was worst, as everybody who looks for bad conferences asks; null when that is known of nobody. */
export const worstVerdict = ({ summary }: Pick<RolledConference, 'summary'>): Verdict | null =>
    VERDICTS.findLast((verdict) => (summary?.verdicts[verdict] ?? 0) > 0) ?? null;

/**
 * The cell that a conference is in. Its sessions differ, so of each dimension it has a set of values: case-folded, sorted, as a JSON array; null
 * when none is known. So it counts once in any question, though it may be in several items of its answer.
 */
export const conferenceCellOf = ({ facets }: Pick<RolledConference, 'facets'>): CellValue[] => DIMENSIONS.map((dimension) => {
    const values = facetValues(facets, dimension);
    return values.length === 0 ? null : JSON.stringify(values);
});

/** What a cell counts for: values of the dimension that is grouped by, folded; REST when it is put together of many cells. */
export type ConferenceValues = readonly (string | null)[] | typeof REST;

/** For a row, by its texts: what each of its cells counts for, by its places; undefined if a filter keeps it out. */
export type ConferenceSelection = (texts: RowTexts) => (places: readonly number[]) => ConferenceValues | undefined;

const UNKNOWN = [null];
const UNDIVIDED: readonly string[] = [];

/** Conferences that have, for each filter, a session that meets it: the same as lists of conferences show. */
export function selectConferences(by: SummaryDivision | null, filters: SummaryFilters): ConferenceSelection {
    const grouped = SUMMARY_DIMENSIONS.find((dimension) => dimension === by);
    const groupedAt = grouped === undefined ? -1 : DIMENSIONS.indexOf(grouped);
    const wanted = (Object.entries(filters) as [SummaryDimension, string | null][])
        .map(([dimension, value]) => ({ at: DIMENSIONS.indexOf(dimension), value: value === null ? null : foldName(value) }));
    return (texts) => {
        const sets: ConferenceValues[] = [];
        const setAt = (place: number): ConferenceValues => sets[place] ??= setOf(texts[place]);
        return (places) => {
            for (const { at, value } of wanted) {
                const set = setAt(places[at] ?? 0);
                if (set === REST) return REST;
                if (!set.includes(value)) return undefined;
            }
            if (groupedAt >= 0) return setAt(places[groupedAt] ?? 0);
            return texts[places[0] ?? 0] === REST ? REST : UNDIVIDED;
        };
    };
}

function setOf(text: CellValue | undefined): ConferenceValues {
    if (text === REST) return REST;
    return typeof text === 'string' ? JSON.parse(text) as string[] : UNKNOWN;
}
