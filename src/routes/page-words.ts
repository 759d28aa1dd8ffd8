export type Language = 'en' | 'fr';

/** What the pages for people say. */
export const PAGE_WORDS = {
    en: {
        about: 'This service keeps the call quality of a Jitsi Meet deployment. It runs.',
        script: 'is the script that Jitsi\'s pages load.',
        health: 'say whether all is well.',
        documentation: 'The documentation comes with the program:',
        stored: 'What is stored is shown to those who log in, and to programs that have the token'
            + ' (<code>Authorization: Bearer …</code>; unless it is set, the service keeps it in <code>DATA_DIR/dashboard-token</code>).',
        conferences: 'conferences', sessions: 'sessions', summary: 'summary', usage: 'usage', live: 'who is there now',
        audience: 'audiences',
        loggedIn: 'You are logged in. What there is to see:',
        logIn: 'Log in', logOut: 'Log out', token: 'Token',
        whereToken: 'The token is the service\'s DASHBOARD_TOKEN; unless it is set, it is in the file dashboard-token of DATA_DIR.',
        wrong: 'This is not the token.',
        tooMany: 'Too many wrong tokens came from your address. Try again in a minute.',
        linkRefused: 'The link did not log you in: its token is not the right one, or too many wrong ones came from your address.'
    },
    fr: {
        about: 'Ce service conserve la qualité des appels d\'un déploiement Jitsi Meet. Il fonctionne.',
        script: 'est le script que chargent les pages de Jitsi.',
        health: 'disent si tout va bien.',
        documentation: 'La documentation est livrée avec le programme :',
        stored: 'Ce qui est conservé est montré à qui se connecte, et aux programmes qui ont le jeton'
            + ' (<code>Authorization: Bearer …</code> ; sauf réglage, le service le garde dans <code>DATA_DIR/dashboard-token</code>).',
        conferences: 'conférences', sessions: 'sessions', summary: 'résumé', usage: 'utilisation', live: 'qui est là maintenant',
        audience: 'audiences',
        loggedIn: 'Vous êtes connecté. Ce qu\'il y a à voir :',
        logIn: 'Se connecter', logOut: 'Se déconnecter', token: 'Jeton',
        whereToken: 'Le jeton est le DASHBOARD_TOKEN du service ; sauf réglage, il est dans le fichier dashboard-token de DATA_DIR.',
        wrong: 'Ce n\'est pas le jeton.',
        tooMany: 'Trop de mauvais jetons sont venus de votre adresse. Réessayez dans une minute.',
        linkRefused: 'Le lien ne vous a pas connecté : son jeton n\'est pas le bon, ou trop de mauvais jetons sont venus de votre adresse.'
    }
} as const satisfies Record<Language, Record<string, string>>;

/** By Accept-Language (RFC 9110, 12.5.4); of two that are liked equally the first, English for those who like neither. */
export function pickLanguage(header = ''): Language {
    let best: { language: Language; quality: number } = { language: 'en', quality: 0 };
    for (const item of header.toLowerCase().split(',')) {
        const [, language, weight = '1'] = /^\s*(en|fr)(?:-[a-z0-9-]+)?\s*(?:;\s*q=([\d.]+)\s*)?$/.exec(item) ?? [];
        const quality = Number(weight);
        if (language !== undefined && quality > best.quality) best = { language: language as Language, quality };
    }
    return best.language;
}
