import type { ConferenceReply } from '../../../../schemas/conference.js';
import { useRead } from '../../api.js';
import { Empty, Loading } from '../../components/states.js';
import { href } from '../../root.js';
import { words } from '../../words.js';

/** In place of figures: no call ever came, or none in this time, or none that meets the filters. */
export function NothingYet({ isFiltered }: { isFiltered: boolean }) {
    const { overview } = words();
    const any = useRead<{ items: Pick<ConferenceReply, 'conferenceId'>[] }>('/v1/conferences', { limit: 1 });
    if (any.loading && any.data === undefined) return <Loading height={160} />;
    const isFresh = any.data?.items.length === 0;
    return <div class="panel">
        {isFresh ? <Empty title={overview.fresh}>
            <p>{overview.freshText}</p>
            <p><a href={href('/setup')}>{overview.toSetup}</a></p>
        </Empty> : <Empty title={isFiltered ? overview.nothingMeets : overview.nothingThen}>
            <p>{isFiltered ? overview.nothingMeetsText : overview.nothingThenText}</p>
        </Empty>}
    </div>;
}
