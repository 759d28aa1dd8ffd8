import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import t from 'tap';
import { buildTestApp } from '../../build-test-app.js';
import { ROOT } from '../../support/project.js';

/** A line of answers.ndjson; its README.md tells how they were recorded. */
interface Recorded {
    name: string;
    method: string;
    path: string;
    type?: string;
    body?: string;
    cookie?: string;
    answer: { status: number; type: string; body: string; attributes?: string };
}

const recorded = readFileSync(join(ROOT, 'test/fixtures/jmmc/answers.ndjson'), 'utf8').trim().split('\n')
    .map((line) => JSON.parse(line) as Recorded);
const SETTINGS = {
    CONFERENCE_PATTERN: '^[a-zA-Z0-9]{3,}$', AUTHORIZED_REGIONS: 'REGION1,REGION2',
    JMMC_COOKIE_SECRET: 'a secret of our own,the secret of the server before'
};

t.test('every recorded request is answered as the original did, byte for byte', async (t) => {
    const app = await buildTestApp(t, SETTINGS, { now: () => 1_795_228_082_450 });
    const origin = await app.listen({ host: '127.0.0.1', port: 0 });
    for (const { name, method, path, type, body, cookie, answer } of recorded) {
        const { statusCode, headers, text } = await send(origin, { method, path, body, headers: {
            ...type !== undefined && { 'content-type': type }, ...cookie !== undefined && { cookie }
        } });
        const [, objectId, attributes] = /^jmmc_objectId=s%3A([0-9a-f]{24})\.[^;]+; (.+)$/.exec(String(headers['set-cookie'])) ?? [];
        const expected = answer.body.replace('%OBJECT_ID%', objectId ?? 'no id');
        t.strictSame([statusCode, headers['content-type'], text, attributes], [answer.status, answer.type, expected, answer.attributes], name);
    }
});

interface Sent { method: string; path: string; body: string | undefined; headers: Record<string, string> }

/** Sends a path as it is: fetch would leave out the question mark of `/push?`. */
function send(origin: string, { body, ...options }: Sent): Promise<{ statusCode: number; headers: IncomingHttpHeaders; text: string }> {
    const headers = { ...options.headers, ...body !== undefined && { 'content-length': String(Buffer.byteLength(body)) } };
    return new Promise((resolve, reject) => {
        request(origin, { ...options, headers }, (response) => {
            let text = '';
            response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).once('error', reject)
                .once('end', () => { resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, text }); });
        }).once('error', reject).end(body);
    });
}
