import { createServer, type Server } from 'node:net';
import type { Audience } from '../../live/audience.js';

/** All namespaces to whoever connects, as one JSON object, and the end. What is sent here is not heard. */
export const createStatsServer = (audience: Pick<Audience, 'list'>): Server => createServer((socket) => {
    // closed already where there are too many
    if (socket.destroyed) return;
    socket.resume();
    socket.end(JSON.stringify(describeNamespaces(audience)));
});

/** What audience-meter tells of a namespace: times in seconds since the epoch, `modified` when its listeners were told last (0: never). */
interface NamespaceStats { created: number; members: number; connections: number; modified: number }

function describeNamespaces(audience: Pick<Audience, 'list'>): Record<string, NamespaceStats> {
    const namespaces = [...audience.list()].map(([name, { created, members, connections, modified }]) =>
        [name, { created: seconds(created), members, connections, modified: seconds(modified) }] as const);
    return Object.fromEntries(namespaces);
}

const seconds = (ms: number): number => Math.round(ms / 1000);
