import { readFileSync } from 'node:fs';
import type { TObject, TSchema } from '@sinclair/typebox';
import t from 'tap';
import { ConnectionStateSchema } from '../../schemas/connection-state.js';

const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');

const leaves = (schema: TSchema, path = ''): string[] => schema.type === 'object'
    ? Object.entries((schema as TObject).properties).flatMap(([name, member]) => leaves(member, path === '' ? name : `${path}.${name}`))
    : [path];

t.test('docs/metrics.md has a row for each field of a state, in the same order, and no other', async (t) => {
    const rows = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, field]) => field);
    t.same(rows, leaves(ConnectionStateSchema));
});
