import { useId } from 'preact/hooks';
import { setQuery } from '../router.js';
import { words } from '../words.js';
import { Icon } from './icon.js';

export interface Filter {
    /** Its name in the query. */
    name: string;
    label: string;
    /** What is chosen; undefined: all. */
    value: string | undefined;
    /** What can be chosen. */
    choices: readonly { value: string; label: string }[];
}

/** Filters that count for all of a page at once, kept in its query; those that are set can be taken away one by one. */
export function FilterBar({ filters }: { filters: readonly Filter[] }) {
    const id = useId();
    const { filter } = words().common;
    const chosen = filters.filter(({ value }) => value !== undefined);
    const labelOf = ({ choices, value }: Filter): string => choices.find((choice) => choice.value === value)?.label ?? value ?? '';
    return <section class="filter-bar" aria-label={filter.name}>
        <div class="filters">
            {filters.map((one) => <span key={one.name} class="filter">
                <label for={`${id}${one.name}`}>{one.label}</label>
                <select id={`${id}${one.name}`} value={one.value ?? ''}
                    onChange={({ currentTarget }) => { setQuery({ [one.name]: currentTarget.value }); }}>
                    <option value="">{filter.all}</option>
                    {one.value !== undefined && !one.choices.some(({ value }) => value === one.value)
                        && <option value={one.value}>{one.value}</option>}
                    {one.choices.map(({ value, label }) => <option key={value} value={value}>{label}</option>)}
                </select>
            </span>)}
        </div>
        {chosen.length > 0 && <div class="chips">
            {chosen.map((one) => <button key={one.name} type="button" class="chip" onClick={() => { setQuery({ [one.name]: undefined }); }}>
                {one.label}: {labelOf(one)} <Icon name="close" /><span class="unseen">{filter.remove}</span>
            </button>)}
            {chosen.length > 1 && <button type="button" class="quiet"
                onClick={() => { setQuery(Object.fromEntries(chosen.map(({ name }) => [name, undefined]))); }}>{filter.removeAll}</button>}
        </div>}
    </section>;
}
