import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ObjectId } from 'mongodb';
import { RequestError } from '../../errors.js';
import { BoundedMap } from '../../ingest/bounded-map.js';
import { createPeerSeq } from '../../ingest/peer-seq.js';
import { peerSessionId } from '../../ingest/session-id.js';
import { createJudgePush, type JmmcPush } from './judge-push.js';
import { cookieSecrets, createObjectIdCookie } from './object-id-cookie.js';
import { beginningPush, laterPush, newSession } from './translate-push.js';

/** Sessions of the server that was here before which this process has stored already; one that is forgotten is stored again. */
const REMEMBERED_SESSIONS = 20_000;

/** POST /push: begins a session and gives a cookie for it, or tells by this cookie what has changed. Answered when it is on disk. */
export function createPostPush(app: FastifyInstance, now: () => number) {
    const judge = createJudgePush(app.config);
    const cookie = createObjectIdCookie(cookieSecrets(app.config, app.secrets.sessionSecrets));
    // Clocks tell ms, so the µs are drawn: two processes may hear of one session within the same ms.
    const nextSeq = createPeerSeq(() => now() + Math.random());
    const inherited = new BoundedMap<string, true>(REMEMBERED_SESSIONS);

    const count = ({ dropped }: JmmcPush): void => { app.telemetry.ingest.dropped += dropped.length; };

    async function begin(push: JmmcPush, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
        const at = now();
        const objectId = new ObjectId().toHexString();
        const answer = encoded({ ...push.answer, jmmc_objectId: objectId });
        await app.ingest.acceptPeer({
            sessionId: peerSessionId('jmmc', objectId), receivedAt: at, session: newSession(push, at), push: beginningPush(push, nextSeq(), at)
        }, senderOf(request));
        count(push);
        return reply.header('set-cookie', cookie.write(objectId)).type('application/json; charset=utf-8').send(answer);
    }

    /** A page that the server before has begun goes on here: its session is made of what each push tells of it, once. */
    async function goOn(push: JmmcPush, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
        const proven = cookie.read(request.headers.cookie);
        if (proven === undefined) return refuse(reply, 'invalid jmmc_objectId');
        const answer = encoded(push.answer);
        const at = now();
        const { objectId, isInherited } = proven;
        const isUnheardOf = isInherited && inherited.get(objectId) === undefined;
        await app.ingest.acceptPeer({
            sessionId: peerSessionId('jmmc', objectId), receivedAt: at,
            ...isUnheardOf && { session: newSession(push, ObjectId.createFromHexString(objectId).getTimestamp().getTime()) },
            push: laterPush(push, nextSeq(), at)
        }, senderOf(request));
        if (isUnheardOf) inherited.set(objectId, true);
        count(push);
        return reply.type('application/json; charset=utf-8').send(answer);
    }

    return async function postPush(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
        const push = judge(request.body, Math.floor(now() / 1000));
        if (typeof push === 'string') return refuse(reply, push);
        return (push.metrics.br === undefined ? goOn : begin)(push, request, reply);
    };
}

const senderOf = ({ ip, headers }: FastifyRequest) => ({ address: ip, userAgent: headers['user-agent'] });

const refuse = (reply: FastifyReply, words: string): FastifyReply => reply.code(400).type('text/html; charset=utf-8').send(words);

/** Before anything is stored: unknown members come back as they were, and one can be nested deeper than JSON can be written. */
function encoded(answer: object): string {
    try {
        return JSON.stringify(answer);
    } catch (error) {
        if (error instanceof RangeError) throw new RequestError('bad_request', { message: 'The body is nested too deeply.' });
        throw error;
    }
}
