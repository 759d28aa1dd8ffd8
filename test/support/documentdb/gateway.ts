import { createServer, type AddressInfo, type Socket } from 'node:net';
import { BSON } from 'mongodb';
import pg from 'pg';
import { createCommands, findCommand } from './commands.js';
import { createCursors } from './cursors.js';
import { toCommandError } from './error-codes.js';
import type { Request } from './sql.js';
import { encodeReply, parseRequest, readMessages, type WireRequest } from './wire-message.js';

export interface Gateway {
    port: number;
    close(): Promise<void>;
}

/** Backends of PostgreSQL that one gateway may use at once. */
const MAX_BACKENDS = 24;

/**
 * Speaks MongoDB's wire protocol on a port of the loopback and does what it is asked with DocumentDB's functions. For tests: no
 * authentication, no TLS, no compression, no transactions.
 * @param socketDirectory where PostgreSQL's socket is
 * @param port 0 = any free one
 */
export async function openGateway(socketDirectory: string, port = 0): Promise<Gateway> {
    const pool = new pg.Pool({ host: socketDirectory, user: 'postgres', database: 'postgres', max: MAX_BACKENDS });
    // a backend went with its server, idle (the pool tells) or between two queries of who holds it (it tells itself): the next query says so
    pool.on('error', () => undefined);
    pool.on('connect', (backend) => { backend.on('error', () => undefined); });
    const cursors = createCursors(pool);
    const commands = createCommands(pool, cursors);
    const sockets = new Set<Socket>();

    async function answer(wire: WireRequest): Promise<Uint8Array> {
        const name = Object.keys(wire.command)[0] ?? '';
        const subject: unknown = wire.command[name];
        const request: Request = { ...wire, name, db: String(wire.command.$db ?? 'admin'), collection: typeof subject === 'string' ? subject : '' };
        try {
            const reply = await findCommand(commands, request)(request);
            return reply instanceof Uint8Array ? reply : BSON.serialize({ ...reply, ok: 1 });
        } catch (cause) {
            const { code, codeName, message } = toCommandError(cause);
            return BSON.serialize({ ok: 0, errmsg: message, code, codeName });
        }
    }

    async function serve(socket: Socket): Promise<void> {
        sockets.add(socket);
        try {
            for await (const message of readMessages(socket)) {
                const request = parseRequest(message);
                const reply = await answer(request);
                if (request.wantsReply && !socket.destroyed) socket.write(encodeReply(request, reply));
            }
        } catch {
            // cut, or not MongoDB's protocol: only this connection ends
        } finally {
            socket.destroy();
            sockets.delete(socket);
        }
    }

    const server = createServer({ noDelay: true }, (socket) => void serve(socket));
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
    return {
        port: (server.address() as AddressInfo).port,
        async close() {
            const closed = new Promise((resolve) => server.close(resolve));
            for (const socket of sockets) socket.destroy();
            await closed;
            cursors.close();
            await pool.end();
        }
    };
}
