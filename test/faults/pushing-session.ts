import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

/** `status` 0: the service went away before it answered. */
interface Answer { status: number; body: string }

/**
 * A page that pushes without pause, each push again and again until it is acknowledged, as the SDK does. It notes what was
 * acknowledged: exactly that must be in the store.
 */
export class PushingSession {
    readonly sessionId: string;
    /** Of the pushes answered with 204. */
    readonly acknowledged: number[] = [];
    /** Answers other than 204, apart from those of a service that stops. */
    readonly odd: Answer[] = [];
    refused = 0;
    #seq = 0;
    #token: string | undefined;
    #stopped = false;
    readonly #sessionKey = randomBytes(16).toString('hex');
    // one connection, kept alive, as a browser's
    readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

    constructor(private readonly port: number, private readonly startedAt: number) {
        const digits = createHash('sha256').update(this.#sessionKey).digest('hex');
        const variant = ((parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
        this.sessionId = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
    }

    /** Until stop() is called. */
    async run(): Promise<void> {
        while (!this.#stopped) {
            if (this.#token === undefined) await this.#post();
            else await this.#push();
        }
        this.#agent.destroy();
    }

    /** After the answer that is being waited for. */
    stop(): void {
        this.#stopped = true;
    }

    async #post(): Promise<void> {
        const { sessionId, startedAt } = this;
        const body = { sessionKey: this.#sessionKey, sessionId, conferenceName: 'faults', startedAt, sentAt: startedAt };
        const answer = await this.#send('/v1/sessions', body);
        if (answer.status === 200) this.#token = (JSON.parse(answer.body) as { token: string }).token;
        else await this.#note(answer);
    }

    async #push(): Promise<void> {
        const at = this.startedAt + this.#seq * 1000;
        const patch = { connectionQuality: this.#seq % 101 };
        const deltas = [{ at, ...this.#seq === 0 ? { keyframe: true } : {}, patch }, { at: at + 500 }];
        const answer = await this.#send(`/v1/sessions/${this.sessionId}/metrics`, { token: this.#token, seq: this.#seq, deltas, events: [] });
        if (answer.status === 204) this.acknowledged.push(this.#seq++);
        else await this.#note(answer);
    }

    async #note(answer: Answer): Promise<void> {
        if (answer.status === 503) this.refused += 1;
        else if (answer.status !== 0) this.odd.push(answer);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }

    #send(path: string, body: object): Promise<Answer> {
        const text = JSON.stringify(body);
        return new Promise((resolve) => {
            const sent = request({
                host: '127.0.0.1', port: this.port, path, method: 'POST', agent: this.#agent,
                headers: { 'content-type': 'text/plain;charset=UTF-8', 'content-length': Buffer.byteLength(text) }
            }, (response) => {
                let answer = '';
                response.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk; });
                response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: answer }); });
                response.on('error', () => { resolve({ status: 0, body: '' }); });
            });
            sent.on('error', () => { resolve({ status: 0, body: '' }); });
            sent.end(text);
        });
    }
}
