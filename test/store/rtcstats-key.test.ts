import fc from 'fast-check';
import t from 'tap';
import type { RtcStats } from '../../schemas/rtcstats.js';
import { RTCSTATS_KEY, rtcStatsKeyOf, withoutNulls } from '../../src/store/rtcstats-key.js';

const BASE = { id: 'T01', timestamp: 1, type: 'transport' };

t.test('a key stays what it is from one release to the next, or everything would be stored once more', async (t) => {
    // printf '{"id":"T01","type":"transport"}' | sha256sum
    t.equal(rtcStatsKeyOf(BASE), '25397c861f3dcdf5d68b60b9');
    t.equal(rtcStatsKeyOf({ ...BASE, list: [1.5, null, { b: 'é', a: null }], deep: { $: true, A: -0, a: '"' } }), 'a1e1d92557b7583c66277815');
});

/** The same in other words: another order of members, other nulls, another time. */
function reworded(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reworded);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(([, member]) => member !== null).map(([name, member]) => [name, reworded(member)]);
    return Object.fromEntries([...members.reverse(), ['a null', null]]) as unknown;
}

t.test('equal for the same in other words, and for nothing else', async () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 4 }).map((members): RtcStats => ({ ...members, ...BASE }));
    fc.assert(fc.property(object, object, (a, b) => {
        const inOtherWords = { ...reworded(a) as RtcStats, timestamp: 2 };
        const key = rtcStatsKeyOf(a);
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        return RTCSTATS_KEY.test(key) && rtcStatsKeyOf(inOtherWords) === key && (rtcStatsKeyOf(b) === key) === isSame
            && rtcStatsKeyOf(JSON.parse(JSON.stringify(a, withoutNulls)) as RtcStats) === key;
    }), { numRuns: 500 });
});

/** A second opinion of what is the same. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).filter(([, member]) => member !== null);
    return members.sort(([a], [b]) => a < b ? -1 : 1).map(([name, member]) => [name, sorted(member)]);
}
