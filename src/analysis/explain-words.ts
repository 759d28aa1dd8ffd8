import type { Scope } from '../../schemas/explanation.js';
import { SEVERITIES, type Issue, type IssueCode } from '../../schemas/issue.js';
import { duration, figure } from './detectors/words.js';
import { ISSUE_KINDS } from './issue-catalogue.js';

/** Names that are told one by one. */
const NAMED = 3;

/** Marie; Marie and Tom; Marie, Tom, Ada and 4 others. */
export function listNames(names: readonly string[]): string {
    const [last, ...before] = [...names.slice(0, NAMED)].reverse();
    const more = names.length - NAMED;
    if (more > 0) return `${names.slice(0, NAMED).join(', ')} and ${String(more)} ${more === 1 ? 'other' : 'others'}`;
    return before.length === 0 ? last ?? '' : `${before.reverse().join(', ')} and ${String(last)}`;
}

/** What is told of an issue, its main figure first: `9 % of what was sent lost, for 35 s`. */
const FIGURES: Readonly<Partial<Record<IssueCode, (evidence: Issue['evidence']) => string>>> = {
    upload_loss: ({ mean = 0 }) => `${figure(mean)} % lost on the way up`,
    download_loss: ({ mean = 0 }) => `${figure(mean)} % lost on the way down`,
    high_rtt: ({ mean = 0 }) => `a round trip of ${figure(mean)} ms`,
    upload_jitter: ({ mean = 0 }) => `jitter of ${figure(mean)} ms on the way up`,
    download_jitter: ({ mean = 0 }) => `jitter of ${figure(mean)} ms on the way down`,
    high_playout_delay: ({ mean = 0 }) => `sound held back by ${figure(mean)} ms`,
    low_audio_mos: ({ mean = 0 }) => `speech of ${figure(mean)} of 4.4`,
    bandwidth_limited: ({ mean = 0 }) => `room for only ${figure(mean)} kbit/s upwards`,
    resolution_collapse: ({ mean = 0 }) => `own video at ${figure(mean)} % of its height`,
    upload_low_frame_rate: ({ mean = 0 }) => `${figure(mean)} frames a second sent`,
    download_low_frame_rate: ({ mean = 0 }) => `${figure(mean)} frames a second seen`,
    freezes: ({ freezes = 0, frozenMs = 0 }) => `${String(freezes)} freezes of ${duration(frozenMs)} in all`,
    cpu_limited: ({ mean = 0 }) => `a machine that took ${figure(mean)} ms for a frame`,
    connection_interrupted: ({ totalMs = 0 }) => `no media for ${duration(totalMs)}`
};

const describe = ({ code, evidence, from, to }: Issue): string => {
    const told = FIGURES[code]?.(evidence) ?? ISSUE_KINDS[code].about;
    return evidence['mean'] === undefined ? told : `${told} for ${duration(to - from)}`;
};

/** Issues that are told of one participant. */
const TOLD = 3;

/** The worst of these, the longest of equals, one of each code. */
export function listIssues(issues: readonly Issue[]): string {
    const sorted = [...issues].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || b.to - b.from - (a.to - a.from));
    const first = sorted.filter(({ code }, place) => sorted.findIndex((other) => other.code === code) === place);
    return first.slice(0, TOLD).map(describe).join('; ');
}

/** What they share, as the subject of a sentence. */
export const nameOf = (scope: Scope, value: string): string => {
    if (scope === 'bridge') return `the bridge ${value}`;
    if (scope === 'region') return `the region ${value}`;
    if (scope === 'network') return `the network ${value}`;
    return value;
};

/** What it most likely means, for who is asked to help. */
export const meaningOf = (scope: Scope): string => {
    if (scope === 'bridge') return 'The bridge, or the line to it, is the likeliest cause.';
    if (scope === 'region') return 'The bridges there, or the way to them, are the likeliest cause.';
    if (scope === 'network') return 'Their network, or the way from it, is the likeliest cause: a site, a provider, a VPN.';
    return 'The browser of this version is the likeliest cause.';
};
