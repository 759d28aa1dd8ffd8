import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A way to a server on which things go wrong when they are told to. */
export interface FaultyLink {
    readonly port: number;
    /** Connections that are open now are cut; new ones are taken. Answers how many there were. */
    cut(): number;
    /** The next connection that has carried this many more bytes to the server is cut there: in the middle of a request. Resolves when it was. */
    cutAfter(bytes: number): Promise<void>;
    /** Nothing comes through any more, in either direction, on connections that are open now: as when a cable is pulled. */
    stall(): void;
    /** Every answer comes this much later; 0 = at once again. */
    delayAnswers(ms: number): void;
    /** Nobody listens any more, and open connections are cut: as when the server's process ends. */
    stop(): Promise<void>;
    /** Listens again, on the same port. */
    start(): Promise<void>;
    close(): Promise<void>;
}

/** A forwarder on a port of the loopback. */
export async function openFaultyLink(to: { host: string; port: number }): Promise<FaultyLink> {
    const clients = new Map<Socket, Socket>();
    let answerDelayMs = 0;
    let cutting: { bytes: number; done: () => void } | null = null;

    function forward(client: Socket): void {
        const upstream = connect(to);
        clients.set(client, upstream);
        for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
            socket.setNoDelay(true);
            socket.on('error', () => undefined); // it closes, and that is all there is to it
            socket.on('close', () => {
                clients.delete(client);
                other.destroy();
            });
        }
        client.on('data', (bytes: Buffer) => {
            const through = cutting === null ? bytes : bytes.subarray(0, cutting.bytes);
            upstream.write(through);
            if (cutting === null) return;
            cutting.bytes -= through.length;
            if (cutting.bytes > 0) return;
            cutting.done();
            cutting = null;
            client.destroy();
        });
        let answered = Promise.resolve();
        upstream.on('data', (bytes: Buffer) => {
            const dueAt = Date.now() + answerDelayMs;
            // none before the one before it, also when the delay has become shorter meanwhile
            answered = answered.then(async () => {
                if (dueAt > Date.now()) await delay(dueAt - Date.now(), undefined, { ref: false });
                client.write(bytes);
            });
        });
    }

    function cut(): number {
        const count = clients.size;
        for (const client of clients.keys()) client.destroy();
        return count;
    }

    let server = await listen(0, forward);
    const { port } = server.address() as AddressInfo;

    async function stop(): Promise<void> {
        const closed = once(server, 'close');
        server.close();
        cut();
        await closed;
    }

    return {
        port,
        cut,
        cutAfter: (bytes) => new Promise((done) => {
            cutting = { bytes, done };
        }),
        stall() {
            for (const sockets of clients) for (const socket of sockets) socket.pause();
        },
        delayAnswers(ms) {
            answerDelayMs = ms;
        },
        stop,
        async start() {
            server = await listen(port, forward);
        },
        async close() {
            if (server.listening) await stop();
        }
    };
}

async function listen(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
    const server = createServer(onConnection).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return server;
}
