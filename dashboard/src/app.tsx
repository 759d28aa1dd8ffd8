import type { FunctionComponent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed } from './components/states.js';
import { PageHead } from './components/page-head.js';
import { ShellHead } from './components/shell-head.js';
import { findPage, type PageName, type PageProps } from './pages.js';
import { usePlace } from './router.js';
import { words } from './words.js';

interface Shown { name: PageName; Page: FunctionComponent<PageProps> }

/** The shell round every page: what leads through the dashboard, and the page that the address names. */
export function App() {
    const { path } = usePlace();
    const found = findPage(path);
    const name = found?.page.name;
    const [shown, setShown] = useState<Shown>();
    const [isBroken, setBroken] = useState(false);
    const main = useRef<HTMLElement>(null);
    const isFirst = useRef(true);

    useEffect(() => {
        let isOver = false;
        setBroken(false);
        found?.page.load().then(
            (Page) => { if (!isOver) setShown({ name: found.page.name, Page }); },
            () => { if (!isOver) setBroken(true); }
        );
        return () => { isOver = true; };
    }, [name]);

    // who listens to the page, or goes through it by keyboard, begins anew where the new page begins
    useEffect(() => {
        if (isFirst.current) isFirst.current = false;
        else main.current?.focus({ preventScroll: true });
    }, [path]);

    const { common } = words();
    return <>
        <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); main.current?.focus(); }}>{common.skip}</a>
        <ShellHead current={name} />
        <main id="main" ref={main} tabIndex={-1} data-page={shown?.name === name ? name : undefined}>
            {found === undefined ? <><PageHead title={common.nothingHere} /><p>{common.nothingHereText}</p></>
                : isBroken ? <Failed message={common.pageFailed} onRetry={() => { location.reload(); }} />
                    : shown?.name === name && shown !== undefined ? <shown.Page key={found.id} id={found.id} /> : null}
        </main>
    </>;
}
