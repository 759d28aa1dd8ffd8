import type { ConnectionState } from '../../schemas/connection-state.js';
import { changed, GOOD } from '../analysis/analyzed-call.js';
import { aPost, aPush, batchOf } from '../store/sample-records.js';
import { waitUntil } from '../support/wait-until.js';
import type { Site } from './open-dashboard.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const STEP = 10_000;

const LOSSY = changed(GOOD, { inbound: { audio: { packetLoss: 12, concealedSamples: 9 }, video: { packetLoss: 11 } } });
const FAR = changed(GOOD, {
    transport: { rtt: 420 }, jvbRTT: 420, candidatePair: { currentRoundTripTime: 420 }, outbound: { audio: { roundTripTime: 420 } }
});
const DIRECT = changed(GOOD, { transport: { p2p: true } });

/** How the n-th call of somebody was: from the office it is well, at home less so, on the way by mobile it is far. */
const PLACES: readonly { address: string; region: string; states: readonly ConnectionState[]; isMobile?: true }[] = [
    { address: '203.0.113.0', region: 'eu-west', states: [GOOD] },
    { address: '203.0.113.0', region: 'eu-west', states: [GOOD, DIRECT] },
    { address: '198.51.100.0', region: 'eu-west', states: [GOOD, LOSSY, GOOD] },
    { address: '203.0.113.0', region: 'eu-west', states: [GOOD] },
    { address: '192.0.2.0', region: 'us-east', states: [FAR, GOOD], isMobile: true }
];

/** Sessions of one userId over the last weeks, written as if pages had sent them; resolves when they have been analysed. */
export async function addPerson({ app, ask }: Pick<Site, 'app' | 'ask'>, userId: string, sessions: number): Promise<void> {
    const today = Math.floor(Date.now() / DAY) * DAY - DAY;
    const records = Array.from({ length: sessions }, (_, index) => {
        const { address, region, states, isMobile } = PLACES[index % PLACES.length]!;
        const startedAt = today - Math.floor(index * 25 / sessions) * DAY + (8 + index % 9) * 60 * MINUTE;
        const steps = 60 + 12 * (index % 7);
        const last = startedAt + steps * STEP;
        const name = `${userId} ${String(index)}`;
        const deltas = Array.from({ length: steps }, (_, step) =>
            ({ at: startedAt + (step + 1) * STEP, keyframe: true, patch: states[Math.floor(step * states.length / steps)]! }));
        return [
            aPost(name, {
                userId, conferenceName: ['weekly-standup', 'help-desk', 'board'][index % 3]!,
                meetingId: `meeting ${String(index)}`, endpointId: `e${String(index)}`,
                startedAt, joinedAt: startedAt + 700, sentAt: startedAt, receivedAt: startedAt, offset: 0, address, country: isMobile ? 'FR' : 'DE',
                ...isMobile && {
                    browser: { name: 'Mobile Safari', version: '26.1' }, os: { name: 'iOS', version: '26.1' }, device: { cores: 6, mobile: true }
                }
            }),
            aPush(name, 0, { deltas, events: [{ at: last, type: 'left' }], at: last, receivedAt: last, offset: 0, end: 'left', region })
        ];
    });
    await app.store.write([batchOf(...records.flat())]);
    await waitUntil(`the calls of ${userId} have been analysed`, async () => {
        const { verdicts } = await ask<{ verdicts: Record<string, number> }>(`/v1/users/${encodeURIComponent(userId)}`);
        return verdicts.unknown === 0;
    });
}
