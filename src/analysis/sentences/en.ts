import type { Finding } from '../../../schemas/explanation.js';
import { ISSUE_CODES, type Issue, type IssueCode, type IssueDetails } from '../../../schemas/issue.js';
import { ISSUE_KINDS } from '../issue-catalogue.js';
import { significant } from '../rounding.js';
import { durationParts } from './durations.js';
import { joinNames, type Sentences, type Shared } from './sentences.js';

const figure = (value = 0): string => String(significant(value));
const duration = (ms = 0): string => durationParts(ms).map((part) => part.join(' ')).join(' ');
const list = (names: readonly string[]): string => joinNames(names, 'and', (count) => `${String(count)} ${count === 1 ? 'other' : 'others'}`);
/** `, 3 times`; nothing of what happened once. */
const timesIn = (times = 1): string => times > 1 ? `, ${String(times)} times` : '';
const inBrackets = (code: string | undefined): string => code === undefined ? '' : ` (${code})`;

const DEVICES = { microphone: 'The microphone', camera: 'The camera', both: 'Microphone and camera', either: 'Microphone or camera' } as const;
const withoutMedia = ({ times }: Issue['evidence'], { device = 'either', name }: IssueDetails): string =>
    `${DEVICES[device]} could not be had${timesIn(times)}${inBrackets(name)}.`;

/** The round trip and the loss, as far as they are known. */
function worseAfterSwitch(evidence: Issue['evidence'], { switchedTo, region = 'another region' }: IssueDetails): string {
    const { roundTripTimeBefore, roundTripTimeAfter, packetLossBefore, packetLossAfter } = evidence;
    const to = switchedTo === 'p2p' ? 'P2P' : switchedTo === 'bridge' ? 'the bridge' : `a bridge in ${region}`;
    const told = [
        roundTripTimeBefore === undefined ? [] : [`the round trip took ${figure(roundTripTimeAfter)} ms instead of ${figure(roundTripTimeBefore)} ms`],
        packetLossBefore === undefined ? [] : [`${figure(packetLossAfter)} % instead of ${figure(packetLossBefore)} % got lost`]
    ];
    return `After the change to ${to} ${told.flat().join(', and ')}.`;
}

const nameOf = ({ scope, value }: Shared): string => scope === 'browser' ? value : `the ${scope} ${value}`;
const sideOf = (direction: Finding['direction']): string =>
    direction === null ? '' : direction === 'upload' ? ' in what they send' : ' in what reaches them';

export const EN: Sentences = {
    issues: {
        join_failed: ({ ms }, { code }) => `This participant did not get in${code === undefined ? `, in ${duration(ms)}` : ` (${code})`}.`,
        connection_failed: (_, { code }) => `The connection to the server that sets up the call failed${inBrackets(code)}.`,
        no_media_access: (evidence, details) => `This participant could be neither heard nor seen: ${withoutMedia(evidence, details)}`,
        media_error: withoutMedia,
        slow_join: ({ setupMs }) => `It took ${duration(setupMs)} to get in.`,
        multiple_rejoins: ({ times }, _, lastsMs) => `This participant left and came back ${String(times)} times within ${duration(lastsMs)}.`,
        abrupt_end: () => 'The session ended without a word: the browser crashed or was killed, or machine or network went.',
        low_rating: ({ rating }) => `The participant gave the call ${String(rating)} of 5 stars.`,

        no_connection: ({ othersMs }) =>
            `Others were there for ${duration(othersMs)}, and no sound or picture came or went: a firewall between, or a bridge out of reach.`,
        ice_failed: () => 'No way for media was found, or the one in use was lost: a firewall between, or no TURN server to go round it.',
        connection_interrupted: ({ times, totalMs }, { goesOn, restored }) => goesOn === true
            ? `No media has come or gone for ${duration(totalMs)}.`
            : `No media came or went${timesIn(times)} for ${duration(totalMs)}${restored === true ? '' : ', and it did not come back'}.`,
        upload_loss: ({ mean, worst, limit, ms }) => `For ${duration(ms)}, ${figure(mean)} % of what this participant sent got lost on its way `
            + `(at worst ${figure(worst)} %; noticeable from ${figure(limit)} %).`,
        download_loss: ({ mean, worst, limit, ms }) => `For ${duration(ms)}, ${figure(mean)} % of what was sent to this participant got lost `
            + `(at worst ${figure(worst)} %; noticeable from ${figure(limit)} %).`,
        high_rtt: ({ mean, worst, ms }) => `For ${duration(ms)} a packet took ${figure(mean)} ms to go there and back (at worst ${figure(worst)} ms): `
            + 'people talk into each other.',
        upload_jitter: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's audio came unevenly to the other end, by ${figure(mean)} ms `
            + `(at worst ${figure(worst)} ms): a line that others use too, or weak wireless.`,
        download_jitter: ({ mean, worst, ms }) => `For ${duration(ms)} audio came unevenly to this participant, by ${figure(mean)} ms `
            + `(at worst ${figure(worst)} ms): a line that others use too, or weak wireless.`,
        high_playout_delay: ({ mean, worst, ms }) => `For ${duration(ms)} what others said was held back by ${figure(mean)} ms (at worst ${figure(worst)} ms) `
            + 'to smooth it, as it came unevenly.',
        low_audio_mos: ({ mean, worst, ms }) => `For ${duration(ms)} the others were hard to understand: a score of ${figure(mean)} of 4.4 for what this `
            + `participant heard (at worst ${figure(worst)}).`,
        bandwidth_limited: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's line could carry only ${figure(mean)} kbit/s upwards `
            + `(at worst ${figure(worst)}), too little for the video.`,

        freezes: ({ freezes, frozenMs, ms }) => `The picture of others stood still ${freezes === 1 ? 'once' : `${String(freezes)} times`} within `
            + `${duration(ms)}, for ${duration(frozenMs)} in all.`,
        upload_low_frame_rate: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's camera gave the others ${figure(mean)} frames a second `
            + `(at worst ${figure(worst)}).`,
        download_low_frame_rate: ({ mean, worst, ms }) => `For ${duration(ms)} this participant saw the others at ${figure(mean)} frames a second `
            + `(at worst ${figure(worst)}).`,
        resolution_collapse: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's video had ${figure(mean)} % of the height that it had before `
            + `(at worst ${figure(worst)} %): the others saw it small or blurred.`,

        relay_used: ({ ms }) => `For ${duration(ms)} media went over a TURN server, as no direct way was open.`,
        tcp_used: ({ ms }) => `For ${duration(ms)} media went over TCP or TLS, as UDP was blocked: one lost packet holds up all after it.`,
        region_mismatch: ({ mean, ms }, { region }) => `For ${duration(ms)} the bridge was not in this participant's region (${String(region)}) and `
            + `${figure(mean)} ms away, there and back.`,
        worse_after_switch: worseAfterSwitch,
        ice_candidate_error: ({ times = 1 }, { message, code = 'no code' }) =>
            `${times > 1 ? `${String(times)} STUN or TURN servers` : 'A STUN or TURN server'} could not be reached, or refused`
            + `${message === undefined ? '' : `: ${times > 1 ? 'first ' : ''}${message} (${code})`}.`,

        cpu_limited: ({ mean, worst, ms }) => `For ${duration(ms)} this participant's machine could not keep up: a frame of video took ${figure(mean)} ms `
            + `(at worst ${figure(worst)} ms).`,
        no_audio_input: () => 'The microphone gave no sound at all: muted by a switch, unplugged, or the wrong one chosen.',
        noisy_mic: () => 'The microphone gave noise while nobody spoke.',
        track_ended: ({ times }, { device }) =>
            `The ${device === 'camera' ? 'camera' : 'microphone'} stopped by itself${timesIn(times)}: unplugged, or taken by another program.`,
        machine_suspended: () => 'The machine slept during the call.'
    },
    more: (count) => ` (and ${String(count)} more like it)`,

    about: Object.fromEntries(ISSUE_CODES.map((code) => [code, ISSUE_KINDS[code].about])) as Record<IssueCode, string>,
    figures: {
        upload_loss: ({ mean }) => `${figure(mean)} % lost on the way up`,
        download_loss: ({ mean }) => `${figure(mean)} % lost on the way down`,
        high_rtt: ({ mean }) => `a round trip of ${figure(mean)} ms`,
        upload_jitter: ({ mean }) => `jitter of ${figure(mean)} ms on the way up`,
        download_jitter: ({ mean }) => `jitter of ${figure(mean)} ms on the way down`,
        high_playout_delay: ({ mean }) => `sound held back by ${figure(mean)} ms`,
        low_audio_mos: ({ mean }) => `speech of ${figure(mean)} of 4.4`,
        bandwidth_limited: ({ mean }) => `room for only ${figure(mean)} kbit/s upwards`,
        resolution_collapse: ({ mean }) => `own video at ${figure(mean)} % of its height`,
        upload_low_frame_rate: ({ mean }) => `${figure(mean)} frames a second sent`,
        download_low_frame_rate: ({ mean }) => `${figure(mean)} frames a second seen`,
        freezes: ({ freezes = 0, frozenMs }) => `${String(freezes)} freezes of ${duration(frozenMs)} in all`,
        cpu_limited: ({ mean }) => `a machine that took ${figure(mean)} ms for a frame`,
        connection_interrupted: ({ totalMs }) => `no media for ${duration(totalMs)}`
    },
    lasting: (told, ms) => `${told} for ${duration(ms)}`,
    inOrder: (told) => told.join('; '),
    codes: (counts, worst) => `${counts.map(([about, count]) => `${about} (${String(count)})`).join(', ')}; at worst ${worst}`,

    nothingKnown: 'Nothing is known of how this conference was.',
    verdicts(known, counts) {
        if (known === counts.good) return `The call was good for ${known === 1 ? 'the one session' : known === 2 ? 'both sessions' : `all ${String(known)} sessions`}.`;
        const parts = (['poor', 'fair', 'good'] as const).filter((verdict) => counts[verdict] > 0).map((verdict) => `${String(counts[verdict])} ${verdict}`);
        return `Of ${String(known)} ${known === 1 ? 'session' : 'sessions'}, ${parts.join(', ')}.`;
    },
    hadTrouble: (name, direction, issues) => `${name} had trouble${sideOf(direction)}: ${issues}.`,
    observedTrouble: (names, direction, issues) => `${list(names)}, seen from outside only, had trouble${sideOf(direction)}: ${issues}.`,
    cameWithIt: (issues) => `With it came: ${issues}.`,
    noticed: (names, issues) => `${list(names)} noticed it: ${issues}.`,
    wasStraight: 'The two were connected straight (P2P), so the line of the other can be the cause as well.',
    nobodyToCompare: 'There is nobody to compare with.',
    othersHadNone: (others) => others === 1 ? 'The other had none.' : `The other ${String(others)} had none.`,
    pair: (names, issues) => `${list(names)} had trouble on the way between them, which was straight (P2P), without a bridge: ${issues}. `
        + 'The line of either can be the cause.',
    group: ({ affected, of, othersAffected, others }, shared, codes) => `${String(affected)} of ${String(of)} on ${nameOf(shared)} had trouble, `
        + `${String(othersAffected)} of ${String(others)} elsewhere: ${codes}.`,
    several: (names, others, codes) => `${list(names)} had trouble, the other ${String(others)} had none, and they share neither bridge nor network nor `
        + `browser: ${codes}.`,
    everyone: (affected, of, codes) => `${String(affected)} of ${String(of)} had trouble: ${codes}.`,
    together: (ms) => `At least half of them at once, for ${duration(ms)}.`,
    nothingShared: 'They share neither bridge nor network nor browser: what all use, as the server or its line, is the likeliest cause.',
    allShare: (shared) => `All of them share ${shared.map(nameOf).join(', ')}.`,
    meanings: {
        bridge: 'The bridge, or the line to it, is the likeliest cause.',
        region: 'The bridges there, or the way to them, are the likeliest cause.',
        network: 'Their network, or the way from it, is the likeliest cause: a site, a provider, a VPN.',
        browser: 'The browser of this version is the likeliest cause.'
    }
};
