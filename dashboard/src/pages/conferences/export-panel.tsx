import { Icon } from '../../components/icon.js';
import { Panel } from '../../components/panel.js';
import { href, type Query } from '../../root.js';
import { words } from '../../words.js';

const KINDS = ['sessions', 'metrics', 'events'] as const;
const FORMATS = ['csv', 'ndjson'] as const;

/** What the filters leave, to take away: each kind with what is in it. */
export function ExportPanel({ asked }: { asked: Query }) {
    const { export: told } = words().conferences;
    return <Panel title={told.name} note={told.note} wide>
        <ul class="exports">
            {KINDS.map((kind) => <li key={kind}>
                <div><strong>{told.kinds[kind].name}</strong><p class="soft small">{told.kinds[kind].text}</p></div>
                <div class="export-links">{FORMATS.map((format) => <a key={format} class="button" download
                    href={href(`/v1/export/${kind}`, { ...asked, format })}>
                    <Icon name="download" /> {told.formats[format]}<span class="unseen"> – {told.kinds[kind].name}</span>
                </a>)}</div>
            </li>)}
        </ul>
    </Panel>;
}
