import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import { findFreePort } from '../free-port.js';
import { programPath } from '../programs.js';
import { ROOT } from '../project.js';
import { startProgram } from '../start-program.js';

/** What lib-jitsi-meet's JitsiConnection is told of an XMPP server. */
export interface XmppOptions {
    hosts: { domain: string; muc: string; focus: string };
    serviceUrl: string;
    websocketKeepAlive: number;
}

const HERE = join(ROOT, 'test/support/jitsi-call');

/** Starts a Prosody with a stand-in for the conference focus; both end with the test. */
export async function startProsody(t: Test): Promise<XmppOptions> {
    const data = await mkdtemp(join(tmpdir(), 'confmeter-prosody-'));
    t.teardown(() => rm(data, { recursive: true, force: true }));
    const port = await findFreePort();
    const prosody = startProgram(t, {
        command: programPath('prosody'),
        args: ['-F', '--config', join(HERE, 'prosody.cfg.lua')],
        env: { ...process.env, CALL_MODULES: HERE, CALL_DATA: data, CALL_PORT: String(port) }
    });
    await prosody.listens(port);
    return {
        hosts: { domain: 'localhost', muc: 'conference.localhost', focus: 'focus.localhost' },
        serviceUrl: `ws://127.0.0.1:${String(port)}/xmpp-websocket`,
        websocketKeepAlive: -1
    };
}
