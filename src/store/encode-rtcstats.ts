import type { RtcStatsRecord } from './rtcstats.js';
import { rtcStatsKeyOf, withoutNulls } from './rtcstats-key.js';

/** A report whose objects are still texts: with all that a store needs to know of those that it has already. */
export interface EncodedRtcStats extends Omit<RtcStatsRecord, 'stats'> { objects: EncodedObject[] }

export interface EncodedObject {
    key: string;
    type: string;
    id: string;
    /** JSON, without nulls. */
    stats: string;
}

/** Of a line's first text: what is known of each of the texts that follow. */
type ObjectHead = [key: string, type: string, id: string];

/** Keys and texts are made here, once, and not by those who write them into a store. */
export const encodeRtcStats = ({ stats, ...head }: RtcStatsRecord): string => encodeObjects({
    ...head,
    objects: stats.map((object) => ({
        key: rtcStatsKeyOf(object), type: object.type, id: object.id, stats: JSON.stringify(object, withoutNulls)
    }))
});

/** A line of JSON texts with tabs in between: everything else, then each object. */
export function encodeObjects({ objects, ...head }: EncodedRtcStats): string {
    const heads: ObjectHead[] = objects.map(({ key, type, id }) => [key, type, id]);
    return `${[JSON.stringify({ ...head, objects: heads }), ...objects.map(({ stats }) => stats)].join('\t')}\n`;
}

/** The inverse, for the head and the texts of such a line. What is not as it should be is left to describe-fault.ts. */
export const decodeObjects = (heads: unknown, texts: readonly string[]): unknown =>
    Array.isArray(heads) && heads.length === texts.length && heads.every(Array.isArray)
        ? texts.map((stats, index) => {
            const [key, type, id] = heads[index] as ObjectHead;
            return { key, type, id, stats };
        })
        : null;
