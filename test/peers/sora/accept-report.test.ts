import t from 'tap';
import type { SessionReply } from '../../../schemas/session.js';
import { peerSessionId } from '../../../src/ingest/session-id.js';
import { openSoraDoor } from './open-door.js';
import { soraReport, timestampOf } from './recorded-reports.js';

t.test('a connection is a session, its channel a conference, and what describes it are tags', async (t) => {
    const door = await openSoraDoor(t);
    const at = door.clock.now;
    const report = soraReport({ timestamp: timestampOf(at + 0.471), client_id: 'é'.repeat(127), label: 'x'.repeat(300) });
    await door.accept(report);
    const sessionId = peerSessionId('sora', report.connection_id);
    t.match(await door.read<SessionReply>(`/v1/sessions/${sessionId}`), {
        client: 'sora', conferenceName: 'weekly', meetingId: 'JTYG1KGGPH2DKF86Y5B0GMWFSM', endpointId: 'QJ253E85SH1C170WQSPYJGFHCR',
        userId: 'é'.repeat(127), startedAt: at, joinedAt: at, endedAt: null, pushes: 1, samples: 1,
        address: null, country: null, browser: { name: null }, os: { name: null },
        tags: {
            role: 'sendrecv', multistream: 'true', simulcast: 'false', spotlight: 'false', version: '2024.2.0', node_name: 'sora@192.0.2.20',
            label: 'x'.repeat(256)
        }
    });
});
