import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import t from 'tap';
import { Value } from '@sinclair/typebox/value';
import { WebhookPayloadSchema } from '../../schemas/webhook.js';
import { messageIdIn, webhookMessage } from '../../src/notify/webhook-message.js';
import { signWebhook } from '../../src/notify/webhook-signature.js';
import { readWebhookSecret } from '../../src/webhook-faults.js';
import { aTransition } from './a-transition.js';

const aSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

t.test('a receiver with the library of Standard Webhooks believes it, by any of the secrets', async (t) => {
    const secrets = [aSecret(), aSecret()];
    const { id, body } = webhookMessage('endpoint', aTransition('joined é', { at: 1_795_228_083_000.5 }), 1);
    const headers = signWebhook(secrets.flatMap((secret) => readWebhookSecret(secret) ?? []), messageIdIn(id), body, Date.now());
    for (const secret of secrets) t.same(new Webhook(secret).verify(body, headers), JSON.parse(body));
    t.throws(() => new Webhook(aSecret()).verify(body, headers), /No matching signature/);
    t.throws(() => new Webhook(secrets[0]!).verify(`${body} `, headers), /No matching signature/);
    t.throws(() => new Webhook(secrets[0]!).verify(body, { ...headers, 'webhook-id': 'msg_other' }), /No matching signature/);
    const old = signWebhook([readWebhookSecret(secrets[0]!)!], messageIdIn(id), body, Date.now() - 10 * 60_000);
    t.throws(() => new Webhook(secrets[0]!).verify(body, old), /too old/);
});

t.test('the example of the specification', async (t) => {
    const key = readWebhookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')!;
    t.match(signWebhook([key], 'msg_p5jXN8AQM9LWM0D4loKWxJek', '{"test": 2432232314}', 1_614_265_330_000), {
        'webhook-timestamp': '1614265330', 'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE='
    });
});

t.test('the same happening has one id, of one endpoint, whoever tells it; and no full stop', async (t) => {
    const [one, again, other, elsewhere] = [
        webhookMessage('a', aTransition('conference.started/x.y'), 1), webhookMessage('a', aTransition('conference.started/x.y', { at: 5 }), 2),
        webhookMessage('a', aTransition('conference.ended/x.y'), 1), webhookMessage('b', aTransition('conference.started/x.y'), 1)
    ];
    t.equal(one.id, again.id);
    t.not(one.id, other.id);
    t.not(one.id, elsewhere.id);
    t.equal(messageIdIn(one.id), messageIdIn(elsewhere.id));
    t.match(messageIdIn(one.id), /^msg_[\w-]{22}$/);
});

t.test('the payload is what its schema says', async (t) => {
    const { body, person } = webhookMessage('endpoint', aTransition('a', { at: Date.UTC(2026, 10, 21, 10, 5) }), 1);
    const payload: unknown = JSON.parse(body);
    t.same([...Value.Errors(WebhookPayloadSchema, payload)], []);
    t.match(payload, { type: 'participant.joined', timestamp: '2026-11-21T10:05:00.000Z', data: { conference: { conferenceName: 'weekly' } } });
    t.match(person, { userId: 'marie' });
    const { participant: _, ...conference } = aTransition('b');
    t.equal(webhookMessage('endpoint', { ...conference, type: 'conference.started' }, 1).person, undefined);
});

t.test('secrets that are none are not read', async (t) => {
    const base64 = (bytes: number) => randomBytes(bytes).toString('base64');
    for (const bytes of [24, 32, 64]) t.equal(readWebhookSecret(`whsec_${base64(bytes)}`)?.length, bytes);
    for (const text of ['', 'whsec_', base64(32), `whsec_${base64(23)}`, `whsec_${base64(65)}`, `whsec_${base64(32)}!`, `WHSEC_${base64(32)}`])
        t.equal(readWebhookSecret(text), undefined, text);
});
