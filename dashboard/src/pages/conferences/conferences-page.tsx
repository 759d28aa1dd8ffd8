import { useState } from 'preact/hooks';
import { PageHead } from '../../components/page-head.js';
import { TimeRangePicker } from '../../components/time-range-picker.js';
import { FILTERS, useFilters } from '../../filters.js';
import { setQuery, useQuery } from '../../router.js';
import { useTimeRange } from '../../time-range.js';
import { words } from '../../words.js';
import { ConferenceList } from './conference-list.js';
import { ExportPanel } from './export-panel.js';
import { ListFilters } from './list-filters.js';
import { ListSearch } from './list-search.js';
import { SessionList } from './session-list.js';

/** Conferences, or the sessions in them: searched, narrowed down, sorted, page by page, and to take away. */
export function ConferencesPage() {
    const told = words().conferences;
    const query = useQuery();
    const range = useTimeRange('7d');
    const filters = useFilters();
    const [isExporting, setExporting] = useState(false);
    const isSessions = query.list === 'sessions';
    const asked = { ...filters, namePrefix: query.q, from: range.from, ...range.name === null && { to: range.to } };
    return <>
        <PageHead title={told.name} lead={told.lead}><TimeRangePicker range={range} /></PageHead>
        <ListSearch text={query.q ?? ''} />
        <ListFilters names={FILTERS} filters={filters} range={range} />
        <div class="list-tools">
            <div class="segments" role="group" aria-label={told.what}>
                {([['conferences', false], ['sessions', true]] as const).map(([name, ofSessions]) =>
                    <button key={name} type="button" aria-pressed={ofSessions === isSessions}
                        onClick={() => { setQuery({ list: ofSessions ? 'sessions' : undefined }); }}>{told.lists[name]}</button>)}
            </div>
            <button type="button" aria-expanded={isExporting} onClick={() => { setExporting(!isExporting); }}>{told.export.name}</button>
        </div>
        {isExporting && <ExportPanel asked={asked} />}
        {isSessions ? <SessionList asked={asked} /> : <ConferenceList asked={asked} />}
    </>;
}
