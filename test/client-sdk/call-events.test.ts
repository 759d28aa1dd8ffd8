import t from 'tap';
import { Conference, Emitter, Track } from '../support/fake-jitsi.js';
import { eventsOf, openCollector } from './open-collector.js';

t.test('tells every kind of event of a conference, its tracks and its connection', async (t) => {
    const conference = new Conference();
    const camera = new Track('video', true);
    const screen = new Track('video', true, false, 'desktop');
    conference.tracks = [camera];
    const { page } = openCollector({}, { conference });
    await page.advance(1500);
    conference.join();
    conference.others.add('c0863947');
    conference.emit('conference.userJoined', 'c0863947');
    conference.emit('conference.p2pStatus', conference, true);
    conference.emit('conference.connectionInterrupted');
    conference.emit('conference.connectionRestored');
    conference.emit('conference.trackMuteChanged', new Track('audio', false, true));
    conference.emit('conference.server_region_changed', 'eu-west');
    for (const event of ['no_audio_input', 'noisy_mic', 'talk_while_muted', 'suspendDetected']) conference.emit(`conference.${event}`);
    conference.emit('conference.trackAdded', screen);
    conference.emit('conference.trackMuteChanged', Object.assign(screen, { muted: true }));
    conference.emit('conference.trackRemoved', screen);
    for (const status of ['pending', 'on', 'on', 'off', 'off'])
        conference.emit('conference.recorderStateChanged', { getID: () => 'a', getStatus: () => status, getMode: () => 'file' });
    conference.emit('conference.recorderStateChanged', { getID: () => 'b', getStatus: () => 'on', getMode: () => 'stream' });
    conference.emit('conference.error', 'conference.chatError');
    conference.connection.emit('connection.connectionFailed', 'connection.droppedError');
    camera.emit('track.stopped', camera);
    page.devices = page.devices.slice(1);
    page.fire('devicechange');
    await page.settle();
    page.hide();
    conference.emit('conference.failed', 'conference.iceFailed', 'more');
    await page.settle();
    t.strictSame(eventsOf(page).map(({ at: _, ...event }) => event), [
        { type: 'joined', data: { setupMs: 1500 } },
        { type: 'userJoined', data: { count: 2 } },
        { type: 'p2pStatus', data: { p2p: true } },
        { type: 'connectionInterrupted' },
        { type: 'connectionRestored' },
        { type: 'trackMuteChanged', data: { kind: 'audio', local: false, muted: true } },
        { type: 'serverRegionChanged', data: { region: 'eu-west' } },
        { type: 'noAudioInput' },
        { type: 'noisyMic' },
        { type: 'talkWhileMuted' },
        { type: 'suspendDetected' },
        { type: 'screenShare', data: { on: true } },
        { type: 'trackMuteChanged', data: { kind: 'desktop', local: true, muted: true } },
        { type: 'screenShare', data: { on: false } },
        { type: 'recording', data: { on: true, mode: 'file' } },
        { type: 'recording', data: { on: false, mode: 'file' } },
        { type: 'recording', data: { on: true, mode: 'stream' } },
        { type: 'conferenceError', data: { code: 'conference.chatError' } },
        { type: 'connectionFailed', data: { code: 'connection.droppedError' } },
        { type: 'trackEnded', data: { kind: 'video' } },
        { type: 'deviceChanged', data: { kind: 'audioinput' } },
        { type: 'visibility', data: { hidden: true } },
        { type: 'conferenceFailed', data: { code: 'conference.iceFailed' } }
    ]);
});

t.test('tells of STUN and TURN servers that cannot be reached, of each once, and of no more than ten', async (t) => {
    const { page, conference } = openCollector();
    const connections = [new Emitter(), new Emitter()];
    for (const connection of connections) conference.emit('conference.media_session.started', { peerconnection: { peerconnection: connection } });
    for (const connection of connections) {
        connection.emit('icecandidateerror', { url: 'turn:turn.example.org:443?transport=udp', errorCode: 701, address: '192.0.2.1' });
        connection.emit('icecandidateerror', { errorCode: 600 });
    }
    for (let port = 1; port <= 20; port++) connections[0]?.emit('icecandidateerror', { url: `stun:stun.example.org:${String(port)}`, errorCode: 701 });
    await page.advance(30_000);
    const told = eventsOf(page);
    t.match(told[0], { type: 'iceCandidateError', data: { code: '701', message: 'turn:turn.example.org:443?transport=udp' } });
    t.strictSame(told[1]?.data, { code: '600' });
    t.equal(told.length, 10);
    conference.leave();
    t.strictSame(connections.map(({ listenerCount }) => listenerCount), [0, 0]);
});

t.test('tells of a microphone that gives nothing, and not of a camera, nor of one that is not in the conference', async (t) => {
    const { page, conference } = openCollector();
    const [microphone, camera, spare] = [new Track('audio', true), new Track('video', true), new Track('audio', true)];
    for (const track of [microphone, camera, spare]) conference.emit('conference.trackAdded', track);
    conference.emit('conference.trackRemoved', spare);
    for (const track of [microphone, camera, spare]) track.emit('track.no_data_from_source', true);
    microphone.emit('track.no_data_from_source', false);
    await page.advance(30_000);
    t.strictSame(eventsOf(page).map(({ type }) => type), ['noAudioInput']);
});

t.test('takes no harm from a track that is taken out of the conference before it is stopped', async (t) => {
    const { page, conference } = openCollector();
    const camera = new Track('video', true);
    conference.emit('conference.trackAdded', camera);
    conference.emit('conference.trackRemoved', camera);
    camera.emit('track.stopped', camera);
    conference.emit('conference.trackAdded', camera);
    camera.emit('track.stopped', camera);
    await page.advance(30_000);
    t.strictSame(eventsOf(page).map(({ type }) => type), ['trackEnded']);
});

t.test('throws nothing into lib-jitsi-meet, whatever it is told and whatever breaks', async (t) => {
    const conference = new Conference();
    const { page } = openCollector({}, { conference });
    const methods = ['myUserId', 'isJoined', 'isHidden', 'isP2PActive', 'getMeetingUniqueId', 'getParticipantCount', 'getBreakoutRooms'];
    for (const method of methods)
        Object.defineProperty(conference, method, { value() { throw new TypeError('not now'); } });
    for (const event of conference.listeners.keys()) {
        for (const argument of [undefined, null, 5, 'text', {}, { transport: 5, resolution: 7, codec: { x: null } }])
            conference.emit(event, argument, argument);
    }
    await page.advance(60_000);
    t.pass('nothing was thrown');
});
