import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { SessionIdSchema } from '../../schemas/identifiers.js';
import { peerSessionId, sessionIdOf } from '../../src/ingest/session-id.js';

t.test('a sessionId is the digest of its key as a UUID of version 8', async (t) => {
    // printf 9f86d081884c7d659a2feaa0c55ad015 | sha256sum: 67212462 2314 5285 2f81 8d095bb0c2bf …
    t.equal(sessionIdOf('9f86d081884c7d659a2feaa0c55ad015'), '67212462-2314-8285-af81-8d095bb0c2bf');
});

t.test('a session of another client has a UUID of version 5 of client and id, which no page can have', async (t) => {
    // python3 -c "import uuid; print(uuid.uuid5(uuid.UUID('6d0c4f0b-e8c1-4c7e-a0a9-b5a3c1f27d58'), 'jmmc/5f0c9f4e7a524b1c9d0e2f6a'))"
    t.equal(peerSessionId('jmmc', '5f0c9f4e7a524b1c9d0e2f6a'), 'c1c02789-ae31-59cd-beb9-73b409280004');
    t.not(peerSessionId('sora', '5f0c9f4e7a524b1c9d0e2f6a'), peerSessionId('jmmc', '5f0c9f4e7a524b1c9d0e2f6a'));
    t.ok(Value.Check(SessionIdSchema, peerSessionId('sora', 'x')));
});
