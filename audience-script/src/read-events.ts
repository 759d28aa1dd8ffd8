/** What a stream says: its fields, one by one. */
export type OnField = (name: string, value: string) => void;

/**
 * Reads Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html) until they end; the service's have one line of data
 * each. Not by EventSource: that hides `retry: -1`, which ends the stay for good, and why it was refused, and has all pages come again at one moment.
 * @throws when the connection breaks
 */
export async function readEvents(body: ReadableStream<Uint8Array>, onField: OnField): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
        rest = lines.pop() as string;
        for (const line of lines) {
            const [name, ...text] = line.split(': ');
            if (name) onField(name, text.join(': '));
        }
    }
}
