/** What a request on the public port names. */
export interface Place {
    /** Decoded, as on our own route: the same name is the same audience, whichever way a page came. */
    namespace: string;
    uuid?: string;
}

/** A message as the notification port takes it. */
export interface Notification {
    namespace: string;
    /** As it was sent, with its percent-escapes: so there are neither spaces nor line ends in it. */
    service: string;
    message: string;
}

/** `/<ns>` or `/<ns>/<uuid>`; undefined: any other path. @param target - as the request line has it, with or without a query */
export function readPlace(target: string): Place | undefined {
    const [, namespace, uuid] = /^\/([^/]+)(?:\/([^/]+))?$/.exec(pathOf(target)) ?? [];
    if (namespace === undefined) return undefined;
    return { namespace: decode(namespace), ...uuid !== undefined && { uuid: decode(uuid) } };
}

/** `/<ns>/<service>/<message>`, where the message may be empty; undefined: any other path. */
export function readNotification(target: string): Notification | undefined {
    const [, namespace, service, message] = /^\/([^/]+)\/([^/]+)\/([^/]*)$/.exec(pathOf(target)) ?? [];
    if (namespace === undefined || service === undefined || message === undefined) return undefined;
    return { namespace: decode(namespace), service, message };
}

/** Without what may stand before it (RFC 9112, 3.2.2) and behind it. */
export const pathOf = (target: string): string => target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '');

/** A name that is no UTF-8 in percent-escapes stays what it is, as audience-meter leaves all of them. */
function decode(name: string): string {
    try {
        return decodeURIComponent(name);
    } catch {
        return name;
    }
}
