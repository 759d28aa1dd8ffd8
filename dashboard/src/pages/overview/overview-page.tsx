import type { LiveReply } from '../../../../schemas/live.js';
import type { SummaryReply } from '../../../../schemas/summary-reply.js';
import { useRead } from '../../api.js';
import { FilterBar } from '../../components/filter-bar.js';
import { PageHead } from '../../components/page-head.js';
import { Answer } from '../../components/states.js';
import { TimeRangePicker } from '../../components/time-range-picker.js';
import { formatMoment } from '../../formats.js';
import { setQuery, useQuery } from '../../router.js';
import { previousRange, useTimeRange } from '../../time-range.js';
import { words } from '../../words.js';
import { Headline } from './headline.js';
import { HistogramPanels } from './histogram-panels.js';
import { IssuesPanel, MediaErrorsPanel } from './issues-panel.js';
import { MetricPanels } from './metric-panels.js';
import { NothingYet } from './nothing-yet.js';
import { choicesQuery, currentQuery, FILTERS, filtersOf, listQuery, previousQuery, spanOf } from './overview-query.js';
import { QualityPanel, UsePanel } from './time-panels.js';
import { nameOf } from './value-names.js';
import { ValuesPanel } from './value-panels.js';

/** The height of what is shown while the answer is on its way, px. */
const PLACE_HELD = 1400;

/** How all calls of a time were: everything on one page, under the same filters. */
export function OverviewPage() {
    const { overview } = words();
    const query = useQuery();
    const range = useTimeRange('30d');
    const filters = filtersOf(query);
    const isFiltered = Object.keys(filters).length > 0;
    const isCompared = query.compare === 'yes';
    const before = previousRange(range);
    const current = useRead<SummaryReply>('/v1/summary', currentQuery(range, filters));
    const previous = useRead<SummaryReply>(isCompared ? '/v1/summary' : null, previousQuery(range, before, filters));
    const unfiltered = useRead<SummaryReply>(isFiltered ? '/v1/summary' : null, choicesQuery(range));
    const live = useRead<LiveReply>('/v1/live', { participants: false });
    const choices = (isFiltered ? unfiltered.data : current.data)?.divisions;
    const earlier = isCompared ? previous.data ?? null : null;
    return <>
        <PageHead title={overview.name} lead={overview.span(formatMoment(range.from), formatMoment(range.to))}>
            <TimeRangePicker key={`${String(range.name)} ${String(range.from)}`} range={range} />
            <button type="button" aria-pressed={isCompared} class="compare"
                onClick={() => { setQuery({ compare: isCompared ? undefined : 'yes' }); }}>
                {overview.compare}
            </button>
        </PageHead>
        <FilterBar filters={FILTERS.map((name) => ({
            name, label: overview.filters[name], value: filters[name],
            choices: (choices?.[name]?.items ?? []).flatMap(({ value }) => value === null ? [] : [{ value, label: nameOf(name, value) }])
        }))} />
        <Answer reading={current} height={PLACE_HELD}>{(reply) => reply.total.sessions === 0 && reply.total.conferences.count === 0
            ? <NothingYet isFiltered={isFiltered} />
            : <Figures reply={reply} earlier={earlier} live={live} list={listQuery(range, filters)} by={spanOf(range)} />}</Answer>
    </>;
}

interface FiguresProps {
    reply: SummaryReply;
    earlier: SummaryReply | null;
    live: ReturnType<typeof useRead<LiveReply>>;
    list: ReturnType<typeof listQuery>;
    by: ReturnType<typeof spanOf>;
}

function Figures({ reply, earlier, live, list, by: asked }: FiguresProps) {
    const { overview } = words();
    const { total, items, divisions, untold, untoldConferences } = reply;
    // while another span is on its way, what is drawn is still of the former
    const by = reply.by === 'hour' || reply.by === 'day' || reply.by === 'week' || reply.by === 'month' ? reply.by : asked;
    return <>
        <Headline total={total} before={earlier?.total ?? null} live={live} list={list} />
        {(untold > 0 || untoldConferences > 0) && <p class="note">{overview.untold(untold, untoldConferences)}</p>}
        <div class="panels overview-panels">
            <UsePanel by={by} items={items} before={earlier?.items ?? null} />
            <div class="double"><QualityPanel by={by} items={items} /></div>
            <ValuesPanel dimension="connection" divided={divisions?.connection ?? NOTHING} total={total.sessions} />
            <IssuesPanel total={total} list={list} />
            <MediaErrorsPanel total={total} />
            {(['browser', 'os', 'country', 'region'] as const).map((dimension) =>
                <ValuesPanel key={dimension} dimension={dimension} divided={divisions?.[dimension] ?? NOTHING} total={total.sessions} />)}
            <HistogramPanels reply={reply} before={earlier?.total ?? null} />
            <MetricPanels by={by} items={items} />
        </div>
    </>;
}

const NOTHING = { items: [], rest: null };
