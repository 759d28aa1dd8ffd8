import type { Messages } from '../messages/en.js';

export type Language = 'en' | 'fr';

/** The shell is in the language of who asked for it. */
export const LANGUAGE: Language = document.documentElement.lang === 'fr' ? 'fr' : 'en';

let messages: Messages | undefined;

/** Loads what the page says, before anything is drawn. */
export async function loadWords(): Promise<void> {
    messages = LANGUAGE === 'fr' ? (await import('../messages/fr.js')).fr : (await import('../messages/en.js')).en;
}

/** All that the page says, in the language of its reader. */
export function words(): Messages {
    if (messages === undefined) throw new Error('The words are not loaded yet.');
    return messages;
}

const plurals = new Intl.PluralRules(LANGUAGE);

/** `one` or `many`, by the rules of the language (https://www.unicode.org/cldr/charts/latest/supplemental/language_plural_rules.html). */
export const plural = (count: number, one: string, many: string): string => plurals.select(count) === 'one' ? one : many;
