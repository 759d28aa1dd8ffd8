import { useEffect, useId, useState } from 'preact/hooks';
import type { SummaryReply } from '../../../../schemas/summary-reply.js';
import { useRead } from '../../api.js';
import { choicesOf, setFilter, tellFilter, type FilterName, type Filters } from '../../filters.js';
import { setQuery } from '../../router.js';
import { words } from '../../words.js';
import { Icon } from '../../components/icon.js';

interface Props {
    /** Those that the page takes. */
    names: readonly FilterName[];
    filters: Filters;
    /** Epoch ms: of which sessions values are suggested. */
    range: { from: number; to: number };
}

/** What the page is narrowed down by: a chip for each filter that is set, which takes it away, and a form for all that there are. */
export function ListFilters({ names, filters, range }: Props) {
    const { filters: told } = words().common;
    const [isOpen, setOpen] = useState(false);
    const id = useId();
    const set = names.filter((name) => filters[name] !== undefined);
    return <div class="list-filters" role="group" aria-label={told.name}>
        <div class="chips">
            <button type="button" class="quiet" aria-expanded={isOpen} aria-controls={id} onClick={() => { setOpen(!isOpen); }}>
                <Icon name={isOpen ? 'up' : 'down'} /> {told.name}
            </button>
            {set.map((name) => {
                const text = `${told.names[name]}: ${tellFilter(name, filters[name] ?? '')}`;
                return <button key={name} type="button" class="chip" aria-label={told.remove(text)} title={told.remove(text)}
                    onClick={() => { setFilter(name, undefined); }}>{text} <Icon name="close" /></button>;
            })}
            {set.length > 1 && <button type="button" class="quiet" onClick={() => {
                setQuery(Object.fromEntries(names.map((name) => [name, undefined])));
            }}>{told.removeAll}</button>}
        </div>
        <div id={id} class="filter-form" hidden={!isOpen}>
            {names.map((name) => <FilterField key={name} name={name} value={filters[name] ?? ''} range={isOpen ? range : null} />)}
        </div>
    </div>;
}

const SUGGESTED: ReadonlySet<FilterName> = new Set(['browser', 'os', 'region', 'country']);
const MOST_SUGGESTED = 30;

function FilterField({ name, value, range }: { name: FilterName; value: string; range: Props['range'] | null }) {
    const id = useId();
    const { filters: told } = words().common;
    const choices = choicesOf(name);
    const suggestions = useRead<SummaryReply>(range !== null && SUGGESTED.has(name) ? '/v1/summary' : null,
        { by: name, limit: MOST_SUGGESTED, ...range !== null && { from: range.from, to: range.to } }).data;
    // what is being typed: suggestions that come meanwhile draw the field anew
    const [typed, setTyped] = useState(value);
    useEffect(() => { setTyped(value); }, [value]);
    const take = (text: string) => { setFilter(name, text.trim() === '' ? undefined : text.trim()); };
    return <div class="field">
        <label for={id}>{told.names[name]}</label>
        {choices !== undefined
            ? <select id={id} value={value} onChange={({ currentTarget }) => { take(currentTarget.value); }}>
                <option value="">{told.any}</option>
                {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
            </select>
            : <>
                <input id={id} type="text" value={typed} autocomplete="off" maxLength={256} {...suggestions !== undefined && { list: `${id}list` }}
                    onInput={({ currentTarget }) => { setTyped(currentTarget.value); }}
                    onChange={({ currentTarget }) => { take(currentTarget.value); }} />
                {suggestions !== undefined && <datalist id={`${id}list`}>
                    {suggestions.items.map((item) => item.value !== null && <option key={item.value} value={item.value} />)}
                </datalist>}
            </>}
    </div>;
}
