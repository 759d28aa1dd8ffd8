import type { WebhookMessage, Webhooks } from '../webhooks.js';
import type { Collections, WebhookFields } from './collections.js';
import { DUPLICATE_KEY, writeAll } from './write-outcome.js';

const isDuplicate = (error: unknown): boolean => (error as { code?: unknown }).code === DUPLICATE_KEY;

/** What is left of a message when nothing is to be done with it any more. */
const FINISH = { $unset: { endpoint: true, body: true, bytes: true, notBefore: true, sessionId: true, userId: true, startedAt: true } } as const;

const fieldsOf = ({ endpoint, position, conferenceId, body, person }: WebhookMessage): Omit<WebhookFields, '_id'> => ({
    endpoint, position, conferenceId, body, bytes: Buffer.byteLength(body), notBefore: 0,
    ...person !== undefined && { sessionId: person.sessionId, userId: person.userId, startedAt: person.startedAt }
});

/** Store.webhooks. A message is finished when it has no endpoint, so that the index by endpoints leads to pending ones only. */
export const createWebhooks = (collections: () => Promise<Collections>): Webhooks => ({
    async add(messages) {
        if (messages.length === 0) return;
        const { webhooks } = await collections();
        await writeAll(webhooks, messages.map((message) => ({
            updateOne: { filter: { _id: message.id }, update: { $setOnInsert: fieldsOf(message) }, upsert: true }
        })));
    },

    async hold(endpoint, holder, now, leaseMs) {
        const { webhookHolders } = await collections();
        try {
            await webhookHolders.updateOne({ _id: endpoint, $or: [{ holder }, { heldUntil: { $lte: now } }] },
                { $set: { holder, heldUntil: now + leaseMs } }, { upsert: true });
            return true;
        } catch (error) {
            // somebody else's: it is there, and not to be had
            if (isDuplicate(error)) return false;
            throw error;
        }
    },

    async release(endpoint, holder) {
        await (await collections()).webhookHolders.deleteOne({ _id: endpoint, holder });
    },

    async listDue(endpoint, now, limit) {
        const { webhooks } = await collections();
        const found = await webhooks.find({ endpoint, notBefore: { $lte: now } }).sort({ position: 1, _id: 1 }).limit(limit).toArray();
        return found.map(({ _id, position, conferenceId, body = '', failures = 0, sessionId, userId, startedAt }) => ({
            id: _id, endpoint, position, conferenceId, body, failures,
            ...sessionId !== undefined && { person: { sessionId, userId: userId ?? null, startedAt: startedAt ?? 0 } }
        }));
    },

    async finish(ids) {
        await (await collections()).webhooks.updateMany({ _id: { $in: [...ids] } }, FINISH);
    },

    async postpone(id, notBefore) {
        const { webhooks } = await collections();
        await webhooks.updateOne({ _id: id, endpoint: { $exists: true } }, { $set: { notBefore }, $inc: { failures: 1 } });
    },

    async backlog(endpoint) {
        const { webhooks } = await collections();
        const [sum] = await webhooks.aggregate<{ messages: number; bytes: number; oldestAt: number }>([
            { $match: { endpoint } },
            { $group: { _id: null, messages: { $sum: 1 }, bytes: { $sum: '$bytes' }, oldestAt: { $min: '$position' } } }
        ]).toArray();
        return { messages: sum?.messages ?? 0, bytes: Number(sum?.bytes ?? 0), oldestAt: sum?.oldestAt ?? null };
    },

    async trim(endpoint, maxMessages, maxBytes) {
        const { webhooks } = await collections();
        const newestFirst = webhooks.find({ endpoint }).sort({ position: -1, _id: -1 }).project<{ _id: string; bytes: number }>({ bytes: 1 });
        let [messages, bytes] = [0, 0];
        const beyond: string[] = [];
        for await (const message of newestFirst) {
            messages += 1;
            bytes += message.bytes;
            if (messages > maxMessages || bytes > maxBytes) beyond.push(message._id);
        }
        if (beyond.length > 0) await webhooks.updateMany({ _id: { $in: beyond } }, FINISH);
        return beyond.length;
    },

    async forget(finishedBefore, anyBefore, limit) {
        const { webhooks } = await collections();
        const old = { $or: [{ position: { $lt: anyBefore } }, { position: { $lt: finishedBefore }, endpoint: { $exists: false } }] };
        const found = await webhooks.find(old).limit(limit).project<{ _id: string }>({ _id: 1 }).toArray();
        return (await webhooks.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } })).deletedCount;
    }
});

/** Takes what waits to be told of these sessions out of the database. */
export async function eraseWebhooksOfSessions({ webhooks }: Collections, sessionIds: readonly string[]): Promise<void> {
    await webhooks.updateMany({ sessionId: { $in: [...sessionIds] } }, FINISH);
}

/** The same of a user's sessions that began by a moment, stored or not. */
export async function eraseWebhooksOfUser({ webhooks }: Collections, userId: string, until: number): Promise<void> {
    await webhooks.updateMany({ userId, startedAt: { $lte: until } }, FINISH);
}
