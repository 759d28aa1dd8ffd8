/**
 * A crowd of listeners in a process of its own, told what to do by its parent (audience-listeners.ts). Raw sockets that share one buffer, so
 * that it is not the crowd that is measured.
 */
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export interface Joining {
    port: number;
    /** `#` in it is replaced by the listener's number. */
    path: string;
    count: number;
    perSecond: number;
    /** Number of the first. */
    from: number;
}

/** When a text was heard first and last, epoch ms, and by how many. */
export interface Heard { first: number; last: number; listeners: number }

export type Order = { join: Joining } | { leave: number } | { heard: string } | 'forget';
export interface Report { open: number; lost: number; heard?: Heard }

/** As Chromium asks. */
const REQUEST = (path: string) => `GET ${path} HTTP/1.1\r\nHost: meet.example.org\r\nConnection: keep-alive\r\nsec-ch-ua-platform: "Linux"\r\n`
    + 'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36\r\n'
    + 'Accept: text/event-stream\r\nCache-Control: no-cache\r\nsec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"\r\nsec-ch-ua-mobile: ?0\r\n'
    + 'Origin: https://meet.example.org\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n'
    + 'Referer: https://meet.example.org/\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: de-DE,de;q=0.9,en;q=0.8\r\n\r\n';

/** Ports of one address last for 28,000 connections, some of which have just been closed. */
const PER_ADDRESS = 4000;
/** That have asked and have not heard yet. */
const MAX_WAITING = 200;

const buffer = Buffer.alloc(64 * 1024);
const open = new Set<Socket>();
const heard = new Map<string, Heard>();
let lost = 0;

function hear(text: string): void {
    const now = performance.timeOrigin + performance.now();
    for (const [, data = ''] of text.matchAll(/^data: (.*)$/gm)) {
        const entry = heard.get(data);
        if (entry === undefined) heard.set(data, { first: now, last: now, listeners: 1 });
        else {
            entry.last = now;
            entry.listeners += 1;
        }
    }
}

/** Resolves when it has heard something. */
function join(port: number, path: string, number: number): Promise<void> {
    return new Promise((resolve) => {
        const localAddress = `127.0.${String(1 + Math.floor(number / PER_ADDRESS))}.1`;
        const socket = connect({
            port, host: '127.0.0.1', localAddress,
            onread: {
                buffer,
                callback(length) {
                    hear(buffer.toString('latin1', 0, length));
                    resolve();
                    return true;
                }
            }
        }, () => { socket.write(REQUEST(path)); });
        open.add(socket);
        socket.on('error', () => undefined).on('close', () => {
            if (open.delete(socket)) lost += 1;
            resolve();
        });
    });
}

async function joinAll({ port, path, count, perSecond, from }: Joining): Promise<void> {
    const begin = performance.now();
    let waiting = 0;
    const joins: Promise<void>[] = [];
    for (let place = 0; place < count; place += 1) {
        while (waiting >= MAX_WAITING || performance.now() < begin + place / perSecond * 1000) await delay(1);
        waiting += 1;
        joins.push(join(port, path.replace('#', String(from + place)), from + place).then(() => { waiting -= 1; }));
    }
    await Promise.all(joins);
}

function leave(count: number): void {
    for (const socket of [...open].slice(0, count)) {
        open.delete(socket);
        socket.destroy();
    }
}

process.on('message', (order: Order) => {
    const report = (told?: Heard) => process.send?.({ open: open.size, lost, ...told && { heard: told } } satisfies Report);
    if (order === 'forget') { heard.clear(); report(); }
    else if ('join' in order) void joinAll(order.join).then(() => report());
    else if ('leave' in order) { leave(order.leave); report(); }
    else report(heard.get(order.heard));
});
process.on('disconnect', () => { process.exit(); });
