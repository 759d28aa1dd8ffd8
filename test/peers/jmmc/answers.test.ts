import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../../support/project.js';
import { buildTestApp } from '../../build-test-app.js';

/** A line of answers.ndjson; its README.md tells how they were recorded. */
interface Recorded {
    name: string;
    method: 'POST';
    path: string;
    type?: string;
    body?: string;
    cookie?: string;
    answer: { status: number; type: string; body: string; attributes?: string };
}

const recorded = readFileSync(join(ROOT, 'test/fixtures/jmmc/answers.ndjson'), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Recorded);
const SETTINGS = {
    CONFERENCE_PATTERN: '^[a-zA-Z0-9]{3,}$', AUTHORIZED_REGIONS: 'REGION1,REGION2', JMMC_COOKIE_SECRET: 'a secret of our own,the secret of the server before'
};

t.test('every recorded request is answered as the original did, byte for byte', async (t) => {
    const app = await buildTestApp(t, SETTINGS, { now: () => 1_795_228_082_450 });
    for (const { name, method, path, type, body, cookie, answer } of recorded) {
        const { statusCode, headers, body: text } = await app.inject({
            method, url: path, ...body !== undefined && { payload: body },
            headers: { ...type !== undefined && { 'content-type': type }, ...cookie !== undefined && { cookie } }
        });
        const [, objectId, attributes] = /^jmmc_objectId=s%3A([0-9a-f]{24})\.[^;]+; (.+)$/.exec(String(headers['set-cookie'])) ?? [];
        const expected = answer.body.replace('%OBJECT_ID%', objectId ?? 'no id');
        t.strictSame([statusCode, headers['content-type'], text, attributes], [answer.status, answer.type, expected, answer.attributes], name);
    }
});
