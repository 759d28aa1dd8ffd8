import type { JmmcName } from '../../../schemas/peers/jmmc-names.js';
import type { NamedVersion } from '../../store/store.js';

/** As `br` and `os` tell it: `Edge 131`, `Mac OS 10.15.7`; without the version where it is not known, undefined where the name is not. */
export function describedAs({ name, version }: NamedVersion, names: readonly JmmcName[]): string | undefined {
    if (name === null) return undefined;
    const told = names.find(([, ours]) => ours === name)?.[0] ?? name;
    return version === null ? told : `${told} ${version}`;
}

/** What the original writes where ua-parser-js knows nothing: the text of JavaScript's undefined. */
const UNKNOWN = 'undefined';

/** The inverse. A last word without a digit belongs to the name: `Chrome Headless`. */
export function describedBy(text: string, names: readonly JmmcName[]): NamedVersion {
    const [, first = text, last = UNKNOWN] = /^(.*\S)\s+(undefined|\S*\d\S*)$/.exec(text.trim()) ?? [];
    const name = first.trim();
    if (name === '' || name === UNKNOWN) return { name: null, version: null };
    return { name: names.find(([theirs]) => theirs === name)?.[1] ?? name, version: last === UNKNOWN ? null : last };
}
