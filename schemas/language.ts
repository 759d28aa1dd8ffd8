/** Languages that sentences for people are told in, as BCP 47 names them. */
export const LANGUAGES = ['en', 'fr'] as const;
export type Language = typeof LANGUAGES[number];
