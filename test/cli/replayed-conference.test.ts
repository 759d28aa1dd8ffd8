import t from 'tap';
import { createReplayedConference } from '../../src/cli/replayed-conference.js';
import type { JitsiTrack } from '../../client-sdk/src/jitsi.js';

const parts = { name: 'weekly', endpointId: 'cf491bb2', meetingId: 'b7c1d2e3' };

t.test('the payload is one object that is changed and given out again, in all its depth', async (t) => {
    const conference = createReplayedConference(parts);
    const given: { transport: { ip: string }[] }[] = [];
    conference.addEventListener('cq.local_stats_updated', (stats: { transport: { ip: string }[] }) => { given.push(stats); });
    const first = { transport: [{ ip: 'a:1', rtt: 1 }, { ip: 'b:2' }], framesDecoded: new Map([[1, 2]]), bandwidth: { download: NaN } };
    const second = { transport: [{ ip: 'c:3' }], jvbRTT: undefined, framesDecoded: new Map([[3, 4]]), bandwidth: { upload: 0 } };
    const told = structuredClone([first, second]);

    conference.replay({ t: 0, event: 'cq.local_stats_updated', stats: first });
    t.strictSame(given[0], first);
    const pair = given[0]?.transport[0];
    conference.replay({ t: 1, event: 'cq.local_stats_updated', stats: second });
    t.strictSame(given[1], second);
    t.equal(given[1], given[0]);
    t.equal(given[1]?.transport[0], pair);
    t.strictSame([first, second], told, 'the recording itself stays as it is');
});

t.test('the peer connection in use answers what it answered at the last payload, one for the bridge and one for the other participant', async (t) => {
    const conference = createReplayedConference(parts);
    const connection = () => conference.getActivePeerConnection?.()?.peerconnection;
    const lost = async () => {
        const objects: unknown[] = [];
        (await connection()?.getStats())?.forEach((stats) => { objects.push(stats); });
        return objects;
    };
    const replay = (packetsLost?: number) => {
        const event = { t: 0, event: 'cq.local_stats_updated', stats: {} };
        conference.replay(packetsLost === undefined ? event : { ...event, report: [{ id: 'i', packetsLost }] });
    };
    t.notOk(connection());
    replay(1);
    const bridge = connection();
    t.strictSame(await lost(), [{ id: 'i', packetsLost: 1 }]);
    conference.replay({ t: 1, event: 'conference.p2pStatus', p2p: true });
    t.notOk(connection(), 'nothing was recorded of it yet');
    replay(2);
    t.not(connection(), bridge);
    t.strictSame(await lost(), [{ id: 'i', packetsLost: 2 }]);
    conference.replay({ t: 2, event: 'conference.p2pStatus', p2p: false });
    t.equal(connection(), bridge);
    replay();
    t.notOk(connection(), 'without a recording there is none');
});

t.test('the conference knows what it knew at each moment', async (t) => {
    const conference = createReplayedConference(parts);
    const seen: unknown[][] = [];
    for (const event of ['conference.joined', 'conference.unique_id_set', 'conference.p2pStatus', 'conference.userJoined', 'conference.userLeft',
        'conference.failed', 'conference.connectionInterrupted', 'conference.left', 'connection.established']) {
        conference.addEventListener(event, (...args: unknown[]) => {
            seen.push([event, ...args, conference.isJoined?.(), conference.isP2PActive?.(), conference.getParticipantCount?.(),
                conference.getMeetingUniqueId?.()]);
        });
    }
    conference.replay({ t: 0, event: 'connection.established' });
    conference.replay({ t: 1, event: 'conference.joined', me: 'cf491bb2' });
    conference.replay({ t: 2, event: 'conference.userJoined', id: 'x' });
    conference.replay({ t: 3, event: 'conference.p2pStatus', p2p: true });
    conference.replay({ t: 4, event: 'conference.connectionInterrupted' });
    conference.replay({ t: 5, event: 'conference.failed', error: 'conference.max_users' });
    conference.replay({ t: 6, event: 'conference.userLeft', id: 'x' });
    conference.replay({ t: 7, event: 'conference.left' });
    t.strictSame(seen, [
        ['conference.joined', true, false, 1, 'b7c1d2e3'],
        ['conference.unique_id_set', 'b7c1d2e3', true, false, 1, 'b7c1d2e3'],
        ['conference.userJoined', 'x', true, false, 2, 'b7c1d2e3'],
        ['conference.p2pStatus', conference, true, true, true, 2, 'b7c1d2e3'],
        ['conference.connectionInterrupted', true, true, 2, 'b7c1d2e3'],
        ['conference.failed', 'conference.max_users', true, true, 2, 'b7c1d2e3'],
        ['conference.userLeft', 'x', true, true, 1, 'b7c1d2e3'],
        ['conference.left', false, true, 1, undefined]
    ]);
    t.equal(conference.getName(), 'weekly');
    t.equal(conference.myUserId(), 'cf491bb2');
});

t.test('a track is the same object from its coming to its going, though it forgets its owner', async (t) => {
    const conference = createReplayedConference(parts);
    const seen: [JitsiTrack, boolean][] = [];
    for (const event of ['conference.trackAdded', 'conference.trackMuteChanged', 'conference.trackRemoved'])
        conference.addEventListener(event, (track: JitsiTrack) => { seen.push([track, track.isMuted()]); });
    const track = { type: 'video', local: true, muted: false, owner: 'cf491bb2' };
    conference.replay({ t: 0, event: 'conference.trackAdded', track });
    conference.replay({ t: 1, event: 'conference.trackMuteChanged', track: { ...track, muted: true } });
    conference.replay({ t: 2, event: 'conference.trackRemoved', track: { ...track, muted: true, owner: null } });
    conference.replay({ t: 3, event: 'conference.trackAdded', track: { ...track, local: false, owner: 'x' } });
    t.strictSame(seen.map(([, muted]) => muted), [false, true, true, false]);
    t.equal(new Set(seen.slice(0, 3).map(([given]) => given)).size, 1);
    t.not(seen[3]?.[0], seen[0]?.[0]);
    t.strictSame(conference.getLocalTracks?.(), [seen[0]?.[0]]);
});

t.test('who does not listen any more is not called', async (t) => {
    const conference = createReplayedConference(parts);
    const listener = () => t.fail('it was called');
    conference.addEventListener('conference.left', listener);
    conference.removeEventListener('conference.left', listener);
    conference.replay({ t: 0, event: 'conference.left' });
});
