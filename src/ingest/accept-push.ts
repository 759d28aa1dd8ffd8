import type { Delta, Dropped, Push } from '../../schemas/push.js';
import type { Config } from '../config.js';
import { RequestError } from '../errors.js';
import { encodeRecord } from '../store/encode-records.js';
import { guardAddresses, type AddressPolicy } from './addresses.js';
import type { BoundedMap } from './bounded-map.js';
import { DropList } from './drop-list.js';
import { refuse } from './find-faults.js';
import { countUnknownMembers, type IngestCounts } from './ingest-counts.js';
import { makeDurable, type LineWriter } from './make-durable.js';
import { isObject } from './repair-body.js';
import type { PushRepair } from './repair-push.js';
import type { SessionTokens } from './session-token.js';

/** What both ways in share. */
export interface IngestParts {
    tokens: SessionTokens;
    writer: LineWriter;
    addresses: AddressPolicy;
    counts: IngestCounts;
    /** SDK version by sessionId, of sessions posted here lately. */
    sdkVersions: BoundedMap<string, string>;
    /** Epoch ms. */
    now: () => number;
}

/**
 * Takes a push: resolves when it is on disk, with what was left out of it. `isValid`: the body is as PushSchema says.
 * The body becomes the record: it is changed in place.
 * @throws {RequestError} session_token_invalid, bad_request, or one of the 503s: then nothing was stored.
 */
export type AcceptPush = (sessionId: string, body: unknown, isValid: boolean) => Promise<readonly Dropped[]>;

const NOTHING: readonly Dropped[] = [];

export function createAcceptPush(parts: IngestParts & { repair: PushRepair }, config: Pick<Config, 'AUTHORIZED_REGIONS'>): AcceptPush {
    const { tokens, writer, addresses, counts, sdkVersions, now, repair } = parts;
    const regions = config.AUTHORIZED_REGIONS.length === 0 ? undefined : new Set(config.AUTHORIZED_REGIONS);
    return async (sessionId, body, isValid) => {
        if (!isObject(body)) throw refuse({ path: '', reason: 'must be an object' });
        if (typeof body.token !== 'string' || !tokens.verify(sessionId, body.token))
            throw new RequestError('session_token_invalid', { path: '/token' });
        const receivedAt = now();
        const drops = new DropList();
        const push = isValid ? body as Push : repair(body, receivedAt, drops);
        const { seq, sentAt, deltas = [], events = [], end } = push;
        guardAddresses(deltas, addresses, drops);
        if (regions !== undefined) dropOtherRegions(push, regions, drops);
        const offset = sentAt === undefined ? 0 : receivedAt - sentAt;
        const region = lastRegion(push);
        await makeDurable(writer, counts, encodeRecord({
            kind: 'push', sessionId, seq, at: lastMoment(push) ?? receivedAt - offset, receivedAt, offset, deltas, events,
            ...end !== undefined && { end },
            ...region !== undefined && { region }
        }));
        counts.pushes += 1;
        if (drops.count === 0) return NOTHING;
        counts.dropped += drops.count;
        if (drops.unknown > 0) countUnknownMembers(counts, sdkVersions.get(sessionId), drops.unknown);
        return drops.toAnswer();
    };
}

/** AUTHORIZED_REGIONS: another region is as good as none. */
function dropOtherRegions({ deltas = [], events = [] }: Push, regions: ReadonlySet<string>, drops: DropList): void {
    const reason = 'is not among AUTHORIZED_REGIONS';
    for (const [index, { patch }] of deltas.entries()) {
        if (typeof patch?.serverRegion !== 'string' || regions.has(patch.serverRegion)) continue;
        patch.serverRegion = null;
        drops.add(`/deltas/${String(index)}/patch/serverRegion`, reason);
    }
    for (const [index, { data }] of events.entries()) {
        if (data?.region === undefined || regions.has(data.region)) continue;
        delete data.region;
        drops.add(`/events/${String(index)}/data/region`, reason);
    }
}

/** The last moment that a push tells of, on the page's clock. */
function lastMoment({ deltas = [], events = [] }: Push): number | undefined {
    let last: number | undefined;
    for (const { at } of deltas) if (last === undefined || at > last) last = at;
    for (const { at } of events) if (last === undefined || at > last) last = at;
    return last;
}

/** The serverRegion that a push ends with: the last state's if one tells it, else the last event's. */
function lastRegion({ deltas = [], events = [] }: Push): string | undefined {
    const told = deltas.findLast(({ patch }: Delta) => typeof patch?.serverRegion === 'string')?.patch?.serverRegion;
    return told ?? events.findLast(({ data }) => data?.region !== undefined)?.data?.region;
}
