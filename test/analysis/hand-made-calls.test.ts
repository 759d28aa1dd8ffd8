import { readFileSync } from 'node:fs';
import t from 'tap';
import { analyzeCall, type Call } from './analyzed-call.js';
import { HAND_MADE } from './hand-made-calls.js';

const page = readFileSync(new URL('../../../docs/issues.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('\n## Calls made by hand\n');
/** What docs/issues.md says is found in a call. */
const told = [...section.matchAll(/^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \|$/gm)].map(([, name, found]) => [name, found]);

function tell(call: Call): string {
    const { summary: { verdict }, issues } = analyzeCall(call);
    return [verdict ?? 'null', ...issues.length === 0 ? [] : [issues.map(({ code }) => code).join(', ')]].join(': ');
}

t.test('in each call made by hand what docs/issues.md says is found, and nothing else', async (t) => {
    t.strictSame(Object.entries(HAND_MADE).map(([name, call]) => [name, tell(call)]), told);
});
