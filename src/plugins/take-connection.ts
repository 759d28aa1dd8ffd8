import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Takes a connection from Node's HTTP server for what is written to it from now on, once the request is read to its end: parser, request and
 * response of each would otherwise be kept for as long as it is open, on Node 24 some 15 kB. The head of the answer must be written.
 *
 * Node does the same for an `upgrade`, which a page cannot ask for. Otherwise it lets go of a connection when it hears `close`, and so does
 * who counts connections (connection-limit.ts). So `close` is what they are told, and the socket stays open.
 * @param taken - called once, with nothing listening to the socket; it may be closed by then
 */
export function takeConnection(request: IncomingMessage, response: ServerResponse, taken: (socket: Socket) => void): void {
    const { socket } = request;
    const take = (): void => {
        if (!socket.closed) {
            // destroys it if another request came behind this one, which nobody would answer any more
            socket.emit('close', false);
            if (response.socket === socket) response.detachSocket(socket);
            socket.removeAllListeners();
        }
        taken(socket);
    };
    if (request.closed) take();
    else request.once('close', take).resume();
}
