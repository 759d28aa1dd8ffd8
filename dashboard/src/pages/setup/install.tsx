import { useId, useRef } from 'preact/hooks';
import type { SetupReply } from '../../../../schemas/setup.js';
import { Panel } from '../../components/panel.js';
import { ROOT } from '../../root.js';
import { setQuery, useQuery } from '../../router.js';
import { words } from '../../words.js';
import { Snippet } from './snippet.js';
import {
    audiencePorts, audienceTag, customConfig, dockerNetwork, jmmcSettings, nginxInDocker, nginxOnHost, npmModule, scriptTag, serviceSettings
} from './snippets.js';

type Settings = SetupReply['settings'];
const KINDS = ['debian', 'docker', 'own', 'jmmc', 'audience'] as const;
type Kind = typeof KINDS[number];

/** Where the service is put when it is nowhere yet. */
const USUAL_PATH = '/confmeter';

/** What to paste, for each kind of Jitsi, with this service's own address, path and port in it. */
export function Install({ settings }: { settings: Settings }) {
    const { install } = words().setup;
    const id = useId();
    const tabs = useRef<HTMLDivElement>(null);
    const { for: asked = '' } = useQuery();
    const kind = KINDS.find((name) => name === asked) ?? 'debian';

    /** As tabs are moved through (https://www.w3.org/WAI/ARIA/apg/patterns/tabs/). */
    function move(event: KeyboardEvent): void {
        const place = KINDS.indexOf(kind);
        const last = KINDS.length - 1;
        const places: Readonly<Record<string, number>> = { ArrowRight: place + 1, ArrowLeft: place + last, Home: 0, End: last };
        const wanted = places[event.key];
        if (wanted === undefined) return;
        event.preventDefault();
        const next = wanted % KINDS.length;
        setQuery({ for: KINDS[next] }, { replace: true });
        tabs.current?.querySelectorAll('button')[next]?.focus();
    }

    return <Panel title={install.title} wide note={install.address(ROOT.href)}>
        {ROOT.protocol !== 'https:' && <p class="notice">{install.notHttps}</p>}
        <div class="segments" role="tablist" aria-label={install.choose} ref={tabs} onKeyDown={move}>
            {KINDS.map((name) => <button key={name} type="button" role="tab" id={`${id}${name}`} aria-selected={name === kind} aria-controls={`${id}panel`}
                tabIndex={name === kind ? 0 : -1} onClick={() => { setQuery({ for: name }, { replace: true }); }}>{install.kinds[name]}</button>)}
        </div>
        <div role="tabpanel" id={`${id}panel`} aria-labelledby={`${id}${kind}`} class="snippets">
            <Lines kind={kind} settings={settings} />
            <p class="small soft">{install.fully}</p>
        </div>
    </Panel>;
}

function Lines({ kind, settings: { basePath, port, corsOrigins, jmmc } }: { kind: Kind; settings: Settings }) {
    const { install } = words().setup;
    const path = basePath === '' ? USUAL_PATH : basePath;
    const url = ROOT.href;
    const moving = basePath === '' && <Snippet title={install.settings} text={install.settingsText} code={serviceSettings(path)} />;
    switch (kind) {
        case 'debian': return <>
            {moving}
            <Snippet title={install.nginx} text={install.nginxDebian} code={nginxOnHost(path, port)} />
            <Snippet title={install.config} text={install.configDebian} code={customConfig(path)} />
        </>;
        case 'docker': return <>
            <Snippet title={install.network} text={install.networkText} code={dockerNetwork()} />
            <Snippet title={install.nginx} text={install.nginxDocker} code={nginxInDocker(path, port)} />
            <Snippet title={install.config} text={install.configDocker} code={customConfig(path)} />
        </>;
        case 'own': return <>
            <Snippet title={install.script} text={install.scriptText} code={scriptTag(url)} />
            <Snippet title={install.module} text={install.moduleText} code={npmModule(url)} />
            <p class="small">{install.origins(corsOrigins.length === 0 ? install.noOrigins : corsOrigins.join(', '))}</p>
        </>;
        case 'jmmc': return <>
            {!jmmc && <p class="notice">{install.jmmcOff}</p>}
            <Snippet title={install.jmmc} text={install.jmmcText} code={jmmcSettings()} />
            <Snippet title={install.nginx} text={install.nginxDebian} code={nginxOnHost('/jitsi-meet-metrics-collector', port)} />
        </>;
        case 'audience': return <>
            <Snippet title={install.ports} text={install.portsText} code={audiencePorts()} />
            <Snippet title={install.count} text={install.countText} code={audienceTag(url)} />
        </>;
    }
}
