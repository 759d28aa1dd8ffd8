import t from 'tap';
import { createMediaReader } from '../../client-sdk/src/peer-connection.js';
import { Conference } from '../support/fake-jitsi.js';

/** What a connection answers: 10 audio packets a second each way, of which so many were lost altogether. */
const report = (seconds: number, packetsLost: number) => new Map([
    ['i', { type: 'inbound-rtp', packetsLost, packetsReceived: 10 * seconds }],
    ['o', { type: 'outbound-rtp', packetsSent: 10 * seconds }],
    ['r', { type: 'remote-inbound-rtp', packetsLost, jitter: 0.001 }]
].map(([id, members]) => [id, { id, ssrc: id === 'i' ? 1 : 2, kind: 'audio', timestamp: 1000 * seconds, ...members as object }]));

t.test('another connection begins anew, and so does one to which the call returns', async (t) => {
    const conference = new Conference();
    const reader = createMediaReader(conference);
    const createConnection = () => ({ answer: new Map(), async getStats() { return this.answer; } });
    const [bridge, peer] = [createConnection(), createConnection()];
    async function lossOf(connection: typeof bridge, ...told: Parameters<typeof report>) {
        conference.peerConnection = connection;
        connection.answer = report(...told);
        const state = (await reader.read())?.();
        return state && [state.outbound?.audio?.packetLoss, state.inbound?.audio?.packetLoss];
    }
    t.equal(await lossOf(bridge, 10, 0), undefined);
    t.equal(await lossOf(peer, 20, 90), undefined);
    t.strictSame(await lossOf(peer, 30, 90), [0, 0]);
    t.equal(await lossOf(bridge, 40, 50), undefined, 'what was lost meanwhile is nobody\'s');
    t.strictSame(await lossOf(bridge, 50, 50), [0, 0]);
    t.equal(await lossOf(peer, 60, 100), undefined);
    t.strictSame(await lossOf(peer, 70, 110), [10, 9.1], 'the other connection\'s reports are not compared with');
});
