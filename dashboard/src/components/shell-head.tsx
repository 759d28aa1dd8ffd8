import { MAIN_PAGES, type PageName } from '../pages.js';
import { href } from '../root.js';
import { LANGUAGE, words } from '../words.js';
import { nextTheme, useTheme } from '../theme.js';
import { keepChoice } from '../keep-choice.js';
import { GlobalSearch } from './global-search.js';
import { Icon } from './icon.js';

/** Which entry of the navigation a page belongs to. */
const SECTION: Readonly<Partial<Record<PageName, PageName>>> = { conference: 'conferences', participant: 'conferences' };

/** What leads through the dashboard; on every page. */
export function ShellHead({ current }: { current: PageName | undefined }) {
    const { common, ...pages } = words();
    const [theme, setTheme] = useTheme();
    const section = current === undefined ? undefined : SECTION[current] ?? current;
    const other = LANGUAGE === 'fr' ? 'en' : 'fr';
    return <header class="shell-head">
        <a class="brand" href={href('/')}><Icon name="mark" />confmeter</a>
        <nav aria-label={common.navigation}>
            <ul>
                {MAIN_PAGES.map(([name, path]) => <li key={name}>
                    <a href={href(path)} aria-current={name === current ? 'page' : name === section ? 'true' : undefined}>{pages[name].name}</a>
                </li>)}
            </ul>
        </nav>
        <GlobalSearch />
        <div class="shell-tools">
            <button type="button" class="quiet" aria-label={common.theme[theme]} title={common.theme[theme]}
                onClick={() => { setTheme(nextTheme(theme)); }}><Icon name={theme} /></button>
            <button type="button" class="quiet" lang={other} onClick={() => { keepChoice('language', other); location.reload(); }}>
                {common.otherLanguage}
            </button>
            <form method="post" action={href('/logout')}><button class="quiet">{common.logOut}</button></form>
        </div>
    </header>;
}
