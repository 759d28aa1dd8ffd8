import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import type { PushRecord, SessionDocument } from '../../src/store/store.js';
import { beginSession, post, settled } from '../build-test-app.js';

/** A push as the SDK sends it, with a keyframe and neighbours. */
export const goodPush = (token: string, members: Record<string, unknown> = {}) => ({
    token, seq: 0, sentAt: Date.now(),
    deltas: [
        { at: 1000, keyframe: true, patch: { connectionQuality: 100, bandwidth: { upload: 759, download: 0 }, serverRegion: 'eu' } },
        { at: 2000, patch: { jvbRTT: 41 } },
        { at: 3000 }
    ],
    events: [{ at: 1000, type: 'joined', data: { setupMs: 12 } }, { at: 2000, type: 'p2pStatus', data: { p2p: false } }],
    ...members
});

export const storedPushes = async (app: FastifyInstance, sessionId: string): Promise<PushRecord[]> => {
    await settled(app);
    return app.store.pushes.list(sessionId, -1, 100);
};
export const storedSession = async (app: FastifyInstance, sessionId: string): Promise<SessionDocument | null> => {
    await settled(app);
    return app.store.sessions.find(sessionId);
};

/** Pushes a body, checks the answer, and answers what was stored. */
export async function pushAndRead(t: Test, app: FastifyInstance, members: Record<string, unknown>, dropped: [string, RegExp][]): Promise<PushRecord> {
    const { sessionId, token, url } = await beginSession(app);
    const answer = await post(app, url, goodPush(token, members));
    if (dropped.length === 0) t.equal(answer.statusCode, 204);
    else {
        t.equal(answer.statusCode, 200);
        t.match(answer.json(), { dropped: dropped.map(([path, reason]) => ({ path, reason })) });
        t.equal(answer.json<{ dropped: unknown[] }>().dropped.length, dropped.length);
    }
    const [push] = await storedPushes(app, sessionId);
    if (push === undefined) throw new Error('Nothing was stored.');
    return push;
}
