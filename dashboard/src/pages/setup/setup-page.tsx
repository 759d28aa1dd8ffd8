import { useEffect } from 'preact/hooks';
import type { SetupReply } from '../../../../schemas/setup.js';
import { useRead } from '../../api.js';
import { PageHead } from '../../components/page-head.js';
import { explain, Failed, Loading } from '../../components/states.js';
import { words } from '../../words.js';
import { Install } from './install.js';
import { Light } from './light.js';
import { Troubles } from './troubles.js';

/** How often it is asked whether something has arrived, while somebody looks, ms. */
const LOOK_EVERY_MS = 2000;

/** How Jitsi's pages come to send, and whether they do. */
export function SetupPage() {
    const { setup: told } = words();
    const { data, error, reload } = useRead<SetupReply>('/v1/setup');
    useEffect(() => {
        const timer = setInterval(() => { if (document.visibilityState === 'visible') reload(); }, LOOK_EVERY_MS);
        return () => { clearInterval(timer); };
    }, [reload]);
    return <>
        <PageHead title={told.name} lead={told.lead} />
        {error !== undefined && <Failed message={explain(error)} onRetry={reload} />}
        {data === undefined ? error === undefined && <Loading height={480} /> : <div class="panels setup">
            <Light setup={data} now={Date.now()} />
            <Troubles setup={data} now={Date.now()} />
            <Install settings={data.settings} />
        </div>}
    </>;
}
