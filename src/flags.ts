import { flagOf, listSettings, type Setting, type SettingName } from './settings.js';

/** What the command line says. */
export interface Flags {
    values: Partial<Record<SettingName, string>>;
    help: boolean;
    version: boolean;
    /** A line for each thing that is not understood. */
    faults: string[];
}

const OTHERS: Readonly<Record<string, 'help' | 'version'>> = { '--help': 'help', '-h': 'help', '--version': 'version', '-v': 'version' };

/** Reads `--port 8080` and `--port=8080`, for every setting by its name in lower case with dashes. */
export function readFlags(args: readonly string[]): Flags {
    const names = new Map(listSettings().map(([name]) => [flagOf(name), name]));
    const flags: Flags = { values: {}, help: false, version: false, faults: [] };
    for (let at = 0; at < args.length; at += 1) {
        const argument = args[at] as string;
        const equals = argument.indexOf('=');
        const flag = equals === -1 ? argument : argument.slice(0, equals);
        const name = names.get(flag);
        const other = OTHERS[argument];
        if (other !== undefined) {
            flags[other] = true;
        } else if (name === undefined) {
            flags.faults.push(unknown(flag, [...names.keys(), '--help', '--version']));
            const following = args[at + 1];
            if (equals === -1 && flag.startsWith('-') && following !== undefined && !following.startsWith('-')) at += 1;
        } else if (flags.values[name] !== undefined) {
            flags.faults.push(`${flag}: is given twice`);
        } else if (equals !== -1) {
            flags.values[name] = argument.slice(equals + 1);
        } else if (args[at + 1] === undefined || names.has(args[at + 1] as string)) {
            flags.faults.push(`${flag}: needs a value, as in ${flag} <value>`);
        } else {
            at += 1;
            flags.values[name] = args[at] as string;
        }
    }
    return flags;
}

/** What --help prints. */
export function helpText(): string {
    const lines = listSettings().map(([name, setting]) => `  ${flagOf(name).padEnd(22)} ${setting.about} (${defaultOf(setting)})`);
    return [
        'Usage: confmeter [--flag value] …', '',
        'Collects and keeps the call quality of a Jitsi Meet deployment. Every flag is also an environment variable:',
        '--data-dir ./data is DATA_DIR=./data. Where both are given the flag counts. Lists are separated by commas.', '',
        ...lines, '',
        '  --help                 this text',
        '  --version              the version', ''
    ].join('\n');
}

function defaultOf({ fallback }: Setting): string {
    return fallback === undefined || fallback === '' || (Array.isArray(fallback) && fallback.length === 0) ? 'unset' : `default ${String(fallback)}`;
}

function unknown(flag: string, known: readonly string[]): string {
    const nearest = known.map((name) => ({ name, distance: editDistance(flag, name) })).sort((a, b) => a.distance - b.distance)[0];
    const near = nearest !== undefined && nearest.distance <= Math.max(2, flag.length / 3);
    return `${flag}: there is no such flag${near ? `; did you mean ${nearest.name}?` : ''} (--help lists all)`;
}

/** How many letters must be added, removed or changed to make one word of the other (Levenshtein 1965). */
function editDistance(a: string, b: string): number {
    let row = Array.from({ length: b.length + 1 }, (_, column) => column);
    for (let i = 1; i <= a.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= b.length; j += 1) {
            const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
        }
        row = next;
    }
    return row[b.length] as number;
}
