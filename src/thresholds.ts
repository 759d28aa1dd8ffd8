/** Where a value begins to be bad, and for how long it must be. */
export interface Threshold {
    /** In the unit of the value. On this side of it, or equal, it is noticeable; null: no such step. */
    warning: number | null;
    /** On this side of it, or equal, it is hardly bearable. */
    error: number | null;
    /** ms that it must be beyond for an issue to begin, in at least two samples. Time within counts back, after/until as fast. */
    after: number;
    /** ms that it must be within for the issue to be over; it ends where it was last beyond. */
    until: number;
    unit: string;
    worse: 'high' | 'low';
    about: string;
    /** Who else draws the line there. */
    source: string;
}

const SECOND = 1000;

const beyond = (
    unit: string, worse: Threshold['worse'], [warning, error]: [number | null, number | null], [after, until]: [seconds: number, seconds: number],
    about: string, source: string
): Threshold => ({ warning, error, after: after * SECOND, until: until * SECOND, unit, worse, about, source });

/** An event or a figure of the whole session: it has no duration. */
const once = (unit: string, worse: Threshold['worse'], steps: [number | null, number | null], about: string, source: string): Threshold =>
    beyond(unit, worse, steps, [0, 0], about, source);

/** Every threshold there is. A test keeps docs/issues.md equal to this. */
export const THRESHOLDS = {
    uploadLoss: beyond('%', 'high', [3, 6], [8, 16], 'packet loss on the way up', 'Twilio: 3; rtcstats: above 5 is very poor'),
    downloadLoss: beyond('%', 'high', [3, 6], [8, 16], 'packet loss on the way down', 'as above'),
    roundTripTime: beyond('ms', 'high', [250, 500], [10, 20], 'round trip to the bridge, or to the other in P2P',
        'webrtc-issue-detector: 250; rtcstats: 500 is unusable'),
    jitter: beyond('ms', 'high', [30, 100], [10, 20], 'jitter of audio, either way', 'Twilio, Sinch: 30'),
    playoutDelay: beyond('ms', 'high', [200, 500], [10, 20], 'audio waits in the jitter buffer',
        'Azure Communication Services: 200; webrtc-issue-detector: 500'),
    audioMos: beyond('MOS', 'low', [3.6, 3.1], [15, 20], 'what this participant hears',
        'ITU-T G.107, Annex B: below these, some and many users are dissatisfied'),
    bandwidth: beyond('kbit/s', 'low', [500, 150], [10, 20], 'what could be sent, while the video is limited by it',
        'rtcstats: 300 to 500 for a video call'),
    freezes: beyond('s', 'high', [2, 10], [0, 30], 'the picture of another stood still, within 30 s', 'W3C freezeCount'),
    frameRate: beyond('1/s', 'low', [8, 4], [8, 16], 'frames of the own video, or the mean of the others\'', 'below, motion is no motion'),
    frameHeight: beyond('%', 'low', [50, 25], [10, 20], 'own video, of the height that was sent before and is asked for', 'a quarter of the pixels'),
    frameTime: beyond('ms', 'high', [20, 80], [8, 16],
        'encoding or decoding a frame, with fewer than 15 a second; twice this, unless it is four times what it was at best',
        'twice: 25 frames a second'),
    bridgeDistance: beyond('ms', 'high', [100, null], [30, 60], 'round trip to a bridge of another region than the participant\'s',
        'a bridge of one\'s own region is nearer'),
    switchRoundTripTime: once('ms', 'high', [100, null], 'longer after a change between P2P and bridge', 'one step of rtcstats\' bands'),
    switchLoss: once('%', 'high', [3, null], 'more after a change between P2P and bridge', 'Twilio: 3'),
    relay: beyond('', 'high', [1, null], [10, 20], 'over a TURN server (1 = yes)', 'peermetrics: at all'),
    tcp: beyond('', 'high', [1, null], [10, 20], 'over TCP or TLS (1 = yes)', 'peermetrics: at all'),
    interruption: once('ms', 'high', [1000, 10_000], 'no media came or went', 'below, it is loss; rtcstats: 10 s of no video'),
    setupTime: once('ms', 'high', [5000, null], 'from the start of the join to its end, without waiting for a person', 'peermetrics\' last step'),
    noConnection: once('ms', 'high', [null, 30_000], 'others there, and no media ever', 'peermetrics: at all'),
    rejoins: once('', 'high', [2, null], 'times that a participant came back within 10 minutes', 'one can be a reload'),
    rating: once('', 'low', [2, null], 'stars given, of 5', 'two of five'),
    verdictShare: once('%', 'high', [10, 10], 'of the time in the call: so much makes a call fair, or poor', 'peermetrics: 30 s'),
    verdictTime: once('ms', 'high', [300_000, 300_000], 'or so much in all', 'five minutes')
} as const satisfies Record<string, Threshold>;

export type ThresholdName = keyof typeof THRESHOLDS;
export type Thresholds = Readonly<Record<ThresholdName, Readonly<Threshold>>>;

const STEPS = ['warning', 'error', 'after', 'until'] as const;
const isStep = (word: string): word is typeof STEPS[number] => (STEPS as readonly string[]).includes(word);

/**
 * The thresholds with some of them changed, as the setting THRESHOLDS has them: `uploadLoss.warning=3`, `jitter.after=20` (seconds),
 * `tcp.warning=off`.
 * @returns what is wrong, in words, when something is; then the thresholds are not to be used
 */
export function changeThresholds(changes: readonly string[]): { thresholds: Thresholds; faults: string[] } {
    const thresholds: Record<string, Threshold> = Object.fromEntries(Object.entries<Threshold>(THRESHOLDS));
    const faults: string[] = [];
    for (const change of changes) {
        const [, name = '', step = '', text = ''] = /^(\w+)\.(\w+)=(.+)$/.exec(change) ?? [];
        const threshold = Object.hasOwn(thresholds, name) ? thresholds[name] : undefined;
        const value = text === 'off' ? null : Number(text);
        if (threshold === undefined || !isStep(step)) {
            faults.push(`${JSON.stringify(change)} names no threshold; it should look like uploadLoss.warning=3`);
        } else if (step === 'after' || step === 'until') {
            if (value === null || !(value >= 0 && value <= 3600)) faults.push(`${JSON.stringify(change)} is no number of seconds from 0 to 3600`);
            else thresholds[name] = { ...threshold, [step]: value * SECOND };
        } else if (value !== null && !(value >= 0 && value < Infinity)) {
            faults.push(`${JSON.stringify(change)} is neither a number nor "off"`);
        } else {
            thresholds[name] = { ...threshold, [step]: value };
        }
    }
    return { thresholds: thresholds as unknown as Thresholds, faults };
}
