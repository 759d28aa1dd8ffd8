import t from 'tap';
import type { ListReply } from '../../../schemas/list.js';
import type { SessionReply } from '../../../schemas/session.js';
import { READER } from '../../build-test-app.js';
import { eventually } from '../../support/eventually.js';
import { openTestMongodb, skipWithoutMongodb } from '../../support/mongodb.js';
import { startWorkers } from '../../workers/start-workers.js';

const PUSHES = 12;

t.test('a cookie that one worker gave counts for all of them, and no push is lost between them', { skip: await skipWithoutMongodb() }, async (t) => {
    const mongodb = await openTestMongodb();
    t.teardown(() => mongodb.close());
    const service = await startWorkers(t, { MONGODB_URI: mongodb.uri, MONGODB_DB: mongodb.newDatabase() });
    await service.printed(/"Started\."/);
    const origin = `http://127.0.0.1:${String(service.port)}`;
    // over connections of their own, so that any worker may have them
    const send = (m: object, headers: Record<string, string> = {}) => fetch(`${origin}/push`, {
        method: 'POST', headers: { 'content-type': 'application/json', connection: 'close', ...headers },
        body: JSON.stringify({ uid: '5f0c9f4e-7a52-4b1c-9d0e-2f6a1c3b4d5e', conf: 'room1234567', m })
    });
    const cookie = String((await send({ br: 'br' })).headers.get('set-cookie')).split(';', 1)[0] as string;
    // at once: some of them arrive within the same millisecond
    const answers = await Promise.all(Array.from({ length: PUSHES }, (_, cq) => send({ cq }, { cookie })));
    t.strictSame(answers.map(({ status }) => status), Array<number>(PUSHES).fill(200));
    const listed = async () => (await (await fetch(`${origin}/v1/sessions`, { headers: READER })).json() as ListReply<SessionReply>).items;
    const sessions = await eventually(listed, ([session]) => session?.pushes === PUSHES + 1);
    t.match(sessions, [{ client: 'jmmc', pushes: PUSHES + 1, samples: PUSHES }]);
});
