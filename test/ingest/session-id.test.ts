import t from 'tap';
import { sessionIdOf } from '../../src/ingest/session-id.js';

t.test('a sessionId is the digest of its key as a UUID of version 8', async (t) => {
    // printf 9f86d081884c7d659a2feaa0c55ad015 | sha256sum: 67212462 2314 5285 2f81 8d095bb0c2bf …
    t.equal(sessionIdOf('9f86d081884c7d659a2feaa0c55ad015'), '67212462-2314-8285-af81-8d095bb0c2bf');
});
