import type { SoraReport } from '../../../schemas/peers/sora.js';
import { known, text } from '../../../webrtc-stats/known.js';

/** What a report tells of its connection beside the stats, as tags: so people see it, and find it by. */
export function tagsOf({ label, version, node_name, role, multistream, simulcast, spotlight }: SoraReport): Record<string, string> {
    const told = (value: boolean | undefined) => value === undefined ? undefined : String(value);
    return known({
        role: text(role), multistream: told(multistream), simulcast: told(simulcast), spotlight: told(spotlight),
        label: text(label), version: text(version), node_name: text(node_name)
    }) ?? {};
}
