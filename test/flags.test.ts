import t from 'tap';
import { helpText, readFlags } from '../src/flags.js';
import { flagOf, listSettings } from '../src/settings.js';

t.test('every setting has a flag, which --help lists', async (t) => {
    const help = helpText();
    for (const [name, { about }] of listSettings()) {
        t.same(readFlags([flagOf(name), '7']), { values: { [name]: '7' }, help: false, version: false, faults: [] });
        t.ok(help.includes(`${flagOf(name)} `) && help.includes(about), name);
    }
});

t.test('--help and --version are heard wherever they stand', async (t) => {
    t.match(readFlags(['--port', '1', '--help']), { help: true, version: false, faults: [] });
    t.match(readFlags(['-v']), { help: false, version: true, faults: [] });
});

t.test('a value may begin with a dash and hold equals signs', async (t) => {
    t.same(readFlags(['--conference-pattern', '-x=y']).values, { CONFERENCE_PATTERN: '-x=y' });
    t.same(readFlags(['--conference-pattern=^a=b$']).values, { CONFERENCE_PATTERN: '^a=b$' });
});

t.test('no near flag is suggested where none is near', async (t) => {
    t.match(readFlags(['--completely-different']).faults, [/^--completely-different: there is no such flag \(--help lists all\)$/]);
});
