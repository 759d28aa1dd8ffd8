import { DEBIAN_FOLDER } from './debian-folder.js';
import { openGateway, type Gateway } from './gateway.js';
import { openPostgres } from './postgres.js';

export interface DocumentDB {
    readonly port: number;
    /** As a power cut of the database's machine. */
    crash(): Promise<void>;
    /** Up again after a crash, on the same port, with what was durable. */
    start(): Promise<void>;
    close(): Promise<void>;
}

/** A MongoDB-compatible server of one's own: DocumentDB behind a gateway in this process. Needs the Debian folder. */
export async function openDocumentDB(): Promise<DocumentDB> {
    const postgres = await openPostgres(DEBIAN_FOLDER);
    let gateway: Gateway | null = await openGateway(postgres.socketDirectory);
    const { port } = gateway;
    const closeGateway = async () => {
        await gateway?.close();
        gateway = null;
    };
    return {
        port,
        async crash() {
            await postgres.crash();
            await closeGateway();
        },
        async start() {
            await postgres.start();
            gateway = await openGateway(postgres.socketDirectory, port);
        },
        async close() {
            await closeGateway();
            await postgres.close();
        }
    };
}
