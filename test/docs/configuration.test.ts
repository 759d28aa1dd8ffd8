import { readFileSync } from 'node:fs';
import t from 'tap';
import { flagOf, listSettings, type Setting } from '../../src/settings.js';

const page = readFileSync(new URL('../../../docs/configuration.md', import.meta.url), 'utf8');
const shown = ({ fallback }: Setting): string =>
    fallback === undefined || fallback === '' || (Array.isArray(fallback) && fallback.length === 0) ? 'unset' : `\`${String(fallback)}\``;
const row = (name: string, flag: string, setting: Setting): string => `| \`${name}\` | \`${flag}\` | ${shown(setting)} | ${setting.about} |`;

t.test('docs/configuration.md has one row per setting, equal to SETTINGS, and no other', async (t) => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    t.same(rows, listSettings().map(([name, setting]) => row(name, flagOf(name), setting)));
});
