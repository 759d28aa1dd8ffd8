import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { UserNetwork, UserReply } from '../../../../schemas/user.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { ShareBar } from '../../components/share-bar.js';
import { formatCount, formatDate, formatDuration } from '../../formats.js';
import { LANGUAGE, words } from '../../words.js';

type Used = Pick<UserNetwork, 'sessions' | 'participantMs' | 'verdicts' | 'lastSeenAt'>;

/** More are shown when they are asked for. */
const FIRST = 5;

/** With what, and from where, this person takes part: each with how often, how long, and how it was. */
export function Habits({ user: { devices, browsers, os, networks } }: { user: UserReply }) {
    const { habits, connections } = words().participant;
    return <>
        <UsedPanel title={habits.networks} name={habits.network} rows={networks} cell={(network) => <>
            {networkName(network)}
            <span class="below">{[...network.connectionKinds.map((kind) => connections[kind]), ...network.regions].join(', ')}</span>
        </>} />
        <UsedPanel title={habits.devices} name={habits.device} rows={devices} cell={({ cores, memory, mobile }) => [
            mobile === true ? habits.mobile : mobile === false ? habits.desktop : null,
            cores === null ? null : habits.cores(formatCount(cores)),
            memory === null ? null : habits.memory(formatCount(memory))
        ].filter((part) => part !== null).join(', ') || habits.unknown} />
        <UsedPanel title={habits.browsers} name={habits.browser} rows={browsers} cell={programName} />
        <UsedPanel title={habits.systems} name={habits.system} rows={os} cell={programName} />
    </>;
}

interface UsedProps<Row> {
    title: string;
    name: string;
    rows: readonly Row[];
    cell: (row: Row) => ComponentChildren;
}

function UsedPanel<Row extends Used>({ title, name, rows, cell }: UsedProps<Row>) {
    const { habits } = words().participant;
    const [isAll, setAll] = useState(false);
    const shown = isAll ? rows : rows.slice(0, FIRST);
    return <Panel title={title}>
        <DataTable caption={title} rows={shown} keyOf={(_row, place) => place} columns={[
            { name, isHead: true, cell },
            { name: habits.sessions, isNumber: true, cell: ({ sessions }) => formatCount(sessions) },
            { name: habits.time, isNumber: true, cell: ({ participantMs }) => <span class="whole">{formatDuration(participantMs)}</span> },
            { name: habits.quality, cell: ({ verdicts }) => <ShareBar verdicts={verdicts} /> },
            { name: habits.lastSeen, isNumber: true, cell: ({ lastSeenAt }) => <span class="whole">{formatDate(lastSeenAt)}</span> }
        ]} />
        {shown.length < rows.length && <button type="button" class="quiet" onClick={() => { setAll(true); }}>
            {habits.more(formatCount(rows.length - shown.length))}</button>}
    </Panel>;
}

/** `Firefox 140.0`, without the zeros that browsers tell for privacy. */
export function programName({ name, version }: UserReply['browsers'][number] | { name: string | null; version: string | null }): string {
    if (name === null) return words().participant.habits.unknown;
    return version === null ? name : `${name} ${version.replace(/(\.0)+$/, '')}`;
}

export function networkName({ address, country }: Pick<UserNetwork, 'address' | 'country'>): string {
    const place = country === null ? null : countryName(country);
    return [address ?? words().participant.habits.noAddress, place].filter((part) => part !== null).join(', ');
}

const regions = new Intl.DisplayNames(LANGUAGE, { type: 'region', fallback: 'code' });

/** A database of addresses may tell what is no region. */
function countryName(code: string): string {
    try {
        return regions.of(code) ?? code;
    } catch {
        return code;
    }
}
