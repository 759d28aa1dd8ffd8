import type { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { MongoClient } from 'mongodb';

/** What we touch of the driver's own class: it is private, so package.json names the one version of the driver that this was made for. */
interface DriverConnection extends EventEmitter {
    /** Why it is closed. */
    readonly error: Error | null;
    writeCommand(...parameters: unknown[]): Promise<void>;
}

const { Connection } = createRequire(import.meta.url)('mongodb/lib/cmap/connection.js') as { Connection: { prototype: DriverConnection } };
const { writeCommand } = Connection.prototype;

/**
 * Sends a command as the driver does, and fails when the connection closes meanwhile. The driver (7.8.0, 7.9.0) waits until the socket
 * has drained or tells an error, and a socket that is closed does neither. So the command never ended, whatever the time limits, when
 *
 * - the server stops reading in the middle of a long write: the time limit closes the connection, and nobody hears of it;
 * - the server ends while it is asked, and all connections close at once: what fails on the first lets the driver ask after the server on
 *   the next one, whose end has come but has not been told yet. Nothing after that tells it that the server is there again.
 */
Connection.prototype.writeCommand = function (this: DriverConnection, ...parameters) {
    return new Promise((resolve, reject) => {
        const fail = () => { reject(this.error ?? new Error('The connection was closed')); };
        this.once('close', fail);
        writeCommand.apply(this, parameters).finally(() => this.off('close', fail)).then(resolve, reject);
    });
};

export { MongoClient };
