import type { Delta, EndReason } from '../../schemas/push.js';
import type { RtcStats } from '../../schemas/rtcstats.js';
import type { RtcStatsRecord } from '../../src/store/rtcstats.js';
import type { PushRecord, SessionRecord, StoredRecord } from '../../src/store/store.js';
import { aPost, aPush, aReport, sessionIdFor, T0 } from './sample-records.js';

/** Uniform in [0, 1), the same for the same seed. Mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function createRandom(seed: number): () => number {
    let state = seed;
    return () => {
        state = state + 0x6d2b79f5 | 0;
        let mixed = Math.imul(state ^ state >>> 15, state | 1);
        mixed ^= mixed + Math.imul(mixed ^ mixed >>> 7, mixed | 61);
        return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
    };
}

/** Chances and choices. */
function createDice(random: () => number) {
    const below = (limit: number) => Math.floor(random() * limit);
    return {
        below,
        chance: (likelihood: number) => random() < likelihood,
        one: <T>(items: readonly T[]): T => items[below(items.length)] as T,
        shuffled: <T>(items: readonly T[]): T[] =>
            items.map((item) => [random(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item)
    };
}
type Dice = ReturnType<typeof createDice>;

const TENANTS = [null, null, 'Acme', 'acme', 'Ünion'];
const ROOMS = ['Daily', 'daily', 'weekly-standup', 'Straße', 'ΣΊΣΥΦΟΣ', 'room 7', '会议', 'e\u0301te', '\u00e9te', '/', 'a/b', '$set', 'x.y'];
const MEETINGS = [null, null, 'm1', 'm2', 'm3', 'm4'];
const ENDS: EndReason[] = ['left', 'closed', 'kicked', 'failed', 'unobserved'];
const REGIONS = ['eu-west', 'us-east', 'ap'];
const MINUTE = 60_000;

/** What the pages of `count` sessions send, in the order in which it arrives: with retries, gaps, conflicts, and pages whose clock is off. */
export function randomCalls(count: number, seed: number): StoredRecord[] {
    const dice = createDice(createRandom(seed));
    const records = Array.from({ length: count }, (_, index) => recordsOf(`call ${String(index)}`, dice)).flat();
    const again = records.filter(() => dice.chance(0.15)).map((record) => retryOf(record, dice));
    const conflicting = records.filter((record) => record.kind === 'push' && dice.chance(0.03))
        .map((record) => ({ ...record, deltas: [{ at: T0, patch: { bridgeCount: dice.below(9) } }] }) as PushRecord);
    // late by up to a few hundred records, not from one end to the other
    return [...records, ...again, ...conflicting]
        .map((record, place) => ({ record, place: (place % records.length) + dice.below(300) }))
        .sort((a, b) => a.place - b.place).map(({ record }) => record);
}

function recordsOf(name: string, dice: Dice): StoredRecord[] {
    const startedAt = T0 + dice.below(600) * MINUTE + (dice.chance(0.1) ? 0.5 : 0);
    const clockOffset = dice.chance(0.1) ? dice.one([86_400_000, -86_400_000, 7000.25]) : dice.below(100);
    const pushes = dice.chance(0.1) ? [] : pushesOf(name, startedAt, clockOffset, dice);
    const reports = dice.chance(0.3) ? reportsOf(name, startedAt, dice) : [];
    return [...dice.chance(0.05) ? [] : postsOf(name, startedAt, clockOffset, dice), ...pushes, ...reports];
}

function postsOf(name: string, startedAt: number, offset: number, dice: Dice): SessionRecord[] {
    const first = aPost(name, {
        conferenceName: dice.one(ROOMS), tenant: dice.one(TENANTS), userId: dice.chance(0.2) ? null : `user ${String(dice.below(150))}`,
        startedAt, sentAt: startedAt - offset, receivedAt: Math.ceil(startedAt) + dice.below(1000), offset,
        tags: dice.chance(0.2) ? { 'site.name': 'north', 'a:b-': '' } : null
    });
    const later = Array.from({ length: dice.below(3) }, (_, index) => ({
        ...first, meetingId: dice.one(MEETINGS), joinedAt: startedAt + dice.below(5000), endpointId: dice.chance(0.5) ? null : `e${String(dice.below(9))}`,
        // sometimes at the same moment as the other
        sentAt: first.sentAt + dice.below(3) * 1000, receivedAt: first.receivedAt + (index + 1) * 1000
    }));
    return dice.shuffled([first, ...later]);
}

function pushesOf(name: string, startedAt: number, offset: number, dice: Dice): PushRecord[] {
    const count = dice.below(8);
    const pushes = Array.from({ length: count }, (_, seq): PushRecord => {
        const at = startedAt - offset + (seq + 1) * 30_000;
        const deltas: Delta[] = Array.from({ length: dice.below(4) }, (_, index) => ({
            at: at - 30_000 + index * 10_000,
            ...seq === 0 && index === 0 ? { keyframe: true } : {},
            ...dice.chance(0.8) ? { patch: { connectionQuality: dice.below(1000) / 10, transport: dice.one([null, { rtt: dice.below(90) }]) } } : {}
        }));
        return aPush(name, seq, {
            at, offset, receivedAt: Math.floor(startedAt + (seq + 1) * 30_000 + dice.below(1000)), deltas,
            events: dice.chance(0.3) ? [{ at, type: 'trackMuteChanged', data: { kind: 'audio', muted: dice.chance(0.5) } }] : [],
            ...dice.chance(0.1) || seq === count - 1 && dice.chance(0.7) ? { end: dice.one(ENDS) } : {},
            ...dice.chance(0.2) ? { region: dice.one(REGIONS) } : {}
        });
    });
    return pushes.filter(() => !dice.chance(0.05));
}

/** Objects that often are as they were before, some of them in other words. */
function reportsOf(name: string, startedAt: number, dice: Dice): RtcStatsRecord[] {
    return Array.from({ length: dice.below(6) }, (_, seq) => {
        const at = startedAt + seq * 15_000 + (dice.chance(0.2) ? 0.25 : 0);
        const stats = Array.from({ length: dice.below(5) }, (): RtcStats => ({
            id: dice.one(['OT01V', 'T01', 'é', '$']), timestamp: at + dice.below(3), type: dice.one(['outbound-rtp', 'transport', 'unheard-of']),
            ...dice.shuffled([['packetsSent', dice.below(3)], ['nothing', null], ['some.where', ['x', null, { deep: dice.one([0, null]) }]]])
                .reduce((members, [member, value]) => ({ ...members, ...dice.chance(0.6) && { [member as string]: value } }), {})
        }));
        return aReport(name, seq, { at, receivedAt: Math.ceil(at) + dice.below(1000), stats });
    });
}

/** The same once more, later: a push or a report as it was, a post at another time of the page. */
function retryOf(record: StoredRecord, dice: Dice): StoredRecord {
    const late = 1000 + dice.below(5000);
    if (record.kind === 'push') return { ...record, receivedAt: record.receivedAt + late, offset: record.offset + dice.below(50) };
    if (record.kind === 'rtcstats') return { ...record, receivedAt: record.receivedAt + late };
    return { ...record, receivedAt: record.receivedAt + late, sentAt: record.sentAt + (dice.chance(0.5) ? late : 0) };
}

export const sessionIdsOf = (records: readonly StoredRecord[]): string[] =>
    [...new Set(records.map(({ sessionId }) => sessionId)), sessionIdFor('nobody')];
