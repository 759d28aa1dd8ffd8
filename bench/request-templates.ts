import { recordedPushes } from './push-bodies.js';

/** Ten digits, so that a seq never changes the length of a request. */
export const FIRST_SEQ = 1_000_000_000;
const SOME_TIME = 1_700_000_000_000;
const PUSHES = recordedPushes(SOME_TIME);

interface Template { text: string; places: { at: number; what: 'seq' | 'time' }[] }

/** The requests of one session, ready but for seq and times: making them must not cost more than answering them. */
export interface RequestTemplates {
    /** The n-th request of the session. The buffer is used again some requests later. */
    next(): Buffer;
}

export function createRequestTemplates(sessionId: string, token: string): RequestTemplates {
    const requests = PUSHES.map((push) => {
        const { text, places } = templateOf(JSON.stringify({ token, ...push, seq: FIRST_SEQ }), sessionId);
        return { bytes: Buffer.from(text, 'latin1'), places };
    });
    let sent = 0;
    return {
        next() {
            const request = requests[sent % requests.length];
            if (request === undefined) throw new Error('There are no recorded calls');
            const texts = { seq: String(FIRST_SEQ + sent), time: String(Date.now()) };
            for (const { at, what } of request.places) request.bytes.write(texts[what], at, 'latin1');
            sent += 1;
            return request.bytes;
        }
    };
}

function templateOf(body: string, sessionId: string): Template {
    const head = [
        `POST /v1/sessions/${sessionId}/metrics HTTP/1.1`, 'host: 127.0.0.1', 'origin: https://127.0.0.1', 'content-type: text/plain;charset=UTF-8',
        'user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
        `content-length: ${String(Buffer.byteLength(body))}`, '', ''
    ].join('\r\n');
    const text = head + body;
    const places = [...text.matchAll(/"(seq|at|sentAt)":(?=\d)/g)].map((match): Template['places'][number] =>
        ({ at: match.index + match[0].length, what: match[1] === 'seq' ? 'seq' : 'time' }));
    return { text, places };
}
