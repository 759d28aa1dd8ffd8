import type { ComponentChildren } from 'preact';
import { Empty, explain, Failed, Loading } from '../../components/states.js';
import { FILTERS, setFilter, tellFilter, useFilters } from '../../filters.js';
import type { Listing } from '../../listing.js';
import { setQuery, useQuery } from '../../router.js';
import { formatCount } from '../../formats.js';
import { words } from '../../words.js';

interface Props { listing: Listing<unknown>; count: (shown: string) => string; children: ComponentChildren }

/** A list while it loads, when it failed, when nothing is on it, and with what leads further. */
export function ListStates({ listing, count, children }: Props) {
    const { items, hasMore, loading, error, more, reload } = listing;
    const told = words().conferences;
    return <section class="panel" aria-label={told.what} aria-busy={loading}>
        {error !== undefined && <Failed message={explain(error)} onRetry={items.length > 0 ? more : reload} />}
        {items.length > 0 && children}
        {loading && <Loading height={items.length > 0 ? 80 : 420} />}
        {!loading && error === undefined && items.length === 0 && !hasMore && <NothingFound />}
        <div class="list-foot">
            <p role="status" class="soft small">{loading ? '' : items.length > 0 || hasMore ? count(formatCount(items.length)) : ''}</p>
            {hasMore && !loading && error === undefined
                && <button type="button" onClick={more}>{items.length > 0 ? told.more : told.further}</button>}
        </div>
    </section>;
}

/** Which filters there are, each with a button that takes it away. */
function NothingFound() {
    const { conferences: told, common } = words();
    const filters = useFilters();
    const { q = '', range, from } = useQuery();
    const set = FILTERS.filter((name) => filters[name] !== undefined);
    const isNarrow = q !== '' || set.length > 0;
    return <Empty title={isNarrow ? told.nothingFound : told.nothingYet}>
        <p>{isNarrow ? told.loosen : told.longer}</p>
        <div class="chips centred">
            {q !== '' && <button type="button" class="chip" onClick={() => { setQuery({ q: undefined }); }}>
                {common.filters.remove(`${told.search.label}: ${q}`)}</button>}
            {set.map((name) => <button key={name} type="button" class="chip" onClick={() => { setFilter(name, undefined); }}>
                {common.filters.remove(`${common.filters.names[name]}: ${tellFilter(name, filters[name] ?? '')}`)}</button>)}
            {(range !== '90d' || from !== undefined) && <button type="button" class="chip"
                onClick={() => { setQuery({ range: '90d', from: undefined, to: undefined }); }}>{told.last90}</button>}
        </div>
    </Empty>;
}
