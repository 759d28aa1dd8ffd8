/**
 * Every answer from 400 on has one of these codes; docs/api.md lists the same ones (a test compares them).
 * Expected failures of a request are thrown as RequestError and answered by plugins/error-handler.ts.
 */
export const ERRORS = {
    bad_request: { status: 400, message: 'The request is not what this route takes.' },
    bad_json: { status: 400, message: 'The body is not JSON.' },
    session_key_mismatch: { status: 400, message: 'sessionId is not the one that belongs to sessionKey.' },
    unauthorized: { status: 401, message: 'Needs the token (Authorization: Bearer <DASHBOARD_TOKEN>) or, in a browser, a login (/login).' },
    session_token_invalid: { status: 401, message: 'The session token is missing, wrong, or of another session.' },
    conference_not_allowed: { status: 403, message: 'This conference name is not one that is collected here.' },
    namespace_not_allowed: { status: 403, message: 'This namespace is not one that may be listened to here; AUDIENCE_PATTERN says which may.' },
    origin_not_allowed: { status: 403, message: 'This origin may not send here; CORS_ORIGINS lists those that may.' },
    not_found: { status: 404, message: 'There is nothing here.' },
    method_not_allowed: { status: 405, message: 'This address does not take that method.' },
    body_too_large: { status: 413, message: 'The body is too large.' },
    unsupported_media_type: { status: 415, message: 'The body must be application/json or text/plain holding JSON.' },
    headers_too_large: { status: 431, message: 'The request headers are too large.' },
    rate_limited: { status: 429, message: 'Too many requests from this address.' },
    request_timeout: { status: 408, message: 'The request took too long to arrive.' },
    spool_full: { status: 503, message: 'The spool is full: the store cannot keep up or is away. Nothing was stored; send again later.' },
    not_writable: { status: 503, message: 'The spool cannot be written. Nothing was stored; send again later.' },
    store_unavailable: { status: 503, message: 'The store does not answer. Ask again later.' },
    streams_full: { status: 503, message: 'All event streams are in use. Come again later.' },
    namespaces_full: { status: 503, message: 'There are too many namespaces with listeners. Come again later.' },
    messages_full: { status: 503, message: 'Too many messages are on their way to listeners. Send again later.' },
    shutting_down: { status: 503, message: 'The service is stopping. Send again later.' },
    internal_error: { status: 500, message: 'Something is wrong with the service; its log has the request id.' }
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** Answered as `{code, message, path?, requestId}` with the code's status. */
export class RequestError extends Error {
    readonly status: number;

    /** @param detail - `about`: the value that was refused, for who runs the service; it is not answered */
    constructor(
        readonly code: ErrorCode,
        readonly detail: { path?: string; message?: string; retryAfterSeconds?: number; about?: string } = {}
    ) {
        super(detail.message ?? ERRORS[code].message);
        this.status = ERRORS[code].status;
    }
}
