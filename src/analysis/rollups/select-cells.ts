import { SUMMARY_DIMENSIONS, type SummaryDimension, type SummaryDivision } from '../../../schemas/summary-reply.js';
import { foldName } from '../../store/conference-key.js';
import { ALL_SESSIONS, DIMENSIONS, type RollupTable } from './dimensions.js';
import { REST, type CellValue, type RowTexts } from './packed-cells.js';

/** What is compared without case, or null for sessions of which it is not known. */
export type SummaryFilters = Readonly<Partial<Record<SummaryDimension, string | null>>>;

/** Which cells of which table answer a question. */
export interface CellSelection {
    table: RollupTable;
    /**
     * For a row, by its texts: what each of its cells counts for, by its places: a value to be grouped by (null if nothing is grouped by), REST
     * if it is put together of many values, undefined if it is another question's.
     */
    forRow(texts: RowTexts): (places: readonly number[]) => CellValue | undefined;
}

const isDimension = (division: SummaryDivision | null): division is SummaryDimension => SUMMARY_DIMENSIONS.some((known) => known === division);

/** The smallest table that can tell: margins as long as it is about one dimension at most. */
export function selectCells(by: SummaryDivision | null, filters: SummaryFilters): CellSelection {
    if (by === 'conferenceName') return { table: 'names', forRow: (texts) => ([place = 0]) => texts[place] };
    const grouped = isDimension(by) ? by : null;
    const dimensions = new Set([...grouped === null ? [] : [grouped], ...Object.keys(filters) as SummaryDimension[]]);
    if (dimensions.size > 1) return selectFromCube(grouped, filters);
    return selectFromMargins(grouped, [...dimensions][0] ?? null, filters);
}

function selectFromMargins(grouped: SummaryDimension | null, dimension: SummaryDimension | null, filters: SummaryFilters): CellSelection {
    return {
        table: 'margins',
        forRow(texts) {
            const ofDimension = texts.indexOf(dimension ?? ALL_SESSIONS);
            const matches = matcherOf(texts, dimension === null ? undefined : filters[dimension]);
            return ([of = 0, place = 0]) => {
                if (of !== ofDimension || !matches(place)) return undefined;
                const value = texts[place];
                return grouped === null && value !== REST ? null : value;
            };
        }
    };
}

function selectFromCube(grouped: SummaryDimension | null, filters: SummaryFilters): CellSelection {
    const groupedAt = grouped === null ? -1 : DIMENSIONS.indexOf(grouped);
    return {
        table: 'cube',
        forRow(texts) {
            const matchers = DIMENSIONS.map((dimension) => matcherOf(texts, filters[dimension]));
            return (places) => {
                for (let index = 0; index < matchers.length; index++) if (!matchers[index]?.(places[index] ?? 0)) return undefined;
                const value = texts[places[Math.max(0, groupedAt)] ?? 0];
                return grouped === null && value !== REST ? null : value;
            };
        }
    };
}

/** Whether what is at a place among the texts is what is asked for, or may be. */
function matcherOf(texts: RowTexts, wanted: string | null | undefined): (place: number) => boolean {
    if (wanted === undefined) return () => true;
    const folded = wanted === null ? null : foldName(wanted);
    const matching = texts.map((text) => text === REST || (text === null ? folded === null : foldName(text) === folded));
    return (place) => matching[place] ?? false;
}
