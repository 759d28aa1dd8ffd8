import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import * as jitsi from '../../client-sdk/src/jitsi.js';
import { ROOT } from '../support/project.js';

/** Facts of lib-jitsi-meet, see `source` in the file. */
const upstream = JSON.parse(readFileSync(join(ROOT, 'test/fixtures/lib-jitsi-meet-events.json'), 'utf8')) as Record<string, Record<string, string>>;

t.test('names events as lib-jitsi-meet does', (t) => {
    const theirs = {
        ...upstream.JitsiConferenceEvents, ...upstream.ConnectionQualityEvents,
        LOCAL_TRACK_STOPPED: upstream.JitsiTrackEvents?.LOCAL_TRACK_STOPPED, NO_DATA_FROM_SOURCE: upstream.JitsiTrackEvents?.NO_DATA_FROM_SOURCE,
        CONNECTION_FAILED: upstream.JitsiConnectionEvents?.CONNECTION_FAILED
    } as Record<string, string | undefined>;
    const ours = Object.entries(jitsi).filter(([, value]) => typeof value === 'string');
    t.ok(ours.length > 20);
    for (const [name, value] of ours) t.equal(value, theirs[name], name);
    t.end();
});

t.test('knows which failures a join can recover from, of all there are', (t) => {
    const recoverable = Object.entries(upstream.JitsiConferenceErrors ?? {}).filter(([, error]) => jitsi.isRecoverable(error)).map(([name]) => name);
    t.strictSame(recoverable, [
        'AUTHENTICATION_REQUIRED', 'DISPLAY_NAME_REQUIRED', 'FOCUS_DISCONNECTED', 'MEMBERS_ONLY_ERROR', 'PASSWORD_NOT_SUPPORTED', 'PASSWORD_REQUIRED'
    ]);
    t.ok(jitsi.isRecoverable('conference.redirected'), 'of older libraries');
    t.notOk(jitsi.isRecoverable(undefined));
    t.end();
});
