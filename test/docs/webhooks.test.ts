import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { TRANSITION_TYPES } from '../../schemas/live-transition.js';
import { WebhookPayloadSchema } from '../../schemas/webhook.js';
import { signWebhook } from '../../src/notify/webhook-signature.js';
import { listSettings } from '../../src/settings.js';
import { readWebhookSecret } from '../../src/webhook-faults.js';

const page = readFileSync(new URL('../../../docs/webhooks.md', import.meta.url), 'utf8');
const codeOf = (language: string): string => new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(page)?.[1] ?? '';

t.test('the example of a receiver believes what is signed, and nothing else', async (t) => {
    const file = path.join(t.testdir(), 'example.mjs');
    writeFileSync(file, codeOf('js'));
    const { isFromConfmeter } = await import(pathToFileURL(file).href) as
        { isFromConfmeter: (secret: string, headers: Record<string, string>, body: string) => boolean };
    const secrets = [1, 2, 3].map(() => `whsec_${randomBytes(32).toString('base64')}`);
    const keys = secrets.slice(0, 2).flatMap((secret) => readWebhookSecret(secret) ?? []);
    const headers = signWebhook(keys, 'msg_1', '{"é":1}', Date.now());
    t.same(secrets.map((secret) => isFromConfmeter(secret, headers, '{"é":1}')), [true, true, false]);
    t.equal(isFromConfmeter(secrets[0]!, headers, '{"é":2}'), false);
    t.equal(isFromConfmeter(secrets[0]!, signWebhook(keys, 'msg_1', '{}', Date.now() - 301_000), '{}'), false);
    t.equal(isFromConfmeter(secrets[0]!, {}, ''), false);
});

t.test('the body that is shown is one, and every type and setting is told', async (t) => {
    t.same([...Value.Errors(WebhookPayloadSchema, JSON.parse(codeOf('json')))], []);
    for (const type of TRANSITION_TYPES) t.ok(page.includes(`\`${type}\``), type);
    for (const [name] of listSettings().filter(([name]) => name.startsWith('WEBHOOK_'))) t.match(page, new RegExp(`^\\| .*\`${name}\``, 'm'), name);
});
