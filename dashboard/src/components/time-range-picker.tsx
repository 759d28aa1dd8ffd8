import { useId, useState } from 'preact/hooks';
import { setQuery } from '../router.js';
import { RANGES, type RangeName, type TimeRange } from '../time-range.js';
import { words } from '../words.js';

/** What a datetime-local field holds: the reader's own clock. */
const fieldValue = (at: number): string => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

/** The span of time of a page, in its query: one that ends now, or from one moment to another. */
export function TimeRangePicker({ range }: { range: TimeRange }) {
    const id = useId();
    const { timeRange } = words().common;
    const [isOwn, setOwn] = useState(range.name === null);
    const [from, setFrom] = useState(fieldValue(range.from));
    const [to, setTo] = useState(fieldValue(range.to));
    const isBackwards = from !== '' && to !== '' && Date.parse(to) <= Date.parse(from);
    return <div class="time-range" role="group" aria-label={timeRange.name}>
        <div class="segments">
            {(Object.keys(RANGES) as RangeName[]).map((name) => <button key={name} type="button" aria-pressed={!isOwn && range.name === name}
                onClick={() => { setOwn(false); setQuery({ range: name, from: undefined, to: undefined }); }}>{timeRange.ranges[name]}</button>)}
            <button type="button" aria-pressed={isOwn} aria-expanded={isOwn} onClick={() => {
                setFrom(fieldValue(range.from));
                setTo(fieldValue(range.to));
                setOwn(!isOwn);
            }}>{timeRange.own}</button>
        </div>
        {isOwn && <form class="own-range" onSubmit={(event) => {
            event.preventDefault();
            if (from === '' || to === '' || isBackwards) return;
            setQuery({ range: undefined, from: new Date(from).toISOString(), to: new Date(to).toISOString() });
        }}>
            <label for={`${id}from`}>{timeRange.from}</label>
            <input id={`${id}from`} type="datetime-local" required value={from} onInput={({ currentTarget }) => { setFrom(currentTarget.value); }} />
            <label for={`${id}to`}>{timeRange.to}</label>
            <input id={`${id}to`} type="datetime-local" required value={to} aria-invalid={isBackwards} {...isBackwards && { 'aria-describedby': `${id}fault` }}
                onInput={({ currentTarget }) => { setTo(currentTarget.value); }} />
            <button>{timeRange.show}</button>
            {isBackwards && <p id={`${id}fault`} class="fault" role="alert">{timeRange.backwards}</p>}
        </form>}
    </div>;
}
