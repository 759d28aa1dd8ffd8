import t from 'tap';
import { judgeConference } from '../../src/analysis/judge-conference.js';
import type { SessionDocument } from '../../src/store/store.js';
import { analyzeCall, changed, GOOD, START, type Stretch } from './analyzed-call.js';
import { buildSession } from './build-records.js';

const MARIE = '00000000-0000-8000-8000-000000000001';

/** modules/connectivity/ConnectionQuality.ts, _broadcastLocalStats */
const BROADCAST = ['connectionQuality', 'bitrate', 'packetLoss', 'jvbRTT', 'serverRegion', 'maxEnabledResolution'];

/** A session of five minutes that has been analysed; of one seen from outside there is only what the library broadcasts. */
function stay(given: Partial<SessionDocument>, change: Parameters<typeof changed>[1] = {}) {
    const state = changed(GOOD, change);
    const heard = Object.fromEntries(Object.entries(state).filter(([member]) => BROADCAST.includes(member)));
    const stretches: Stretch[] = [{ seconds: 300, state: given.observedBy ? heard : state }];
    const end = { endedAt: START + 300_000, endReason: 'left' } as const;
    const { summary, issues, histograms } = analyzeCall({ stretches, session: { observedBy: given.observedBy ?? null } });
    return { session: buildSession({ startedAt: START, ...given, analysis: { ...end, summary, issues, histograms } }), ...end };
}
const marie = stay({ sessionId: MARIE, userId: 'marie', endpointId: 'aaaaaaaa' });
const LOST = { packetLoss: { download: 9 } };

t.test('a participant seen from outside counts like another, with what is known of them', async (t) => {
    const { summary, explanation } = judgeConference([marie, stay({ sessionId: 'heard', endpointId: 'cccccccc', observedBy: MARIE }, LOST)]);
    t.match(summary, { sessions: 2, peakParticipants: 2, participantMs: 600_000, verdicts: { good: 1, poor: 1 } });
    t.strictSame(summary?.issues.map(({ code, sessions }) => [code, sessions]), [['download_loss', 1], ['low_audio_mos', 1]]);
    const text = /^cccccccc, seen from outside only/;
    t.match(explanation?.findings, [{ scope: 'participant', direction: 'download', sessionIds: ['heard'], text }]);
});

t.test('but not at all beside a session of their own', async (t) => {
    const heard = stay({ sessionId: 'heard', endpointId: 'cccccccc', observedBy: MARIE }, LOST);
    const tom = stay({ sessionId: 'tom', userId: 'tom', endpointId: 'cccccccc' });
    t.strictSame(judgeConference([marie, heard, tom]), judgeConference([marie, tom]));
});

t.test('of silence nobody is accused', async (t) => {
    const silent = { bitrate: undefined, packetLoss: undefined, jvbRTT: undefined };
    const heard = stay({ sessionId: 'heard', endpointId: 'cccccccc', observedBy: MARIE }, silent);
    const { summary, explanation } = judgeConference([marie, heard]);
    t.match(summary, { issues: [], verdicts: { good: 1, unknown: 1 } }, 'nor is it praise');
    t.strictSame(explanation?.findings, []);
});
