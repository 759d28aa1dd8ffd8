import type { ConferenceSort, Order } from '../../schemas/conference-sort.js';
import type { ConferenceDocument, ConferencePosition } from './conferences.js';

/** A conference's place in a sorted list: by `value`, then by startedAt, then by conferenceId, all in the same direction. */
export interface ConferencePlace extends ConferencePosition { value: number }

/** A poor session counts for more than any number of fair ones. */
export const POOR_WEIGHT = 1_000_000;

/** What conferences are sorted by as `trouble`; 0 as long as nothing is known. */
export const troubleOf = ({ summary }: Pick<ConferenceDocument, 'summary'>): number =>
    summary === null ? 0 : summary.verdicts.poor * POOR_WEIGHT + summary.verdicts.fair;

/** @param now - epoch ms: until when one that goes on is taken to last */
export function placeOf(conference: ConferenceDocument, sort: ConferenceSort, now: number): ConferencePlace {
    const { conferenceId, startedAt, endedAt, participants } = conference;
    const values: Readonly<Record<ConferenceSort, number>> = {
        startedAt, participants, duration: (endedAt ?? now) - startedAt, trouble: troubleOf(conference)
    };
    return { conferenceId, startedAt, value: values[sort] };
}

/** For Array.sort. */
export function comparePlaces(a: ConferencePlace, b: ConferencePlace, order: Order): number {
    const byId = a.conferenceId === b.conferenceId ? 0 : a.conferenceId < b.conferenceId ? -1 : 1;
    const ascending = a.value - b.value || a.startedAt - b.startedAt || byId;
    return order === 'asc' ? ascending : -ascending;
}

export type Placed<T> = T & { place: ConferencePlace };

/** What one index gave of a list, in order. */
export interface Walked<T> {
    /** One more than the page has room for, if there are so many. */
    found: Placed<T>[];
    /** As far as one has looked; null when nothing comes after what was found. */
    end: ConferencePlace | null;
}

/** Makes one page of what several indexes gave. It ends where the first of them was not looked at any further. */
export function mergeWalks<T>(
    walks: readonly Walked<T>[], order: Order, limit: number
): { items: Placed<T>[]; after: ConferencePlace | null } {
    const ends = walks.filter(({ found }) => found.length <= limit).map(({ end }) => end).filter((end) => end !== null);
    const end = ends.sort((a, b) => comparePlaces(a, b, order))[0] ?? null;
    const items = walks.flatMap(({ found }) => found).filter(({ place }) => end === null || comparePlaces(place, end, order) <= 0)
        .sort((a, b) => comparePlaces(a.place, b.place, order));
    const page = items.slice(0, limit);
    return { items: page, after: items.length > limit ? page.at(-1)?.place ?? null : end };
}
