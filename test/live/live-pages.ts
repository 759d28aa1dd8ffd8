import type { FastifyInstance } from 'fastify';
import type { Push } from '../../schemas/push.js';
import type { LiveParticipant, LiveReply } from '../../schemas/live.js';
import type { Transition } from '../../schemas/live-transition.js';
import type { SessionPost } from '../../schemas/session.js';
import type {} from '../../src/plugins/live.js';
import { newSession, post, READER } from '../build-test-app.js';
import { GOOD, pushesOfCall, START, type Call } from '../analysis/analyzed-call.js';

/** A clock that the test sets. */
export interface Clock { now: number }
export const createClock = (): Clock => ({ now: START });

/** A page in a conference: its session is begun when it is made, as that of a page that has joined. */
export interface LivePage {
    readonly sessionId: string;
    readonly members: SessionPost;
    readonly token: string;
    /** Sends what it has to tell of itself, to whichever instance. */
    tell(members: Partial<SessionPost>, to?: FastifyInstance): Promise<void>;
    /** Sends a push, with the next seq. */
    push(push?: Partial<Push>, to?: FastifyInstance): Promise<void>;
}

export async function openPage(app: FastifyInstance, clock: Clock, given: Partial<SessionPost> = {}): Promise<LivePage> {
    const members = newSession({ startedAt: clock.now, joinedAt: clock.now, sentAt: clock.now, meetingId: 'm1', ...given });
    const reply = await post(app, '/v1/sessions', members);
    if (reply.statusCode !== 200) throw new Error(reply.body);
    const { token } = reply.json<{ token: string }>();
    let seq = 0;
    return {
        sessionId: members.sessionId, members, token,
        async tell(more, to = app) {
            await post(to, '/v1/sessions', { ...members, sentAt: clock.now, ...more });
        },
        async push(push = {}, to = app) {
            const body = { token, seq: seq++, sentAt: clock.now, deltas: [{ at: clock.now, keyframe: true, patch: GOOD }], ...push };
            const { statusCode, body: text } = await post(to, `/v1/sessions/${members.sessionId}/metrics`, body);
            if (statusCode !== 204) throw new Error(`${String(statusCode)} ${text}`);
        }
    };
}

/** Plays a call made by hand, each push at its time; the clock goes along. */
export async function playCall(page: LivePage, clock: Clock, call: Call, after: () => Promise<unknown> = async () => undefined): Promise<void> {
    const begin = clock.now - START;
    for (const { deltas, events, at } of pushesOfCall(call)) {
        clock.now = begin + at;
        const shifted = <T extends { at: number }>(all: T[]) => all.map((one) => ({ ...one, at: begin + one.at }));
        await page.push({ deltas: shifted(deltas), events: shifted(events) });
        await after();
    }
}

export async function readLive(app: FastifyInstance, query = ''): Promise<LiveReply> {
    await app.live.turn();
    const reply = await app.inject({ url: `/v1/live${query}`, headers: READER });
    if (reply.statusCode !== 200) throw new Error(reply.body);
    return reply.json<LiveReply>();
}

export const participantsOf = ({ conferences }: LiveReply): LiveParticipant[] => conferences.flatMap(({ participants = [] }) => participants);

/** What an app tells from now on. */
export function recordTransitions(app: FastifyInstance): Transition[] {
    const told: Transition[] = [];
    app.live.onTransition((transition) => { told.push(transition); });
    return told;
}

export const typesOf = (transitions: readonly Transition[]): string[] =>
    transitions.map(({ type, issue }) => issue === undefined ? type : `${type} ${issue.code}`);
