import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Before it tries again, ms: at least, and at most as much more. */
const PAUSE_MS = 50;
const SPREAD_MS = 200;

/** A page that listens to a namespace: whenever its stream ends it comes again, perhaps to another instance, until it is stopped. */
export class Listener {
    #request: ClientRequest | undefined;
    #response: IncomingMessage | undefined;
    #isStopped = false;
    #ended: Promise<void> = Promise.resolve();
    /** Answers that were no streams. */
    readonly odd: number[] = [];
    /** The last count that it was told; null: none yet by this stream. */
    told: number | null = null;
    /** What came besides counts, by all streams. */
    readonly messages: string[] = [];

    /** @param ports - of the instances that a load balancer might choose */
    constructor(readonly namespace: string, private readonly ports: readonly number[]) {}

    /** It has a stream. */
    get isOpen(): boolean {
        return this.#response !== undefined;
    }

    begin(): void {
        this.#ended = this.#run();
    }

    /** Closes the connection, as a page that goes. */
    async stop(): Promise<void> {
        this.#isStopped = true;
        this.#request?.destroy();
        await this.#ended;
    }

    async #run(): Promise<void> {
        for (let place = Math.floor(Math.random() * this.ports.length); !this.#isStopped; place++) {
            await this.#listen(this.ports[place % this.ports.length] ?? 0);
            if (!this.#isStopped) await delay(PAUSE_MS + Math.random() * SPREAD_MS);
        }
    }

    /** Resolves when the stream has ended, or there was none. */
    #listen(port: number): Promise<void> {
        return new Promise((resolve) => {
            this.told = null;
            const sent = request({ host: '127.0.0.1', port, path: `/audience/${this.namespace}`, agent: false, headers: { accept: 'text/event-stream' } });
            this.#request = sent;
            sent.on('error', () => undefined).once('close', () => {
                this.#response = undefined;
                resolve();
            });
            sent.once('response', (response) => {
                if (response.statusCode !== 200) this.odd.push(response.statusCode ?? 0);
                else this.#response = response;
                response.setEncoding('utf8').on('data', (text: string) => {
                    for (const [, data = ''] of text.matchAll(/^data: (.*)$/gm)) {
                        if (/^\d+$/.test(data)) this.told = Number(data);
                        else this.messages.push(data);
                    }
                });
                // cut off where an instance was killed
                response.on('error', () => undefined);
            });
            sent.end();
        });
    }
}
