import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.js';
import { copyText } from '../../copy-text.js';
import { words } from '../../words.js';

interface Props { title: string; text?: string; code: string }

/** How long it says that it was copied, ms. */
const TOLD_MS = 4000;

/** Lines to paste, and a button that copies them and says so. */
export function Snippet({ title, text, code }: Props) {
    const { install } = words().setup;
    const id = useId();
    const [told, setTold] = useState('');
    const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
    useEffect(() => () => { clearTimeout(timer.current); }, []);

    async function copy(): Promise<void> {
        setTold(await copyText(code) ? install.copied : install.copyFailed);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => { setTold(''); }, TOLD_MS);
    }

    return <div class="snippet">
        <h3 id={id}>{title}</h3>
        {text !== undefined && <p class="small">{text}</p>}
        <div class="snippet-code">
            <pre tabIndex={0} role="region" aria-labelledby={id}><code>{code}</code></pre>
            <div class="snippet-tools">
                <span role="status" class="small">{told !== '' && <><Icon name={told === install.copied ? 'check' : 'info'} /> {told}</>}</span>
                <button type="button" aria-label={install.of(title)} onClick={() => { void copy(); }}><Icon name="copy" />{install.copy}</button>
            </div>
        </div>
    </div>;
}
