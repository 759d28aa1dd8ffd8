import type { Page } from 'playwright-core';

/** What a page of this bench has. */
interface LoopbackWindow {
    loopback: RTCPeerConnection;
}

/**
 * Makes a peer connection in the page as a participant's to a bridge: own audio and video on it, and those of so many others, all real,
 * though small: 5 frames of 64 × 36 pixels a second, one tone.
 */
export const openLoopback = (page: Page, others: number): Promise<void> => page.evaluate(async (count) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 36 });
    const context = canvas.getContext('2d') as CanvasRenderingContext2D;
    setInterval(() => { context.fillRect(Math.random() * 64, Math.random() * 36, 3, 3); }, 200);
    const [video] = canvas.captureStream(5).getVideoTracks() as [MediaStreamTrack];
    const audioContext = new AudioContext();
    const destination = audioContext.createMediaStreamDestination();
    const tone = audioContext.createOscillator();
    tone.connect(destination);
    tone.start();
    const [audio] = destination.stream.getAudioTracks() as [MediaStreamTrack];

    const own = new RTCPeerConnection();
    const bridge = new RTCPeerConnection();
    own.onicecandidate = ({ candidate }) => { if (candidate) void bridge.addIceCandidate(candidate); };
    bridge.onicecandidate = ({ candidate }) => { if (candidate) void own.addIceCandidate(candidate); };
    for (let place = 0; place < count; place++) {
        bridge.addTransceiver(audio, { direction: place === 0 ? 'sendrecv' : 'sendonly' });
        bridge.addTransceiver(video, { direction: place === 0 ? 'sendrecv' : 'sendonly' });
    }
    await bridge.setLocalDescription(await bridge.createOffer());
    own.addTrack(audio);
    own.addTrack(video);
    await own.setRemoteDescription(bridge.localDescription as RTCSessionDescription);
    await own.setLocalDescription(await own.createAnswer());
    await bridge.setRemoteDescription(own.localDescription as RTCSessionDescription);
    (window as unknown as LoopbackWindow).loopback = own;

    const arrived = async () => [...(await own.getStats() as unknown as Map<string, RTCStats>).values()].filter(({ type }) => type === 'inbound-rtp');
    while ((await arrived()).length < 2 * count) await new Promise((resolve) => { setTimeout(resolve, 200); });
}, others);

/**
 * Emits stats events to the script, with the loopback as the peer connection in use. ms by the clock that the script itself took for each:
 * in the event, and when the report was there, but not until it was; and how many streams and objects the last report had.
 */
export const emitWithReports = (page: Page, ...how: [events: number, pauseMs: number]) =>
    page.evaluate(async ([events, pauseMs]) => {
        interface BenchWindow extends LoopbackWindow {
            fakeJitsi: { Conference: new () => { emit(event: string, stats: object): void } };
            confmeter: { collectCallQuality(conference: object): () => Promise<void> };
        }
        const { fakeJitsi, confmeter, loopback } = window as unknown as BenchWindow;
        let answer: Promise<RTCStatsReport> | undefined;
        let answeredAt = 0;
        const peerConnection = {
            getStats() {
                answer = loopback.getStats().then((report) => {
                    answeredAt = performance.now();
                    return report;
                });
                return answer;
            }
        };
        const conference = Object.assign(new fakeJitsi.Conference(), { name: 'bench', me: 'aaaaaaaa', peerConnection });
        const stop = confmeter.collectCallQuality(conference);
        const times: number[] = [];
        for (let event = 0; event < events; event++) {
            await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
            // a stats event comes from a report that the library has just got, and for 50 ms Chromium answers with the same
            await loopback.getStats();
            const begin = performance.now();
            conference.emit('cq.local_stats_updated', { connectionQuality: event % 101 });
            const inEvent = performance.now() - begin;
            await answer;
            // the script's own reactions to the answer come first, each in its turn
            for (let turn = 0; turn < 10; turn++) await Promise.resolve();
            times.push(inEvent + performance.now() - answeredAt);
        }
        await stop();
        const report = [...(await answer as unknown as Map<string, RTCStats>).values()];
        return { times, streams: report.filter(({ type }) => /^(in|out)bound-rtp$/.test(type)).length, objects: report.length };
    }, how);

/** What getStats() of the loopback says, so many times. */
export const readReports = (page: Page, count: number, pauseMs: number): Promise<Record<string, unknown>[][]> =>
    page.evaluate(async ([reports, pause]) => {
        const { loopback } = window as unknown as LoopbackWindow;
        const read: Record<string, unknown>[][] = [];
        while (read.length < reports) {
            await new Promise((resolve) => { setTimeout(resolve, pause); });
            read.push([...(await loopback.getStats() as unknown as Map<string, Record<string, unknown>>).values()]);
        }
        return read;
    }, [count, pauseMs] as const);
