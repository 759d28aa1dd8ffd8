import { createServer, type Server } from 'node:net';
import { toListOfSeconds } from '../../live/audience-list.js';
import type { Audience } from '../../live/audience.js';

/** All namespaces to whoever connects, as one JSON object, and the end. What is sent here is not heard. */
export const createStatsServer = (audience: Pick<Audience, 'list'>): Server => createServer((socket) => {
    // closed already where there are too many
    if (socket.destroyed) return;
    socket.resume();
    socket.end(JSON.stringify(toListOfSeconds(audience.list())));
});
