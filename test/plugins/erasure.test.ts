import t from 'tap';
import { encodeRecord } from '../../src/store/encode-records.js';
import { NO_SIBLINGS, type Siblings } from '../../src/workers/siblings.js';
import { buildTestApp, READER } from '../build-test-app.js';
import { aPost, aPush, sessionIdFor } from '../store/sample-records.js';

t.test('refused records of who is deleted go from the spool of this worker, and the others are asked to do the same', async (t) => {
    let log = '';
    const asked: string[] = [];
    const answerers = new Map<string, (asked: never) => Promise<unknown>>();
    const siblings: Siblings = {
        ...NO_SIBLINGS,
        ask(question) {
            asked.push(question);
            return Promise.resolve({ answers: question === 'eraseRejected' ? [3, 4] as never[] : [], unanswered: 0 });
        },
        onQuestion: (question, answer) => { answerers.set(question, answer as never); }
    };
    const app = await buildTestApp(t, {}, { siblings, logger: { level: 'info', stream: { write: (line: string) => { log += line; } } } });
    const refused = [aPost('hers', { userId: 'marie' }), aPush('hers', 0), aPost('his'), aPush('a third', 0)]
        .map((record) => ({ bytes: Buffer.from(encodeRecord(record)), reason: 'for the test' }));
    const kept = async () => (await app.spool.listRejected(-1, 1e6)).map(({ bytes }) => Buffer.from(bytes).toString());
    await app.spool.forgetBut([], refused);

    await app.inject({ method: 'DELETE', url: '/v1/users/marie', headers: READER });
    t.ok(asked.includes('eraseRejected'));
    t.match(log, /"records":9,.*"msg":"Deleted the data of a user"/, 'what is hers here, and what the others told of');
    t.equal((await kept()).length, 2);
    await app.store.erasures.mark({ sessionId: sessionIdFor('a third') }, Date.now(), 10);
    t.equal(await answerers.get('eraseRejected')?.(null as never), 1, 'another worker asks this one');
    t.same(await kept(), [encodeRecord(aPost('his'))]);
});
