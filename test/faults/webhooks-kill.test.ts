import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { newSession } from '../build-test-app.js';
import { startReceiver } from '../notify/start-receiver.js';
import { findFreePort } from '../support/free-port.js';
import { waitUntil } from '../support/wait-until.js';
import { ServiceProcess } from './service-process.js';

t.test('kill -9 in the midst of a delivery: after the next start every webhook is delivered', async (t) => {
    const receiver = await startReceiver(t);
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const port = await findFreePort();
    const service = new ServiceProcess(port, t.testdir(), { WEBHOOK_URLS: receiver.url, WEBHOOK_SECRETS: secret });
    t.teardown(() => service.end('SIGKILL'));
    const post = async (path: string, body: object) => {
        const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, { method: 'POST', body: JSON.stringify(body) });
        t.ok(answer.ok, path);
        return answer;
    };
    const now = Date.now();
    const session = newSession({ meetingId: 'm', startedAt: now, joinedAt: now, sentAt: now });

    receiver.answers(() => undefined);
    await service.start();
    const { token } = await (await post('/v1/sessions', session)).json() as { token: string };
    const deltas = [{ at: now, keyframe: true, patch: { connectionQuality: 100 } }];
    await post(`/v1/sessions/${session.sessionId}/metrics`, { token, seq: 0, sentAt: now, deltas, events: [{ at: now, type: 'joined' }] });
    await waitUntil('one is on its way', () => receiver.received.length > 0, () => service.output);
    await service.end('SIGKILL');
    const [before] = receiver.received;

    receiver.answers(204);
    await service.start();
    const delivered = () => receiver.received.slice(1);
    await waitUntil('both are delivered', () => new Set(delivered().map(({ type }) => type)).size === 2, () => service.output);
    t.same(delivered().map(({ type }) => type), ['conference.started', 'participant.joined'], 'once, in their order');
    t.equal(delivered()[0]?.id, before?.id);
    t.equal(delivered()[0]?.body, before?.body);
    for (const { body, headers } of delivered()) {
        const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
        t.match(verified, { data: { conference: { conferenceName: 'weekly', meetingId: 'm' } } });
    }
    t.equal(await service.end('SIGTERM'), 0, service.output);
});
