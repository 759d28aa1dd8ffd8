/** Paths on a field of 24 by 24, drawn for this dashboard. */
const PATHS = {
    mark: 'M4 19V11M9 19V5M14 19v-6M19 19V8',
    auto: 'M12 4a8 8 0 1 0 0 16zM12 4a8 8 0 0 1 0 16',
    light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
    dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z',
    search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 21 21',
    close: 'M6 6l12 12M18 6 6 18',
    down: 'M6 9l6 6 6-6',
    right: 'M9 6l6 6-6 6',
    up: 'M6 15l6-6 6 6',
    copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
    check: 'M5 12.5 10 17.5 19.5 7',
    warning: 'M12 4 2.5 20h19zM12 10v5M12 17.5v.5',
    error: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v6M12 16v.5',
    info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v6M12 7.5V8',
    download: 'M12 4v11M7 10.5l5 5 5-5M5 20h14',
    people: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14.5a6.5 6.5 0 0 1 3.5 5.5',
    table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 10v9',
    chart: 'M4 4v16h16M8 15l3.5-4 3 2.5L20 7',
    pause: 'M8 5v14M16 5v14',
    play: 'M7 5l12 7-12 7z',
    link: 'M10 14a4 4 0 0 0 5.7 0l3.6-3.6a4 4 0 0 0-5.7-5.7L12.5 5.8M14 10a4 4 0 0 0-5.7 0l-3.6 3.6a4 4 0 0 0 5.7 5.7l1.1-1.1',
    trash: 'M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5'
} as const;
export type IconName = keyof typeof PATHS;

/** Beside words that say the same: hidden from who listens to the page. */
export const Icon = ({ name }: { name: IconName }) =>
    <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false"><path d={PATHS[name]} /></svg>;
