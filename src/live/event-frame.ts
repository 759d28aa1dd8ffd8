/**
 * The text of Server-Sent Events (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream). A line break in a
 * field would begin a field, or an event, of whoever wrote it; so there are none: data of several lines goes as JSON.
 */
export interface EventFields {
    data: string;
    /** Absent: `message`. */
    event?: string;
    id?: string;
    /** After how many ms a reader that lost the stream comes again. */
    retry?: number;
}

const LINE_BREAK = /[\r\n]/;

/** One event, ready to be sent. @throws {TypeError} for a line break in any text: a bug of the caller, nothing is sent */
export function eventFrame({ data, event, id, retry }: EventFields): string {
    return `${field('id', id)}${field('event', event)}${retry === undefined ? '' : retryLine(retry)}${field('data', data)}\n`;
}

/** Tells when to come again, and nothing else. `-1`, which is no number in the standard, tells audience-meter's client to stay away. */
export const retryFrame = (ms: number): string => `${retryLine(ms)}\n`;

/** Says nothing: it keeps proxies from closing the connection, and finds out that the other end is gone. */
export const HEARTBEAT = ':\n\n';

const retryLine = (ms: number): string => `retry: ${String(Math.round(ms))}\n`;

function field(name: string, text: string | undefined): string {
    if (text === undefined) return '';
    if (LINE_BREAK.test(text)) throw new TypeError(`A line break in the ${name} of an event would end it.`);
    return `${name}: ${text}\n`;
}
