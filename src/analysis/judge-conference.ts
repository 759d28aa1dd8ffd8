import type { ConferenceReply } from '../../schemas/conference.js';
import type { Language } from '../../schemas/language.js';
import { THRESHOLDS, type Thresholds } from '../thresholds.js';
import { traitsOf } from './client-traits.js';
import type { ComparedSession } from './compare-sessions.js';
import { countOnce, isObserved } from './count-once.js';
import { detectRejoins } from './detect-rejoins.js';
import { explainConference } from './explain-conference.js';
import type { Stay } from './gathering.js';
import { STORED } from './sentences/tell-issue.js';
import { summarizeConference, type SummarizedStay } from './summarize-conference.js';

/** How a conference was, and why, from its sessions that have been analysed; nulls as long as there is none. */
export function judgeConference(
    stays: readonly Stay[], thresholds: Thresholds = THRESHOLDS, language: Language = STORED
): Pick<ConferenceReply, 'summary' | 'explanation'> {
    const rejoins = detectRejoins(stays.map(({ session: { sessionId, userId, startedAt }, endedAt }) =>
        ({ sessionId, userId: userId ?? null, startedAt, endedAt })), thresholds);
    const analysed = countOnce(stays).flatMap(({ session }): (ComparedSession & SummarizedStay)[] => {
        const { analysis, sessionId, displayName, userId, endpointId, browser, address, joinedAt, client } = session;
        if (analysis === null) return [];
        const { endedAt, summary, issues } = analysis;
        const rejoin = rejoins.get(sessionId);
        return [{
            sessionId, browser, address, summary, endedAt,
            joinedAt: joinedAt ?? null,
            isObserved: isObserved(session),
            name: displayName ?? (traitsOf(client).namesUsers ? userId : null) ?? endpointId ?? sessionId.slice(0, 8),
            participant: userId ?? endpointId ?? sessionId,
            issues: rejoin === undefined ? issues : [...issues, rejoin]
        }];
    });
    if (analysed.length === 0) return { summary: null, explanation: null };
    return { summary: summarizeConference(analysed), explanation: explainConference(analysed, language) };
}
