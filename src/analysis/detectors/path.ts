import type { ConnectionState } from '../../../schemas/connection-state.js';
import type { IssueDetails } from '../../../schemas/issue.js';
import type { Detector, DetectorFamily, Observation } from './detector.js';
import { createIssueList } from './issue-list.js';
import { createLevelDetector } from './level-detector.js';
import { createMomentDetector } from './moment-detector.js';
import type { Thresholds } from '../../thresholds.js';
import { significant } from '../rounding.js';

/** Over a TURN server: the own, or in P2P the other's. */
export function isRelayed({ candidatePair, transport }: ConnectionState): boolean | undefined {
    const { localCandidateType, remoteCandidateType } = candidatePair?.localCandidateType === undefined ? transport ?? {} : candidatePair;
    return localCandidateType === undefined ? undefined : localCandidateType === 'relay' || remoteCandidateType === 'relay';
}

/** Over TCP or TLS, to the other end or to the own TURN server. */
export function isOverTcp({ candidatePair, transport }: ConnectionState): boolean | undefined {
    const protocols = [candidatePair?.protocol, candidatePair?.relayProtocol, transport?.type].filter((protocol) => protocol !== undefined);
    return protocols.length === 0 ? undefined : protocols.some((protocol) => /^(tcp|tls)$/i.test(protocol));
}

const asValue = (is: boolean | undefined): number | undefined => is === undefined ? undefined : Number(is);

/** Which way media went, and whether a better one was left. */
export const detectPathIssues: DetectorFamily = ({ session, thresholds }) => {
    const ownRegion = session.tags?.['userRegion'];
    const isElsewhere = ({ state: { serverRegion, transport } }: Observation): boolean =>
        ownRegion !== undefined && serverRegion !== undefined && transport?.p2p !== true && serverRegion !== ownRegion;
    return [
        createLevelDetector({
            code: 'relay_used', threshold: thresholds.relay, value: ({ state }) => asValue(isRelayed(state)), yesOrNo: true, informs: true
        }),
        createLevelDetector({
            code: 'tcp_used', threshold: thresholds.tcp, value: ({ state }) => asValue(isOverTcp(state)), yesOrNo: true
        }),
        createLevelDetector({
            code: 'region_mismatch', threshold: thresholds.bridgeDistance, value: ({ measures }) => measures.roundTripTime, counts: isElsewhere,
            details: ownRegion === undefined ? {} : { region: ownRegion }
        }),
        detectWorseSwitches(thresholds),
        createMomentDetector({
            code: 'ice_candidate_error', severity: 'info', tells: ({ type }) => type === 'iceCandidateError',
            detailsOf: ({ data: { code, message } = {} }) => ({ ...code !== undefined && { code }, ...message !== undefined && { message } })
        })
    ];
};

/** What is compared before and after, ms; a new connection gets so long to settle. */
const COMPARED = 30_000;
const SETTLES = 10_000;
/** Less of either is no comparison, ms. */
const ENOUGH = 10_000;
/** Samples kept of the time before: those of COMPARED at one a second. */
const KEPT = 40;

/** What is kept of a sample: a whole one is kilobytes, and there are thousands of sessions at once. */
interface Compared { from: number; to: number; roundTripTime: number | undefined; loss: number | undefined }

const comparedOf = ({ from, to, measures: { roundTripTime, packetLossUpload: up, packetLossDownload: down } }: Observation): Compared =>
    ({ from, to, roundTripTime, loss: up === undefined ? down : Math.max(up, down ?? up) });

/** What it was changed to. */
type Switch = Pick<IssueDetails, 'switchedTo' | 'region'>;

interface Means { roundTripTime: number; loss: number; ms: number }

/** Compares the time before a change between P2P and bridge, or of bridge, with the time after it. */
function detectWorseSwitches({ switchRoundTripTime, switchLoss }: Thresholds): Detector {
    const list = createIssueList();
    let recent: Compared[] = [];
    let pending: { at: number; to: Switch; before: Means; after: Compared[] } | undefined;

    const settle = () => {
        if (pending === undefined) return;
        const { at, to, before } = pending;
        const after = meansOf(pending.after);
        pending = undefined;
        if (before.ms < ENOUGH || after.ms < ENOUGH) return;
        const slower = after.roundTripTime - before.roundTripTime;
        const lossier = after.loss - before.loss;
        if (!(slower >= (switchRoundTripTime.warning ?? Infinity) || lossier >= (switchLoss.warning ?? Infinity))) return;
        list.add({
            code: 'worse_after_switch', severity: 'warning', from: at, to: at,
            evidence: {
                ...isFinite(slower) && {
                    roundTripTimeBefore: significant(before.roundTripTime), roundTripTimeAfter: significant(after.roundTripTime)
                },
                ...isFinite(lossier) && { packetLossBefore: significant(before.loss), packetLossAfter: significant(after.loss) }
            },
            details: to
        });
    };
    const change = (at: number, to: Switch) => {
        settle();
        pending = { at, to, before: meansOf(recent), after: [] };
        recent = [];
    };
    return {
        hear({ at, type, data }, { p2p }) {
            if (type === 'p2pStatus' && p2p !== null && data?.p2p !== undefined && data.p2p !== p2p)
                change(at, { switchedTo: data.p2p ? 'p2p' : 'bridge' });
            if (type === 'serverRegionChanged') change(at, { switchedTo: 'region', ...data?.region !== undefined && { region: data.region } });
        },
        observe(observation) {
            const compared = comparedOf(observation);
            recent = [...recent.filter(({ to }) => observation.to - to < COMPARED), compared].slice(-KEPT);
            if (pending === undefined || observation.from < pending.at + SETTLES) return;
            pending.after.push(compared);
            if (observation.to >= pending.at + SETTLES + COMPARED || pending.after.length >= KEPT) settle();
        },
        finish() {
            settle();
            return list.issues;
        }
    };
}

/** By time; NaN of what is not known, which is never worse. */
function meansOf(observations: readonly Compared[]): Means {
    const mean = (value: (compared: Compared) => number | undefined) => {
        const known = observations.map((one) => ({ value: value(one), ms: one.to - one.from })).filter(({ value: is }) => is !== undefined);
        return known.reduce((sum, one) => sum + (one.value ?? 0) * one.ms, 0) / known.reduce((sum, { ms }) => sum + ms, 0);
    };
    return {
        roundTripTime: mean(({ roundTripTime }) => roundTripTime),
        loss: mean(({ loss }) => loss),
        ms: observations.reduce((sum, { from, to }) => sum + to - from, 0)
    };
}
