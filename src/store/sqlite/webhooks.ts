import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { PendingWebhook, WebhookBacklog, WebhookMessage } from '../webhooks.js';
import { transact } from './transact.js';

interface Row {
    id: string; endpoint: string; position: number; conferenceId: string; body: string; failures: number;
    sessionId: string | null; userId: string | null; startedAt: number | null;
}

/** Store.webhooks. A message is finished when its body is NULL. */
export function createWebhooks(db: DatabaseSyncInstance) {
    const add = db.prepare(`INSERT INTO webhooks (id, endpoint, position, conference_id, body, session_id, user_id, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`);
    const hold = db.prepare(`INSERT INTO webhook_holders (endpoint, holder, held_until) VALUES (:endpoint, :holder, :until)
        ON CONFLICT (endpoint) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE holder = excluded.holder OR held_until <= :now RETURNING 1`);
    const release = db.prepare('DELETE FROM webhook_holders WHERE endpoint = ? AND holder = ?');
    const listDue = db.prepare(`SELECT id, endpoint, position, conference_id AS conferenceId, body, failures,
            session_id AS sessionId, user_id AS userId, started_at AS startedAt
        FROM webhooks WHERE endpoint = ? AND body IS NOT NULL AND not_before <= ? ORDER BY position, id LIMIT ?`);
    const finish = db.prepare('UPDATE webhooks SET body = NULL, session_id = NULL, user_id = NULL WHERE id = ?');
    const postpone = db.prepare('UPDATE webhooks SET not_before = ?, failures = failures + 1 WHERE id = ? AND body IS NOT NULL');
    const backlog = db.prepare(`SELECT count(*) AS messages, coalesce(sum(octet_length(body)), 0) AS bytes, min(position) AS oldestAt
        FROM webhooks WHERE endpoint = ? AND body IS NOT NULL`);
    const listSizes = db.prepare(`SELECT id, octet_length(body) AS bytes FROM webhooks
        WHERE endpoint = ? AND body IS NOT NULL ORDER BY position DESC, id DESC`);
    const forget = db.prepare(`DELETE FROM webhooks WHERE id IN (
        SELECT id FROM webhooks WHERE position < :any OR (position < :finished AND body IS NULL) ORDER BY position LIMIT :limit)`);

    // one process has the file: whoever held an endpoint before is gone, and need not be waited for
    db.exec('DELETE FROM webhook_holders');
    const finishAll = (ids: readonly string[]): void => {
        for (const id of ids) finish.run(id);
    };
    return {
        addWebhooks: (messages: readonly WebhookMessage[]): void => transact(db, () => {
            for (const { id, endpoint, position, conferenceId, body, person } of messages)
                add.run(id, endpoint, position, conferenceId, body, person?.sessionId ?? null, person?.userId ?? null, person?.startedAt ?? null);
        }),
        holdWebhooks: (endpoint: string, holder: string, now: number, leaseMs: number): boolean =>
            hold.get({ endpoint, holder, now, until: now + leaseMs }) !== undefined,
        releaseWebhooks(endpoint: string, holder: string): void {
            release.run(endpoint, holder);
        },
        listDueWebhooks: (endpoint: string, now: number, limit: number): PendingWebhook[] =>
            (listDue.all(endpoint, now, limit) as unknown as Row[]).map(({ sessionId, userId, startedAt, ...message }) => ({
                ...message, ...sessionId !== null && { person: { sessionId, userId, startedAt: startedAt ?? 0 } }
            })),
        finishWebhooks: (ids: readonly string[]): void => transact(db, () => { finishAll(ids); }),
        postponeWebhook(id: string, notBefore: number): void {
            postpone.run(notBefore, id);
        },
        webhookBacklog: (endpoint: string): WebhookBacklog => backlog.get(endpoint) as unknown as WebhookBacklog,
        trimWebhooks: (endpoint: string, maxMessages: number, maxBytes: number): number => transact(db, () => {
            let [messages, bytes] = [0, 0];
            const beyond = (listSizes.all(endpoint) as { id: string; bytes: number }[]).filter((message) => {
                messages += 1;
                bytes += message.bytes;
                return messages > maxMessages || bytes > maxBytes;
            });
            finishAll(beyond.map(({ id }) => id));
            return beyond.length;
        }),
        forgetWebhooks: (finished: number, any: number, limit: number): number => Number(forget.run({ finished, any, limit }).changes)
    };
}

/** Takes what waits to be told of a session, or of a user's sessions that began by a moment, out of the file. Inside of transactions only. */
export function createWebhookEraser(db: DatabaseSyncInstance) {
    const gone = 'body = NULL, session_id = NULL, user_id = NULL';
    const ofSession = db.prepare(`UPDATE webhooks SET ${gone} WHERE session_id = ?`);
    const ofUser = db.prepare(`UPDATE webhooks SET ${gone} WHERE user_id = ? AND started_at <= ?`);
    return {
        session(sessionId: string): void { ofSession.run(sessionId); },
        user(userId: string, until: number): void { ofUser.run(userId, until); }
    };
}
