import { randomBytes } from 'node:crypto';
import type { Push } from '../schemas/push.js';
import type { SessionPostReply } from '../schemas/session.js';
import { sessionIdOf } from '../src/ingest/session-id.js';
import { recordedPushes } from './push-bodies.js';

const MINUTE = 60_000;
/** ms between two pushes of a page, and how many of them begin with a keyframe: push-bodies.ts */
const PUSH_MS = 30_000, KEYFRAME_EVERY = 20;
/** Pages that send at once. */
const SENDERS = 16;

interface Call { port: number; participants: number; minutes: number }

/**
 * Sends what the pages of one conference send, which ends about now: samples of the recorded calls, each participant at another place of
 * them. Answers how many pushes that was.
 */
export async function sendCall({ port, participants, minutes }: Call): Promise<number> {
    const startedAt = Date.now() - minutes * MINUTE;
    const recorded = recordedPushes(startedAt);
    const pushes = Math.floor(minutes * MINUTE / PUSH_MS);
    const waiting = Array.from({ length: participants }, (_, index) => index);
    const send = async () => {
        for (let index = waiting.shift(); index !== undefined; index = waiting.shift())
            await sendSession(port, index, Array.from({ length: pushes }, (_, seq) => pushOf(recorded, index ?? 0, seq, startedAt)));
    };
    await Promise.all(Array.from({ length: SENDERS }, send));
    return participants * pushes;
}

/** The push of a participant: that of the recorded calls at this place, at the time of this one. */
function pushOf(recorded: readonly Push[], participant: number, seq: number, startedAt: number): Push {
    const starts = Math.floor(recorded.length / KEYFRAME_EVERY);
    const place = (participant % starts * KEYFRAME_EVERY + seq) % recorded.length;
    const push = recorded[place];
    if (push === undefined) throw new Error('There are no recorded calls');
    // the way of a second or so between the pages' clocks
    const shift = (seq - place) * PUSH_MS + participant % 10 * 100;
    return {
        seq, sentAt: Date.now(), events: seq === 0 ? [{ at: startedAt + 800, type: 'joined', data: { setupMs: 800 } }] : [],
        deltas: (push.deltas ?? []).map((delta) => ({ ...delta, at: delta.at + shift }))
    };
}

async function sendSession(port: number, participant: number, pushes: readonly Push[]): Promise<void> {
    const sessionKey = randomBytes(16).toString('hex');
    const sessionId = sessionIdOf(sessionKey);
    const startedAt = pushes[0]?.deltas?.[0]?.at ?? Date.now();
    const { token } = await (await post(port, '/v1/sessions', {
        sessionKey, sessionId, conferenceName: 'large conference', meetingId: 'the one of the bench', userId: `user ${String(participant)}`,
        endpointId: participant.toString(16).padStart(8, '0'), startedAt, joinedAt: startedAt + 800, sentAt: Date.now()
    })).json() as SessionPostReply;
    for (const [place, push] of pushes.entries())
        await post(port, `/v1/sessions/${sessionId}/metrics`, { token, ...push, ...place === pushes.length - 1 && { end: 'left' } });
}

async function post(port: number, path: string, body: object): Promise<Response> {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
        method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'text/plain;charset=UTF-8' }
    });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${await answer.text()}`);
    return answer;
}
