import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface Props { title: string; note?: ComponentChildren; tools?: ComponentChildren; wide?: boolean; children: ComponentChildren }

/** A part of a page with a heading of its own; `note` says what is shown, `tools` are on the heading's line. */
export function Panel({ title, note, tools, wide = false, children }: Props) {
    const id = useId();
    return <section class={wide ? 'panel wide' : 'panel'} aria-labelledby={id}>
        <div class="panel-head">
            <h2 id={id}>{title}</h2>
            {tools !== undefined && <div class="panel-tools">{tools}</div>}
        </div>
        {note !== undefined && <p class="note">{note}</p>}
        {children}
    </section>;
}
