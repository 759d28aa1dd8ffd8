import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Test } from 'tap';
import { LIB_JITSI_MEET } from '../lib-jitsi-meet.js';

const PAGE = '<!doctype html><meta charset="utf-8"><title>A call</title><script src="/lib-jitsi-meet.js"></script>';

/** Serves a page with lib-jitsi-meet, as a Jitsi host does: every path is a room. Its origin; closed with the test. */
export async function startPageServer(t: Test): Promise<string> {
    const library = await readFile(LIB_JITSI_MEET);
    const server = createServer((request, response) => {
        if (request.url === '/lib-jitsi-meet.js') response.setHeader('content-type', 'text/javascript').end(library);
        else response.setHeader('content-type', 'text/html').end(PAGE);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    t.teardown(() => {
        server.close();
        server.closeAllConnections();
    });
    return `http://localhost:${String((server.address() as AddressInfo).port)}`;
}
