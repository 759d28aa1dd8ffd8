import { useEffect, useState } from 'preact/hooks';
import type { AudienceList } from '../../../../schemas/audience.js';
import { useRead } from '../../api.js';
import { DataTable } from '../../components/data-table.js';
import { Panel } from '../../components/panel.js';
import { Answer, Empty } from '../../components/states.js';
import { formatCount } from '../../formats.js';
import { words } from '../../words.js';

/** Asked again so often, ms, while the page is looked at. */
const EVERY_MS = 3000;
/** Namespaces that are shown at first. */
const SHOWN = 10;

/** How many listen to each namespace of `GET /audience`, most first. */
export function AudiencePanel({ isPaused }: { isPaused: boolean }) {
    const { audience } = words().live;
    const reading = useRead<AudienceList>('/audience');
    const [isWhole, setWhole] = useState(false);
    useEffect(() => {
        if (isPaused) return undefined;
        const timer = setInterval(() => { if (!document.hidden) reading.reload(); }, EVERY_MS);
        return () => { clearInterval(timer); };
    }, [isPaused, reading.reload]);
    return <Panel title={audience.name} note={audience.note}>
        <Answer reading={{ ...reading, loading: false }}>{(list) => {
            const rows = Object.entries(list).map(([namespace, { members }]) => ({ namespace, members }))
                .sort((a, b) => b.members - a.members || a.namespace.localeCompare(b.namespace));
            if (rows.length === 0) return <Empty title={audience.nobody} />;
            return <>
                <DataTable caption={audience.name} rows={isWhole ? rows : rows.slice(0, SHOWN)} keyOf={({ namespace }) => namespace} columns={[
                    { name: audience.namespace, isHead: true, cell: ({ namespace }) => namespace },
                    { name: audience.members, isNumber: true, cell: ({ members }) => formatCount(members) }
                ]} />
                {!isWhole && rows.length > SHOWN && <button type="button" class="quiet" onClick={() => { setWhole(true); }}>
                    {audience.all(formatCount(rows.length))}</button>}
            </>;
        }}</Answer>
    </Panel>;
}
