import type { FastifyRequest } from 'fastify';
import { cookieValues } from '../cookie-values.js';

export type Language = 'en' | 'fr';

/** What the pages for people say. */
export const PAGE_WORDS = {
    en: {
        about: 'This service keeps the call quality of a Jitsi Meet deployment. What it has seen is shown to those who log in.',
        logIn: 'Log in', token: 'Token',
        whereToken: 'The token is the service\'s DASHBOARD_TOKEN; unless it is set, it is in the file dashboard-token of DATA_DIR.',
        wrong: 'This is not the token.',
        tooMany: 'Too many wrong tokens came from your address. Try again in a minute.',
        linkRefused: 'The link did not log you in: its token is not the right one, or too many wrong ones came from your address.'
    },
    fr: {
        about: 'Ce service conserve la qualité des appels d\'un déploiement Jitsi Meet. Ce qu\'il a vu est montré à qui se connecte.',
        logIn: 'Se connecter', token: 'Jeton',
        whereToken: 'Le jeton est le DASHBOARD_TOKEN du service ; sauf réglage, il est dans le fichier dashboard-token de DATA_DIR.',
        wrong: 'Ce n\'est pas le jeton.',
        tooMany: 'Trop de mauvais jetons sont venus de votre adresse. Réessayez dans une minute.',
        linkRefused: 'Le lien ne vous a pas connecté : son jeton n\'est pas le bon, ou trop de mauvais jetons sont venus de votre adresse.'
    }
} as const satisfies Record<Language, Record<string, string>>;

/** What this browser's reader chose in the dashboard, else by Accept-Language. */
export function languageOf({ headers }: FastifyRequest): Language {
    const chosen = cookieValues('confmeter-language', headers.cookie).find((value) => value === 'en' || value === 'fr');
    return chosen ?? pickLanguage(headers['accept-language']);
}

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
