import { createHash, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** A request that is not answered by then is given up, ms. */
const ANSWER_MS = 60_000;
/** Before a push is sent once more, ms. */
const RETRY_MS = 100;

/** `status` 0: the service went away before it answered. */
interface Answer { status: number; body: string }

export interface PushingOptions {
    /** Between two pushes, ms: some hundred pushes a second from a dozen pages, so that the tests do not wait for the processor. 0 = none. */
    pauseMs?: number;
    /** Other instances: half of the retries go to one of them, and every tenth push that was acknowledged is sent there again. */
    others?: readonly number[];
}

/**
 * A page that pushes one thing after the other, each again and again until it is acknowledged, as the SDK does. It notes what was
 * acknowledged: exactly that must be in the store.
 */
export class PushingSession {
    readonly sessionId: string;
    /** Of the pushes answered with 204. */
    readonly acknowledged: number[] = [];
    /** Answers that a page should not get: other than 204, and 503 of a service that stops or is full. */
    readonly odd: Answer[] = [];
    /** Answers with 503. */
    refused = 0;
    #seq = 0;
    #lastSeq = Infinity;
    #token: string | undefined;
    #stopped = false;
    readonly #sessionKey = randomBytes(16).toString('hex');
    // one connection, kept alive, as a browser's
    readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
    readonly #pauseMs: number;
    readonly #others: readonly number[];
    /** Where the next request goes. */
    #port: number;

    constructor(private readonly port: number, private readonly startedAt: number, { pauseMs = 10, others = [] }: PushingOptions = {}) {
        this.#pauseMs = pauseMs;
        this.#others = others;
        this.#port = port;
        const digits = createHash('sha256').update(this.#sessionKey).digest('hex');
        const variant = ((parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
        this.sessionId = `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
    }

    /** Until finish() or stop() is called. */
    async run(): Promise<void> {
        while (!this.#stopped && this.#seq <= this.#lastSeq) {
            if (this.#token === undefined) await this.#post();
            else await this.#push();
            if (this.#pauseMs > 0) await delay(this.#pauseMs);
        }
        this.#agent.destroy();
    }

    /** When the push that it is at has been acknowledged: no push is left of which it does not know whether it is stored. */
    finish(): void {
        this.#lastSeq = this.#seq;
    }

    /** After the answer that is being waited for, whatever that is. */
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
        const send = () => this.#send(`/v1/sessions/${this.sessionId}/metrics`, { token: this.#token, seq: this.#seq, deltas, events: [] });
        const answer = await send();
        if (answer.status !== 204) return this.#note(answer);
        this.acknowledged.push(this.#seq);
        if (this.#others.length > 0 && Math.random() < 0.1) {
            this.#port = this.#another();
            const again = await send();
            if (again.status !== 204) await this.#note(again);
        }
        this.#port = this.port;
        this.#seq += 1;
    }

    #another(): number {
        return this.#others[Math.floor(Math.random() * this.#others.length)] ?? this.port;
    }

    async #note(answer: Answer): Promise<void> {
        if (answer.status === 503) this.refused += 1;
        else if (answer.status !== 0) this.odd.push(answer);
        this.#port = Math.random() < 0.5 ? this.#another() : this.port;
        await delay(RETRY_MS);
    }

    #send(path: string, body: object): Promise<Answer> {
        const text = JSON.stringify(body);
        return new Promise((resolve) => {
            const sent = request({
                host: '127.0.0.1', port: this.#port, path, method: 'POST', agent: this.#agent, timeout: ANSWER_MS,
                headers: { 'content-type': 'text/plain;charset=UTF-8', 'content-length': Buffer.byteLength(text) }
            }, (response) => {
                let answer = '';
                response.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk; });
                response.on('end', () => { resolve({ status: response.statusCode ?? 0, body: answer }); });
                response.on('error', () => { resolve({ status: 0, body: '' }); });
            });
            sent.on('timeout', () => {
                this.odd.push({ status: 0, body: `${path}: no answer in ${String(ANSWER_MS)} ms` });
                sent.destroy();
            });
            sent.on('error', () => { resolve({ status: 0, body: '' }); });
            sent.end(text);
        });
    }
}
