import type { XmppOptions } from './start-prosody.js';

/** One LOCAL_STATS_UPDATED as the page saw it. `stats` as JSON has it: what is undefined, NaN or a Map there is absent, null or {} here. */
export interface SeenStats { at: number; endpointId: string; p2p: boolean; stats: unknown }

export interface CallOptions {
    roomName: string;
    xmpp: XmppOptions;
    pcStatsInterval: number;
    /** The page hands its conference over. */
    collect: boolean;
}

/** The members of lib-jitsi-meet's objects that the page uses. */
interface Track {
    getType(): string;
    isLocal(): boolean;
    isMuted(): boolean;
    mute(): Promise<void>;
    unmute(): Promise<void>;
    attach(element: HTMLElement): void;
}
interface Conference {
    on(event: string, listener: (...args: never[]) => void): void;
    addTrack(track: Track): Promise<void>;
    join(): void;
    leave(): Promise<void>;
    myUserId(): string;
    isP2PActive(): boolean;
    getParticipants(): { getProperty(name: string): unknown }[];
}
interface Connection {
    addEventListener(event: string, listener: (...args: unknown[]) => void): void;
    connect(options: object): void;
    disconnect(): Promise<void>;
    initJitsiConference(name: string, config: object): Conference;
}
interface Library {
    init(options: object): void;
    setLogLevel(level: string): void;
    JitsiConnection: new (appId: null, token: null, options: XmppOptions) => Connection;
    createLocalTracks(options: object): Promise<Track[]>;
    events: Record<'conference' | 'connection' | 'connectionQuality', Record<string, string>>;
}

interface CallPage {
    JitsiMeetJS: Library;
    APP: object;
    /** Changes the part of Jitsi Meet's state that concerns the conference, where there is one. */
    dispatch?(slice: object): void;
    confmeter: { collectCallQuality(conference: Conference, options: object): () => Promise<void> };
    /** Set by join: what the test can do in the call. */
    call: { mute(kind: string, muted: boolean): Promise<void>; leave(): Promise<void>; othersProperty(name: string): unknown[] };
    /** Exposed by the test. */
    sawStats(line: string): Promise<void>;
    sawEvent(name: string, data?: object): Promise<void>;
}

/* What follows runs in the page; each function stands alone, as Playwright hands over its text. */

/** Gives the page what Jitsi Meet's has: a store that knows the conference (react/features/base/conference/reducer.ts). */
export function actAsJitsiMeet(): void {
    const page = window as unknown as CallPage;
    const listeners = new Set<() => void>();
    let slice = {};
    page.APP = {
        store: {
            getState: () => ({ 'features/base/conference': slice }),
            subscribe(listener: () => void) {
                listeners.add(listener);
                return () => listeners.delete(listener);
            }
        }
    };
    page.dispatch = (next) => {
        slice = next;
        for (const listener of listeners) listener();
    };
}

/** Joins the call. Resolves when the join has begun. */
export async function joinCall({ roomName, xmpp, pcStatsInterval, collect }: CallOptions): Promise<void> {
    const page = window as unknown as CallPage;
    const { JitsiMeetJS } = page;
    const { conference: conferenceEvents, connection: connectionEvents, connectionQuality } = JitsiMeetJS.events;
    const config = { p2p: { enabled: true, stunServers: [] }, openBridgeChannel: 'websocket', disableSimulcast: true, pcStatsInterval };
    JitsiMeetJS.setLogLevel('error');
    JitsiMeetJS.init({ disableAudioLevels: true, enableAnalyticsLogging: false, ...config });

    const connection = new JitsiMeetJS.JitsiConnection(null, null, xmpp);
    await new Promise<void>((resolve, reject) => {
        connection.addEventListener(connectionEvents.CONNECTION_ESTABLISHED!, () => { resolve(); });
        connection.addEventListener(connectionEvents.CONNECTION_FAILED!, (error) => { reject(new Error(`connection failed: ${String(error)}`)); });
        connection.connect({});
    });
    const conference = connection.initJitsiConference(roomName, config);
    conference.on(connectionQuality.LOCAL_STATS_UPDATED!, (stats: unknown) => {
        const seen = { at: Date.now(), endpointId: conference.myUserId(), p2p: conference.isP2PActive(), stats };
        void page.sawStats(JSON.stringify(seen));
    });
    for (const name of ['CONFERENCE_JOINED', 'USER_JOINED', 'USER_LEFT']) conference.on(conferenceEvents[name]!, () => { void page.sawEvent(name); });
    conference.on(conferenceEvents.P2P_STATUS!, (_: never, p2p: boolean) => { if (p2p) void page.sawEvent('P2P'); });
    conference.on(conferenceEvents.TRACK_MUTE_CHANGED!, (track: Track) => {
        void page.sawEvent('TRACK_MUTE_CHANGED', { kind: track.getType(), local: track.isLocal(), muted: track.isMuted() });
    });
    conference.on(conferenceEvents.TRACK_ADDED!, (track: Track) => {
        if (track.isLocal()) return;
        const element = document.createElement(track.getType() === 'video' ? 'video' : 'audio');
        element.autoplay = true;
        document.body.append(element);
        track.attach(element);
    });

    const tracks = await JitsiMeetJS.createLocalTracks({
        devices: ['audio', 'video'], resolution: 360, constraints: { video: { height: { ideal: 360, max: 360, min: 180 } } }
    });
    for (const track of tracks) await conference.addTrack(track);
    page.call = {
        async mute(kind, muted) {
            const track = tracks.find((candidate) => candidate.getType() === kind);
            await (muted ? track?.mute() : track?.unmute());
        },
        othersProperty: (name) => conference.getParticipants().map((participant) => participant.getProperty(name)),
        async leave() {
            await conference.leave();
            await connection.disconnect();
        }
    };

    if (collect) page.confmeter.collectCallQuality(conference, {});
    conference.on(conferenceEvents.CONFERENCE_JOINED!, () => { page.dispatch?.({ conference }); });
    conference.on(conferenceEvents.CONFERENCE_LEFT!, () => { page.dispatch?.({}); });
    page.dispatch?.({ joining: conference });
    conference.join();
}
