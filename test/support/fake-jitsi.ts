import type { TraceLine } from './traces.js';

/**
 * A stand-in for lib-jitsi-meet that says what a test tells it to. All of it is in one function without imports, so that it
 * works as text too: `page.addInitScript(fakeJitsiScript)` puts it into a page as `window.fakeJitsi`.
 */
export function createFakeJitsi() {
    type Listener = (...args: never[]) => void;

    /** modules/util/Listenable.ts, with Node's EventEmitter behind it: a listener that throws stops the others. */
    class Emitter {
        readonly listeners = new Map<string, Listener[]>();

        addEventListener(event: string, listener: Listener) {
            this.listeners.set(event, [...this.listeners.get(event) ?? [], listener]);
        }

        removeEventListener(event: string, listener: Listener) {
            this.listeners.set(event, (this.listeners.get(event) ?? []).filter((other) => other !== listener));
        }

        emit(event: string, ...args: unknown[]) {
            for (const listener of this.listeners.get(event) ?? []) (listener as (...args: unknown[]) => void)(...args);
        }

        get listenerCount() {
            return [...this.listeners.values()].reduce((count, listeners) => count + listeners.length, 0);
        }
    }

    class Track extends Emitter {
        constructor(readonly type: string, readonly local: boolean, public muted = false, readonly videoType?: string) {
            super();
        }

        getType() { return this.type; }
        isLocal() { return this.local; }
        isMuted() { return this.muted; }
        getVideoType() { return this.videoType; }
    }

    /** Puts back into a payload what JSON could not hold. */
    function restore(stats: Record<string, unknown>, notJson: TraceLine['notJson'] = {}) {
        const payload = structuredClone(stats);
        for (const [path, lost] of Object.entries(notJson)) {
            const names = path.split('.');
            const last = names.pop() as string;
            const owner = names.reduce((object, name) => object[name] as Record<string, unknown>, payload);
            owner[last] = typeof lost === 'object' ? new Map(lost.Map) : lost === 'NaN' ? NaN : undefined;
        }
        return payload;
    }

    class Participant {
        constructor(readonly id: string, readonly properties = new Map<string, string>(), readonly hidden = false, readonly displayName?: string) {}

        getId() { return this.id; }
        isHidden() { return this.hidden; }
        getDisplayName() { return this.displayName; }
        getProperty(name: string) { return this.properties.get(name); }
    }

    class Conference extends Emitter {
        name = 'weekly-standup';
        me: string | null = null;
        joined = false;
        hidden = false;
        p2p = false;
        meetingId: string | undefined;
        mainRoomJid: string | undefined;
        others = new Set<string>();
        tracks: Track[] = [];
        participants: Participant[] = [];
        /** What the others see of the own participant. */
        readonly properties = new Map<string, string>();
        /** The RTCPeerConnection in use. */
        peerConnection: { getStats(): Promise<Map<unknown, Record<string, unknown>>> } | null = null;
        readonly connection = new Emitter();
        /** lib-jitsi-meet has one such object per conference, which it changes and emits again. */
        readonly stats: Record<string, unknown> = {};

        /** Answers what was recorded at the last stats event. */
        readonly played = {
            report: undefined as TraceLine['report'],
            getStats() { return Promise.resolve(new Map(this.report?.map((stats) => [stats.id, stats]))); }
        };

        getName() { return this.name; }
        myUserId() { return this.me; }
        isJoined() { return this.joined; }
        isHidden() { return this.hidden; }
        isP2PActive() { return this.p2p; }
        getMeetingUniqueId() { return this.meetingId; }
        getParticipantCount() { return this.others.size + 1; }
        getLocalTracks() { return this.tracks; }
        getParticipants() { return this.participants; }
        setLocalParticipantProperty(name: string, value: string) { this.properties.set(name, value); }
        removeLocalParticipantProperty(name: string) { this.properties.delete(name); }
        getConnection() { return this.connection; }
        getActivePeerConnection() { return this.peerConnection && { peerconnection: this.peerConnection }; }
        getBreakoutRooms() { return { isBreakoutRoom: () => this.mainRoomJid !== undefined, getMainRoomJid: () => this.mainRoomJid }; }

        emitStats(payload: Record<string, unknown>) {
            for (const name of Object.keys(this.stats)) Reflect.deleteProperty(this.stats, name);
            Object.assign(this.stats, payload);
            this.emit('cq.local_stats_updated', this.stats);
            // what is not copied at once is gone
            for (const name of Object.keys(this.stats)) this.stats[name] = 'changed after the event';
        }

        join(me = '108418c9') {
            this.me = me;
            this.joined = true;
            this.emit('conference.joined');
        }

        leave() {
            this.joined = false;
            this.me = null;
            this.meetingId = undefined;
            this.emit('conference.left');
        }

        /** One line of a recorded call, as the page got it. */
        play(line: TraceLine) {
            const track = line.track && new Track(line.track.type, line.track.local, line.track.muted);
            switch (line.event) {
                case 'cq.local_stats_updated':
                    if (line.report) this.peerConnection = this.played;
                    this.played.report = line.report;
                    this.emitStats(restore(line.stats ?? {}, line.notJson));
                    break;
                case 'conference.joined':
                    this.join(line.me);
                    break;
                case 'conference.left':
                    this.leave();
                    break;
                case 'conference.userJoined':
                    this.others.add(line.id as string);
                    this.emit(line.event, line.id);
                    break;
                case 'conference.userLeft':
                    this.others.delete(line.id as string);
                    this.emit(line.event, line.id);
                    break;
                case 'conference.p2pStatus':
                    this.p2p = line.p2p as boolean;
                    this.emit(line.event, this, this.p2p);
                    break;
                default:
                    this.emit(line.event, track);
            }
        }
    }
    return { Emitter, Track, Participant, Conference, restore };
}

export const { Emitter, Track, Participant, Conference, restore } = createFakeJitsi();
export type FakeParticipant = InstanceType<typeof Participant>;
export type FakeConference = InstanceType<typeof Conference>;

export const fakeJitsiScript = `window.fakeJitsi = (${createFakeJitsi.toString()})();`;
