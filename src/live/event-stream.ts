/** One reader of Server-Sent Events, as those see it who have something to tell. */
export interface EventStream {
    /** false from the moment that either side ended it. */
    readonly isOpen: boolean;
    /** Bytes that were sent and have not gone out yet. */
    readonly unsent: number;
    /** Sends frames (event-frame.ts). A reader that does not keep up is dropped: nothing is kept for it beyond STREAM_BUFFER. No-op once closed. */
    send(frame: string | Buffer): void;
    /** Sends a last frame, if there is one, and closes. No-op once closed. */
    end(lastFrame?: string): void;
    /** Calls back once, also when it is closed already: whoever closed it, and however. */
    onClose(listener: () => void): void;
}
