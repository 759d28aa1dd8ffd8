import { Value } from '@sinclair/typebox/value';
import t from 'tap';
import { SessionReplySchema } from '../../schemas/session.js';
import { viewSession } from '../../src/analysis/session-view.js';
import { buildSession, SESSION_ID } from './build-records.js';

t.test('a session that told little of itself is shown with null for what is not known', async (t) => {
    const view = viewSession(buildSession(), 'AAAAAAAAAAAAAAAAAAAAAA', { endedAt: null, endReason: null }, { pushes: 0, samples: 0 });
    t.strictSame([...Value.Errors(SessionReplySchema, view)], []);
    t.match(view, { sessionId: SESSION_ID, conferenceId: 'AAAAAAAAAAAAAAAAAAAAAA', device: null, sdk: null, region: null, tags: null });
});

t.test('a session that told all is shown with all of it, and with nothing that is our own bookkeeping', async (t) => {
    const told = {
        tenant: 'school', meetingId: 'b7c1d2e3', userId: '5f0c9f4e', endpointId: 'cf491bb2', displayName: 'Marie', address: '203.0.113.0',
        device: { cores: 8, memory: 8, mobile: false }, sdk: { version: '1.0.0', lib: '01daa07c' }, mainConference: 'town-hall', visitor: false,
        tags: { site: 'north' }, browser: { name: 'Firefox', version: '140.0' }, os: { name: 'Linux', version: null }
    };
    const session = buildSession({ ...told, region: { seq: 3, value: 'eu-west' }, lastSeq: 3 });
    const view = viewSession(session, session.ownConferenceId, { endedAt: 5, endReason: 'left' }, { pushes: 4, samples: 12 });
    t.strictSame([...Value.Errors(SessionReplySchema, view)], []);
    t.match(view, { ...told, region: 'eu-west', endedAt: 5, endReason: 'left', pushes: 4, samples: 12 });
    t.strictSame(Object.keys(view).sort(), Object.keys(SessionReplySchema.properties).sort());
});
