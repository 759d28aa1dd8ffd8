import type { Delta, Push } from '../../schemas/push.js';
import type { Config } from '../config.js';
import type { PushRecord } from '../store/store.js';
import { guardAddresses, type AddressPolicy } from './addresses.js';
import type { DropList } from './drop-list.js';

/** What a push may tell, whoever sent it. */
export interface PushRules {
    addresses: AddressPolicy;
    /** AUTHORIZED_REGIONS; undefined: any. */
    regions: ReadonlySet<string> | undefined;
}

export const createPushRules = (addresses: AddressPolicy, { AUTHORIZED_REGIONS }: Pick<Config, 'AUTHORIZED_REGIONS'>): PushRules =>
    ({ addresses, regions: AUTHORIZED_REGIONS.length === 0 ? undefined : new Set(AUTHORIZED_REGIONS) });

/**
 * Makes a push what is stored of it: addresses as IP_PRIVACY has them, no other regions than AUTHORIZED_REGIONS. The push becomes the
 * record: it is changed in place.
 * @param receivedAt - epoch ms
 */
export function recordPush(sessionId: string, push: Push, receivedAt: number, drops: DropList, { addresses, regions }: PushRules): PushRecord {
    const { seq, sentAt, deltas = [], events = [], end } = push;
    guardAddresses(deltas, addresses, drops);
    if (regions !== undefined) dropOtherRegions(push, regions, drops);
    const offset = sentAt === undefined ? 0 : receivedAt - sentAt;
    const region = lastRegion(push);
    return {
        kind: 'push', sessionId, seq, at: lastMoment(push) ?? receivedAt - offset, receivedAt, offset, deltas, events,
        ...end !== undefined && { end },
        ...region !== undefined && { region }
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
