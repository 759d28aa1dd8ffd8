import type { participant as english } from '../en/participant.js';

export const participant: typeof english = {
    name: 'Participant',
    person: (name) => `Participant ${name}`,
    lead: 'Tout ce que l’on sait de ce navigateur : ses sessions, leur qualité, et avec quoi.',
    userId: 'Identifiant',
    gone: 'Aucune session pour cet identifiant',
    goneText: 'Elle a été supprimée, elle est plus ancienne que ce qui est conservé, ou l’adresse est fausse.',
    toConferences: 'Vers les conférences',
    none: 'Aucune session dans cette période',
    noneText: 'Choisissez ci-dessus une période plus longue.',
    notWhole: (count) => `Il y a d’autres sessions : ce qui est montré ici vient des ${count} plus récentes (USER_SESSIONS_MAX).`,
    figures: {
        title: 'En tout', sessions: 'Sessions', conferences: 'Conférences', time: 'Temps en appel', rating: 'Note',
        ratings: (count) => `sur ${count}`,
        firstSeen: 'Vu la première fois', lastSeen: 'Vu la dernière fois', verdicts: 'Comment c’était', names: 'Noms donnés',
        ongoing: 'En appel maintenant'
    },
    history: {
        title: 'Qualité au fil du temps', metric: 'Mesure',
        note: 'Une marque par session, à la médiane ; le trait va des 5 % les plus bas aux 5 % les plus hauts. Cliquez sur une marque pour '
            + 'ouvrir sa conférence.',
        summary: (metric, count, poor) => `${metric} dans ${count} sessions, dont ${poor} mauvaises. De même en tableau : « En tableau ».`,
        unmeasured: (count) => `Non mesuré dans ${count} sessions, qui ne sont pas dessinées.`,
        nothing: 'Cela n’a été mesuré dans aucune des sessions.',
        started: 'Début', conference: 'Conférence', verdict: 'Verdict', low: '5 % en dessous', median: 'Médiane', high: '5 % au-dessus'
    },
    issues: {
        title: 'Ce qui n’allait pas', none: 'Rien qui vaille d’être signalé.', issue: 'Problème', sessions: 'Sessions', time: 'Durée',
        show: 'Montrer ces sessions'
    },
    metrics: {
        title: 'Sur tout le temps mesuré', metric: 'Mesure', median: 'Médiane', worst: 'Les pires 5 %', beyond: 'Au-delà du seuil',
        note: '« Les pires 5 % » : c’était aussi mauvais, ou pire, pendant 5 % du temps. « Au-delà du seuil » : part du temps où cela se remarquait.'
    },
    habits: {
        devices: 'Appareils', browsers: 'Navigateurs', systems: 'Systèmes d’exploitation', networks: 'Réseaux', device: 'Appareil',
        browser: 'Navigateur',
        system: 'Système', network: 'Réseau', sessions: 'Sessions', time: 'Temps', quality: 'Qualité', lastSeen: 'Vu la dernière fois',
        unknown: 'Non indiqué',
        cores: (count) => `${count} cœurs`, memory: (gib) => `${gib} Gio`, mobile: 'mobile',
        desktop: 'ordinateur', noAddress: 'Aucune adresse conservée', more: (count) => `et ${count} de plus`
    },
    connections: {
        p2p: 'Directe (P2P)', 'p2p-tcp': 'Directe par TCP', bridge: 'Pont', 'bridge-tcp': 'Pont par TCP', relay: 'Relais (TURN)',
        'relay-tcp': 'Relais par TCP'
    },
    sessions: {
        title: 'Sessions', started: 'Début', conference: 'Conférence', duration: 'Durée', ongoing: 'encore là', device: 'Navigateur et système',
        network: 'Réseau', verdict: 'Verdict', issues: 'Problèmes', more: 'En montrer plus', loadingMore: 'Chargement de la suite…',
        end: 'Elles y sont toutes.',
        export: 'Exporter en CSV', anyVerdict: 'Tout verdict', anyIssue: 'Tout problème', filterVerdict: 'Verdict', filterIssue: 'Problème',
        none: 'Aucune session ne correspond.', clear: 'Tout montrer', shown: (count) => `${count} affichées`
    },
    erase: {
        title: 'Supprimer les données de cette personne',
        note: 'Pour une demande au titre de l’article 17 du RGPD, ou d’une loi semblable. Ce qui est supprimé ne peut être rétabli.',
        open: 'Supprimer toutes les données de cet identifiant…',
        dialog: 'Supprimer toutes les données de cet identifiant ?',
        going: 'Ceci disparaît définitivement, quelle que soit la période choisie sur cette page :',
        sessions: (sessions, conferences) => `${sessions} sessions dans ${conferences} conférences, avec toutes leurs mesures et tous leurs `
            + 'événements',
        span: (from, to) => `du ${from} au ${to}`,
        many: 'et toutes les plus anciennes, qui ne sont pas comptées ici',
        facts: [
            'Aussitôt, plus aucune réponse ni page ne les contient. Elles ne reviennent pas : ce que des pages encore ouvertes envoient '
                + 'ensuite est acquitté et jeté.',
            'Les conférences sont recomposées sans cette personne ; les sessions des autres restent.',
            'Le prochain appel du même navigateur sera de nouveau conservé. Pour ne rien recueillir de quelqu’un, ne chargez pas le script pour lui.',
            'Les décomptes des synthèses (nombre de sessions, minutes, problèmes) restent aussi longtemps que les synthèses. Ils ne disent '
                + 'de personne qui c’était.',
            'Qui a utilisé plusieurs navigateurs a plusieurs identifiants : supprimez chacun. Les sauvegardes et exports déjà faits ne sont '
                + 'pas touchés.'
        ],
        word: 'supprimer',
        type: (word) => `Tapez « ${word} » pour confirmer`,
        confirm: 'Supprimer définitivement', cancel: 'Annuler', running: 'Suppression…',
        failed: 'La suppression a échoué.',
        done: (sessions, pushes) => `Supprimé : ${sessions} sessions avec ${pushes} envois.`,
        reports: (count) => `${count} relevés de getStats() sont partis avec elles.`,
        doneText: 'Il n’en reste rien dans le stockage.',
        pending: 'Caché aussitôt, en cours de suppression',
        pendingText: 'C’était trop pour une seule requête. Plus aucune réponse ne les contient, et ce qui reste sur le disque part tout '
            + 'seul, même après un redémarrage.',
        check: 'Est-ce parti ? Redemander',
        checked: 'C’est parti : il n’en reste rien dans le stockage.'
    }
};
