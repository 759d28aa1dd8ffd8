import type { ConnectionState } from '../../schemas/connection-state.js';
import { changed, GOOD, SECOND, START, type Call, type Stretch } from './analyzed-call.js';

type Change = Parameters<typeof changed>[1];
const well = (seconds: number, change: Change = {}): Stretch => ({ seconds, state: changed(GOOD, change) });
/** What REMOTE_STATS_UPDATED brings of another (modules/connectivity/ConnectionQuality.ts, _broadcastLocalStats). */
const heard = (seconds: number, change: Change = {}): Stretch => {
    const { connectionQuality, bitrate, packetLoss = {}, jvbRTT, serverRegion, maxEnabledResolution } = changed(GOOD, change);
    const broadcast = { connectionQuality, bitrate, packetLoss, jvbRTT, serverRegion, maxEnabledResolution };
    return { seconds, state: JSON.parse(JSON.stringify(broadcast)) as ConnectionState };
};
const OBSERVER = '00000000-0000-8000-8000-000000000001';
/** A minute well, then 40 s not, then a minute well. */
const amid = (change: Change): Stretch[] => [well(60), well(40, change), well(60)];
const minutes = (count: number) => START + count * 60 * SECOND;

/**
 * Calls that cannot be recorded with two browsers and no bridge, or not at will. States are made after lib-jitsi-meet's and W3C's types, with
 * the values that recordings of such trouble had where there are some. By the names that docs/issues.md gives them.
 */
export const HAND_MADE: Readonly<Record<string, Call>> = {
    'bridge-clean': { stretches: [well(300)] },
    'bridge-ten-seconds': { stretches: [{ seconds: 600, every: 10 }] },
    'bridge-shared-screen': {
        stretches: [well(60), well(240, { inbound: { video: { framesPerSecond: { min: 2, mean: 3 }, freezeCount: 1, totalFreezesDuration: 900 } } })]
    },
    'bridge-small-tiles': {
        stretches: [well(60), well(240, {
            received: { videoStreams: 24 }, inbound: { video: { framesPerSecond: { min: 7, mean: 14 }, frameHeight: { min: 90, mean: 180 } } },
            maxEnabledResolution: 180, candidatePair: { availableOutgoingBitrate: 400 },
            outbound: { video: { frameHeight: 180, qualityLimitationReason: 'bandwidth' } }
        })]
    },
    'one-bad-sample': { stretches: [well(60), well(10, { inbound: { audio: { packetLoss: 40 } } }), well(60)].map((row) => ({ ...row, every: 10 })) },
    'turn-over-tls': { stretches: [well(300, { candidatePair: { localCandidateType: 'relay', relayProtocol: 'tls', currentRoundTripTime: 90 } })] },
    'far-bridge': { stretches: [well(300, { candidatePair: { currentRoundTripTime: 140 } })], session: { tags: { userRegion: 'us-east' } } },
    'third-joins': {
        stretches: [
            well(60, { transport: { p2p: true }, candidatePair: { currentRoundTripTime: 20 } }),
            well(120, { candidatePair: { currentRoundTripTime: 190 } })
        ],
        events: [
            { at: 2, type: 'p2pStatus', data: { p2p: true } }, { at: 60, type: 'userJoined', data: { count: 3 } },
            { at: 60, type: 'p2pStatus', data: { p2p: false } }
        ]
    },
    'far-away': { stretches: amid({ candidatePair: { currentRoundTripTime: 600 }, inbound: { audio: { jitterBufferDelay: 90 } } }) },
    'shaky-wireless': {
        stretches: amid({ outbound: { audio: { jitter: 55 } }, inbound: { audio: { jitter: 60, jitterBufferDelay: 230, concealedSamples: 6 } } })
    },
    'slow-machine': {
        stretches: amid({
            outbound: { video: { encodeTime: 99, framesPerSecond: 5 } }, inbound: { video: { decodeTime: 30, framesPerSecond: { min: 9, mean: 9 } } }
        })
    },
    'dead-microphone': {
        stretches: [well(120)], events: [{ at: 30, type: 'noAudioInput' }, { at: 70, type: 'trackEnded', data: { kind: 'audio' } }]
    },
    'no-permission': {
        stretches: [well(120, { bitrate: { upload: 0, audio: { upload: 0 }, video: { upload: 0 } }, outbound: undefined })],
        events: [{ at: 1, type: 'mediaError', data: { name: 'gum.permission_denied', message: 'audio.video' } }]
    },
    'blocked-by-firewall': {
        stretches: [],
        events: [
            { at: 1, type: 'joined', data: { setupMs: 900 } }, { at: 1, type: 'userJoined', data: { count: 4 } },
            { at: 12, type: 'iceCandidateError', data: { code: '701', message: 'turn:turn.example.org:443?transport=udp' } },
            { at: 40, type: 'conferenceError', data: { code: 'conference.iceFailed' } }, { at: 60, type: 'left' }
        ],
        end: { endedAt: minutes(1) }
    },
    'not-let-in': {
        stretches: [], session: { joinedAt: null }, end: { endedAt: minutes(0.1), endReason: 'failed' },
        events: [{ at: 3, type: 'conferenceFailed', data: { code: 'conference.connectionError.notAllowed' } }]
    },
    'waits-in-the-lobby': {
        stretches: [], session: { joinedAt: null }, end: { endedAt: minutes(5), endReason: 'closed' },
        events: [{ at: 3, type: 'conferenceFailed', data: { code: 'conference.connectionError.membersOnly' } }]
    },
    'killed-page': { stretches: [well(120)], end: { endReason: 'silent' } },
    'turn-server-away': {
        stretches: [well(120)], events: [{ at: 12, type: 'iceCandidateError', data: { code: '701', message: 'turns:turn.example.org:443' } }]
    },
    'signalling-lost': {
        stretches: [well(120)], events: [{ at: 118, type: 'connectionFailed', data: { code: 'connection.droppedError' } }],
        end: { endedAt: minutes(2.2), endReason: 'failed' }
    },
    'no-camera': { stretches: [well(120)], events: [{ at: 1, type: 'mediaError', data: { name: 'gum.not_found', message: 'video' } }] },
    'long-way-in': {
        stretches: [well(120)], events: [{ at: 8, type: 'joined', data: { setupMs: 8000 } }], session: { joinedAt: START + 8 * SECOND }
    },
    'jerky-videos': {
        stretches: amid({ inbound: { video: { framesPerSecond: { min: 3, mean: 5 }, framesDropped: 14, packetLoss: 2 } } })
    },
    'typing-beside-the-microphone': { stretches: [well(120)], events: [{ at: 40, type: 'noisyMic' }] },
    'lid-closed': { stretches: [well(60), { seconds: 180, every: 1000 }, well(60)], events: [{ at: 240, type: 'suspendDetected' }] },
    'heard-of-a-phone': { stretches: [heard(60), heard(60, { packetLoss: { download: 9 } }), heard(60)], session: { observedBy: OBSERVER } },
    'heard-nothing-of-a-phone': {
        stretches: [{ seconds: 120, state: { connectionQuality: 100 } }], session: { observedBy: OBSERVER }, end: { endReason: 'silent' }
    },
    'rated-badly': { stretches: [well(120)], events: [{ at: 121, type: 'feedback', data: { rating: 1 } }] }
};
