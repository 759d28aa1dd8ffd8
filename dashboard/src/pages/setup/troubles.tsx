import type { SetupReply, Trouble } from '../../../../schemas/setup.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Empty } from '../../components/states.js';
import { formatAgo, formatCount } from '../../formats.js';
import { words } from '../../words.js';

interface Props { setup: SetupReply; now: number }

/** What pages were refused with, in words, and what to change. */
export function Troubles({ setup: { troubles, settings }, now }: Props) {
    const told = words().setup.troubles;
    return <Panel title={told.title}>
        {troubles.length === 0 ? <Empty title={told.none} />
            : <DataTable caption={told.title} rows={troubles} keyOf={({ code, about }) => `${code} ${String(about)}`} columns={[
                { name: told.what, isHead: true, cell: (trouble) => describe(trouble) },
                { name: told.advice, cell: (trouble) => <span class="small">{advise(trouble, settings)}</span> },
                { name: told.count, isNumber: true, cell: ({ count }) => formatCount(count) },
                { name: told.last, isNumber: true, cell: ({ lastAt }) => <span class="small">{formatAgo(lastAt, now)}</span> }
            ]} />}
    </Panel>;
}

const DESCRIBED = [
    'origin_not_allowed', 'conference_not_allowed', 'session_token_invalid', 'rate_limited', 'not_found', 'proxy_not_trusted', 'parts_dropped',
    'spool_full', 'not_writable'
] as const;

function describe({ code, about }: Trouble): string {
    const told = words().setup.troubles;
    const known = DESCRIBED.find((name) => name === code);
    return known === undefined ? told.other(code, about ?? '') : told[known](about ?? '');
}

function advise({ code, about }: Trouble, { basePath, conferencePattern }: SetupReply['settings']): string {
    const told = words().setup.troubles;
    switch (code) {
        case 'origin_not_allowed': return told.origin_advice(about ?? '');
        case 'conference_not_allowed': return told.conference_advice(conferencePattern ?? '');
        case 'session_token_invalid': return told.token_advice();
        case 'rate_limited': return told.rate_advice();
        case 'not_found': return told.path_advice(`${basePath}/`);
        case 'proxy_not_trusted': return told.proxy_advice(about ?? '');
        case 'parts_dropped': return told.dropped_advice();
        case 'spool_full': return told.spool_advice();
        case 'not_writable': return told.disk_advice();
        default: return told.other_advice();
    }
}
