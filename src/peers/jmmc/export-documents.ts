import { JMMC_BROWSERS, JMMC_SYSTEMS } from '../../../schemas/peers/jmmc-names.js';
import type { JmmcMetrics } from '../../../schemas/peers/jmmc.js';
import type { Delta } from '../../../schemas/push.js';
import type { SessionReply } from '../../../schemas/session.js';
import { exportSessions, type ExportFilter } from '../../analysis/export-records.js';
import type { Reads } from '../../analysis/reads.js';
import { integerOfAddress } from './address-integers.js';
import { describedAs } from './client-names.js';
import { metricsOf } from './metrics-patch.js';

/** Elements of `m` that go out together. */
const PIECE = 250;

/**
 * Sessions as jitsi-meet-metrics-collector's documents, one per line: `{"_id","conf","uid","m":[…]}`. In pieces of lines, since one of
 * them may have hours of elements. Sora's are left out, and those that were seen from outside, which the original knows nothing of.
 */
export async function* exportJmmcDocuments(reads: Reads, filter: ExportFilter): AsyncGenerator<string> {
    for await (const session of exportSessions(reads, filter)) {
        if (session.observedBy !== null || session.client === 'sora') continue;
        const { sessionId: _id, conferenceName: conf, userId: uid } = session;
        const head = JSON.stringify({ _id, conf, ...uid !== null && { uid } }).slice(0, -1);
        let piece = `${head},"m":[${JSON.stringify(beginningOf(session))}`;
        let elements = 1;
        for await (const delta of reads.listDeltas(_id)) {
            piece += `,${JSON.stringify(elementOf(delta))}`;
            elements += 1;
            if (elements % PIECE !== 0) continue;
            yield piece;
            piece = '';
        }
        yield `${piece}]}\n`;
    }
}

const secondsOf = (at: number): number => Math.floor(at / 1000);

/** The first element: who it is. */
function beginningOf({ startedAt, browser, os, endpointId, address }: SessionReply): JmmcMetrics {
    const br = describedAs({ ...browser, version: browser.version?.split('.')[0] ?? null }, JMMC_BROWSERS);
    const system = describedAs(os, JMMC_SYSTEMS);
    const rip = address === null ? undefined : integerOfAddress(address);
    return {
        ts: secondsOf(startedAt),
        ...br !== undefined && { br },
        ...system !== undefined && { os: system },
        ...endpointId !== null && { pid: endpointId },
        ...rip !== undefined && { t: { rip } }
    };
}

/** What one delta tells. One in which nothing changed is there too: it says that the participant was. */
const elementOf = ({ at, patch }: Delta): JmmcMetrics => ({ ts: secondsOf(at), ...patch !== undefined && metricsOf(patch) });
