import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { ROOT } from '../support/project.js';

const PAGES = ['overview', 'live', 'conferences', 'conference', 'participant', 'setup'];

/** The selectors of a style sheet, those within @media included. */
function selectorsOf(css: string): string[] {
    const plain = css.replace(/\/\*[^]*?\*\//g, '')
        .replace(/@keyframes[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, '')
        .replace(/@media[^{]*\{/g, '');
    return [...plain.matchAll(/([^{}]+)\{[^{}]*\}/g)]
        .flatMap(([, selectors = '']) => selectors.split(/,(?![^(]*\))/)).map((selector) => selector.trim());
}

t.test('the styles of a page are for that page alone: all of them are loaded together, and names meet', async (t) => {
    for (const page of PAGES) {
        const selectors = selectorsOf(readFileSync(join(ROOT, `dashboard/styles/${page}.css`), 'utf8'));
        t.ok(selectors.length > 5, page);
        t.same(selectors.filter((selector) => !selector.startsWith(`[data-page=${page}] `)), [], page);
    }
});
