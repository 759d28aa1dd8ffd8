import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Issue } from '../../schemas/issue.js';
import type { SessionSummary } from '../../schemas/summary.js';
import { ROOT } from './project.js';

const page = readFileSync(join(ROOT, 'docs/issues.md'), 'utf8');
const [, section = ''] = page.split('\n## Recorded calls and what is found in them\n');

/** What docs/issues.md says is found in a recording, by its name. */
export const toldFindings = new Map([...section.matchAll(/^\| `([\w-]+)` \| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm)]
    .map(([, name = '', a = '', b = '']) => [name, { a, b }]));

/** What its explanation is there; of a good call there is none. */
export const toldExplanations = new Map([...section.matchAll(/^\| `([\w-]+)` \| ([^|]+) \|$/gm)].map(([, name = '', text = '']) => [name, text]));

/** What was found in a session, as docs/issues.md tells it. */
export const tellFindings = ({ verdict }: Pick<SessionSummary, 'verdict'>, issues: readonly Pick<Issue, 'code'>[]): string =>
    [String(verdict), ...issues.length === 0 ? [] : [issues.map(({ code }) => code).join(', ')]].join(': ');
