import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';

interface Props { title: string; lead?: ComponentChildren; children?: ComponentChildren }

/** The page's one h1, which is its name in the browser as well; `lead` is one sentence below it, `children` its tools beside it. */
export function PageHead({ title, lead, children }: Props) {
    useEffect(() => { document.title = `${title} · confmeter`; }, [title]);
    return <div class="page-head">
        <div>
            <h1>{title}</h1>
            {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {children !== undefined && <div class="page-tools">{children}</div>}
    </div>;
}
