import { useEffect, useState } from 'preact/hooks';
import { setQuery } from '../../router.js';
import { words } from '../../words.js';
import { select, zoom, type ConferenceQuery, type Stretch } from './conference-query.js';

/** Which lanes, in which order, and which stretch of them. */
export function LaneTools({ query, whole }: { query: ConferenceQuery; whole: Stretch }) {
    const { conference } = words();
    const { selection, isZoomed, order, search, onlyTrouble } = query;
    return <div class="lane-tools">
        <div class="segments" role="group" aria-label={conference.order}>
            <button type="button" aria-pressed={order === 'join'} onClick={() => { setQuery({ sort: undefined }); }}>{conference.byJoin}</button>
            <button type="button" aria-pressed={order === 'worst'} onClick={() => { setQuery({ sort: 'worst' }); }}>{conference.byWorst}</button>
        </div>
        <input type="search" value={search} placeholder={conference.search} aria-label={conference.search}
            onInput={({ currentTarget: { value } }) => { setQuery({ search: value }, { replace: true }); }} />
        <label class="check"><input type="checkbox" checked={onlyTrouble}
            onChange={({ currentTarget: { checked } }) => { setQuery({ trouble: checked ? 1 : undefined }); }} /> {conference.onlyTrouble}</label>
        <div class="stretch-tools">
            <ClockField name={conference.from} at={selection?.from ?? whole.from} whole={whole}
                onChange={(from) => { select({ from, to: Math.max(from + 1000, selection?.to ?? whole.to) }); }} />
            <ClockField name={conference.to} at={selection?.to ?? whole.to} whole={whole}
                onChange={(to) => { select({ from: Math.min(to - 1000, selection?.from ?? whole.from), to }); }} />
            <button type="button" disabled={selection === null || isZoomed} onClick={() => { zoom(true); }}>{conference.zoomIn}</button>
            <button type="button" disabled={selection === null} onClick={() => { if (isZoomed) zoom(false); else select(null); }}>
                {isZoomed ? conference.zoomOut : conference.clearSelection}
            </button>
        </div>
    </div>;
}

const clockOf = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(11, 19);
const DAY = 24 * 3_600_000;

/** The first moment at or after `from` at which the reader's clock shows this. */
function momentOf(clock: string, from: number): number {
    const [hours = 0, minutes = 0, seconds = 0] = clock.split(':').map(Number);
    const day = new Date(from);
    const at = day.setHours(hours, minutes, seconds, 0);
    return at < from - 1000 ? at + DAY : at;
}

function ClockField({ name, at, whole, onChange }: { name: string; at: number; whole: Stretch; onChange: (at: number) => void }) {
    const [text, setText] = useState(clockOf(at));
    useEffect(() => { setText(clockOf(at)); }, [at]);
    const take = () => {
        const moment = Math.max(whole.from, Math.min(whole.to, momentOf(text, whole.from)));
        if (text !== '' && text !== clockOf(at)) onChange(moment);
        else setText(clockOf(at));
    };
    return <label>{name} <input type="time" step={1} value={text} onInput={({ currentTarget: { value } }) => { setText(value); }} onBlur={take}
        onKeyDown={({ key }) => { if (key === 'Enter') take(); }} /></label>;
}
