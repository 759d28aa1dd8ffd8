import type { Messages } from './en.js';
import { metrics } from './fr/metrics.js';
import { participant } from './fr/participant.js';
import { setup } from './fr/setup.js';

/** Le français de tout ce que dit le tableau de bord ; espaces insécables devant les signes doubles. */
export const fr: Messages = {
    common: {
        navigation: 'Tableau de bord', skip: 'Aller au contenu', logOut: 'Se déconnecter', loading: 'Chargement…', retry: 'Réessayer',
        otherLanguage: 'English', theme: { auto: 'Couleurs du système', light: 'Couleurs claires', dark: 'Couleurs sombres' },
        nothingHere: 'Rien ici', nothingHereText: 'Cette page n’existe pas. La navigation ci-dessus mène à ce qu’il y a.',
        pageFailed: 'Cette page n’a pas pu être chargée. Le service a peut-être été mis à jour, ou le réseau est absent.',
        asTable: 'En tableau', nothingMeasured: 'Rien n’a été mesuré',
        units: { ms: 'ms', s: 's', min: 'min', h: 'h', d: 'j' },
        verdicts: { good: 'Bon', fair: 'Moyen', poor: 'Mauvais', unknown: 'Inconnu' },
        severities: { info: 'Bon à savoir', warning: 'Perceptible', error: 'Grave' },
        filter: { name: 'Filtres', all: 'Tous', remove: ' – retirer ce filtre', removeAll: 'Retirer tous les filtres' },
        timeRange: {
            name: 'Période', own: 'Du… au', from: 'Du', to: 'Au', show: 'Afficher', backwards: 'La fin doit suivre le début.',
            ranges: { '24h': '24 h', '7d': '7 jours', '30d': '30 jours', '90d': '90 jours' }
        },
        filters: {
            name: 'Filtres', any: 'Tous', removeAll: 'Tout retirer', remove: (filter) => `Retirer ${filter}`,
            names: {
                verdict: 'Verdict', issue: 'Problème', participant: 'Personne', conferenceName: 'Salon', browser: 'Navigateur', os: 'Système',
                region: 'Région', country: 'Pays', connection: 'Connexion', minDuration: 'Au moins'
            },
            connections: {
                p2p: 'P2P', 'p2p-tcp': 'P2P par TCP', bridge: 'Pont', 'bridge-tcp': 'Pont par TCP', relay: 'Relais', 'relay-tcp': 'Relais par TCP'
            }
        },
        search: {
            label: 'Chercher salons, personnes, ids', hint: 'Appuyez sur / pour chercher', found: 'Trouvé', nothing: 'Rien trouvé', onNow: 'En cours',
            count: (count) => `${String(count)} trouvés`, conference: (when) => `Conférence, ${when}`,
            participant: (room) => `Personne, en dernier dans ${room}`
        },
        errors: {
            unreachable: 'Le service ne répond pas. Le réseau est-il là ?',
            unauthorized: 'Vous n’êtes plus connecté.',
            not_found: 'Il n’y a rien de ce nom.',
            rate_limited: 'Trop de requêtes sont venues de votre adresse. Attendez une minute.',
            store_unavailable: 'Le stockage ne répond pas en ce moment. Ce qui est accepté entre-temps n’est pas perdu.',
            shutting_down: 'Le service est en cours d’arrêt.',
            internal_error: 'Le service a commis une erreur. Son journal en dit plus.',
            other: (message) => `Le service a refusé : ${message}`
        }
    },
    overview: {
        name: 'Vue d’ensemble', span: (from, to) => `${from} – ${to}`,
        compare: 'Comparer à la période précédente', previously: 'Période précédente', before: (value) => `avant : ${value}`,
        more: 'de plus qu’avant', less: 'de moins qu’avant', same: 'comme avant', points: (value) => `${value} points`,
        conferences: 'Conférences', participantMinutes: 'Minutes de participation', sessions: 'Sessions', goodConferences: 'Bonnes conférences',
        medianSetup: 'Temps d’entrée médian', now: 'En ce moment', liveFailed: 'inconnu pour l’instant',
        participantsNow: (count) => `participants : ${count}`,
        couldNotJoin: (count, told) => count === 1 ? '1 n’a pas pu entrer' : `${told} n’ont pas pu entrer`,
        untold: (sessions, conferences) =>
            `Trop rares pour être distinguées avec ces filtres, et dans aucun chiffre : sessions ${String(sessions)}, conférences ${String(conferences)}.`,
        overTime: { hour: 'Utilisation par heure', day: 'Utilisation par jour', week: 'Utilisation par semaine', month: 'Utilisation par mois' },
        shown: 'Ce qui est affiché', when: 'Quand',
        conferencesChart: 'Conférences au fil du temps, selon le participant le moins bien servi',
        minutesChart: 'Minutes de participation au fil du temps',
        quality: 'Qualité au fil du temps', qualityNote: 'Une conférence est jugée sur le participant le moins bien servi.',
        qualityChart: 'Part des conférences bonnes, moyennes et mauvaises au fil du temps',
        issues: 'Problèmes les plus fréquents', issuesNote: 'Sessions concernées. Choisissez un problème pour voir les conférences.',
        issue: 'Problème', share: 'Part', noIssues: 'Aucun problème',
        mediaErrors: 'Erreurs de caméra, de micro et d’écran', errorName: 'Erreur', meaning: 'Signification', times: 'Fois',
        mediaErrorsNote: (count, told) => count === 1 ? 'C’est arrivé une fois.' : `C’est arrivé ${told} fois.`,
        noMediaErrors: 'Aucun appareil n’a été refusé ou absent',
        mediaErrorNames: {
            NotAllowedError: 'Non autorisé', NotFoundError: 'Appareil introuvable', NotReadableError: 'Appareil occupé ou en panne',
            OverconstrainedError: 'L’appareil ne le permet pas', AbortError: 'Défaillance de l’appareil', SecurityError: 'Interdit par la page',
            InvalidStateError: 'Page pas prête', TypeError: 'Mauvaise demande', 'gum.timeout': 'Personne n’a répondu à la question',
            'gum.general': 'Erreur d’un appareil', 'gum.screensharing_user_canceled': 'Partage d’écran annulé',
            'gum.screensharing_generic_error': 'L’écran n’a pas pu être partagé', other: 'Autres'
        },
        notKnown: 'Inconnu', others: 'Autres', moreInTable: (count) => `${count} de plus dans le tableau.`,
        dimensions: { browser: 'Navigateurs', os: 'Systèmes d’exploitation', region: 'Régions', country: 'Pays', connection: 'Connexion' },
        filters: { browser: 'Navigateur', os: 'Système', region: 'Région', country: 'Pays', connection: 'Connexion' },
        connections: {
            p2p: 'Directe (P2P), UDP', 'p2p-tcp': 'Directe (P2P), TCP', bridge: 'Pont, UDP', 'bridge-tcp': 'Pont, TCP', relay: 'Relais (TURN), UDP',
            'relay-tcp': 'Relais (TURN), TCP'
        },
        durations: 'Durée des conférences', conferencesNote: 'Conférences', duration: 'Durée', count: 'Nombre',
        sizes: 'Taille des conférences', sizesNote: 'Conférences, selon le plus grand nombre de participants simultanés',
        participantsUnit: 'Participants',
        nobody: 'personne n’est entré', participants: (count, told) => count === 1 && told === '1' ? '1 participant' : `${told} participants`,
        setupTimes: 'Temps d’entrée', setupNote: 'Sessions, selon la durée de l’entrée',
        below: (to) => `moins de ${to}`, atLeast: (from) => `${from} et plus`, between: (from, to) => `de ${from} à ${to}`,
        metrics: {
            audioMosDownload: {
                unit: '',
                note: 'MOS de ce qui a été entendu, de 1 (mauvais) à 5 (excellent), estimé par le modèle E'
            },
            packetLossDownload: { note: 'de ce qui aurait dû arriver', unit: '%' },
            roundTripTime: { note: 'jusqu’au pont, ou jusqu’à l’autre participant', unit: 'ms' }
        },
        spreadChart: (title) => `${title} au fil du temps : la médiane, et la plage de neuf dixièmes du temps`,
        median: 'Médiane', nineTenths: '90 % du temps', p5: '5 % du temps en dessous de', p95: '5 % du temps au-dessus de', mean: 'Moyenne',
        fresh: 'Aucun appel n’a encore été mesuré', freshText: 'Quelques lignes dans la configuration de Jitsi Meet suffisent.', toSetup: 'Installer',
        nothingThen: 'Aucun appel ne s’est terminé pendant cette période',
        nothingThenText: 'Un appel compte une fois terminé. Choisissez une période plus longue, ou regardez ce qui se passe sous « En direct ».',
        nothingMeets: 'Aucun appel ne correspond à ces filtres', nothingMeetsText: 'Retirez-en un, ou choisissez une période plus longue.'
    },
    live: {
        name: 'En direct', lead: 'Qui est en appel en ce moment, et comment cela se passe.', pause: 'Suspendre', resume: 'Reprendre',
        connections: {
            connecting: 'Connexion…', live: 'En direct', paused: (time) => `Suspendu à ${time}`,
            stale: (time) => `Sans connexion depuis ${time} : ce qui est affiché date d’alors. De nouveaux essais sont en cours.`
        },
        totals: { conferences: 'Conférences en cours', participants: 'Participants', joining: 'Entrent', fading: 'S’effacent' },
        knowledge: {
            catchingUp: (count) => `Le service vient de démarrer et lit encore ce qui se passait avant : ${count} sessions sont à venir.`,
            forgotten: (count) => `Il y avait plus que ce que LIVE_MAX_SESSIONS permet : ${count} sessions ont été laissées de côté depuis le démarrage.`,
            unheard: (time) => `Depuis ${time}, la base de données ne dit plus ce que reçoivent les autres instances : leurs participants peuvent manquer ici.`
        },
        announcements: {
            started: (name) => `La conférence ${name} a commencé.`, ended: (name) => `La conférence ${name} est terminée.`,
            poor: (name) => `Pour ${name}, l’appel est devenu mauvais.`, more: (count) => `Et ${count} autres changements.`
        },
        conferences: 'Conférences en cours', search: 'Chercher une conférence ou un participant', sort: 'Trier par',
        noneFound: 'Aucune conférence, aucun participant n’a cela dans son nom',
        sorts: {
            worst: 'Les pires d’abord', newest: 'Début le plus récent', longest: 'Début le plus ancien',
            largest: 'Nombre de participants', name: 'Nom'
        },
        nobody: 'Personne n’est en appel', nobodyText: 'Qui entre apparaît ici dans les deux secondes.', toConferences: 'Conférences terminées',
        neverText: 'Rien n’est encore jamais venu d’une page.', toSetup: 'Comment installer le script dans Jitsi',
        people: (count, told) => `${told} ${count < 2 ? 'participant' : 'participants'}`,
        joining: (count) => `${count} en train d’entrer`, fading: (count) => `${count} qui s’effacent`, since: (time) => `depuis ${time}`,
        toConference: 'Tout en savoir', showMore: (shown, all) => `${shown} sur ${all} : en afficher plus`,
        presences: { joining: 'Entre', there: 'Présent', fading: 'S’efface : silencieux plus longtemps que d’habitude' },
        observed: 'Vu par les autres seulement',
        marks: {
            interrupted: 'Interrompu depuis', audioMuted: 'Micro coupé', videoMuted: 'Caméra coupée',
            screenSharing: 'Partage son écran', recording: 'Enregistré', hidden: 'Page en arrière-plan'
        },
        trends: { better: 'S’améliore', steady: 'Stable', worse: 'Se dégrade' },
        trendOf: (figure, recent, before) => ({
            packetLoss: `pertes ${recent} % (${before} % avant)`, roundTripTime: `aller-retour ${recent} ms (${before} ms avant)`,
            bitrate: `débit ${recent} kbit/s (${before} kbit/s avant)`, connectionQuality: `qualité ${recent} % (${before} % avant)`
        })[figure],
        figures: {
            loss: 'Pertes', roundTrip: 'Aller-retour', bitrate: 'Débit', picture: 'Sa vidéo', quality: 'Indicateur de Jitsi',
            way: 'Chemin', age: 'Il y a',
            none: 'Rien n’est encore mesuré'
        },
        ways: { p2p: 'P2P', bridge: 'Pont' }, age: (ms) => `${String(Math.round(ms / 1000))} s`,
        lossSince: (highest) => `Pertes depuis l’ouverture de cette page, jusqu’à ${highest} %`,
        audience: {
            name: 'Audience', note: 'Qui écoute un espace de noms en ce moment.', nobody: 'Personne n’écoute',
            namespace: 'Espace de noms', members: 'Membres', all: (count) => `Afficher les ${count}`
        }
    },
    conferences: {
        name: 'Conférences', lead: 'Chaque appel, et chaque présence dans un appel.', what: 'Ce qui est listé',
        lists: { conferences: 'Conférences', sessions: 'Sessions' },
        columns: {
            name: 'Salon', when: 'Quand', duration: 'Durée', participants: 'Personnes', verdicts: 'Verdicts', issues: 'Problèmes',
            connection: 'Connexion', participant: 'Personne', verdict: 'Verdict', reasons: 'Pourquoi',
            lossUp: 'Pertes envoi, %', lossDown: 'Pertes réception, %',
            roundTrip: 'Aller-retour, ms', mos: 'Parole, MOS'
        },
        participantsTitle: 'Personnes différentes', troubleTitle: 'Trié : d’abord où le plus de sessions étaient mauvaises, puis moyennes',
        medianTitle: 'La médiane de la présence',
        atOnce: (count) => `(${count} à la fois)`, onNow: 'En cours', moreIssues: (issues) => `et ${issues}`,
        sorting: { by: 'Trier par', asc: 'Croissant', desc: 'Décroissant' },
        more: 'Afficher plus', further: 'Chercher plus loin', nothingFound: 'Rien ne correspond à tout cela',
        nothingYet: 'Aucun appel dans cette période',
        loosen: 'Retirez quelque chose :',
        longer: 'Regardez une période plus longue, ou voyez dans Installation si des pages envoient quelque chose.',
        last90: 'Regarder 90 jours',
        shownConferences: (count, more) => more ? `${count} conférences pour l’instant` : `${count} conférences`,
        shownSessions: (count, more) => more ? `${count} sessions pour l’instant` : `${count} sessions`,
        search: {
            label: 'Le nom du salon commence par', maybe: 'Ou bien', person: (name) => `Personne : ${name}`, room: (name) => `Salon : ${name}`
        },
        export: {
            name: 'Exporter', note: 'Toutes les sessions que les filtres laissent, et pas seulement celles de cette page.',
            formats: { csv: 'CSV', ndjson: 'NDJSON' },
            kinds: {
                sessions: {
                    name: 'Sessions',
                    text: 'Une ligne par présence : qui, quand, navigateur, verdict, problèmes et les valeurs de chaque mesure.'
                },
                metrics: { name: 'Mesures', text: 'Une ligne par échantillon, environ toutes les 10 secondes : tout ce qui a été mesuré.' },
                events: { name: 'Événements', text: 'Une ligne par événement : arrivées, départs, micros coupés, interruptions, erreurs.' }
            }
        }
    },
    charts: {
        name: 'Mesures',
        note: 'Faites glisser la souris sur un graphique pour voir de plus près : tous les autres suivent, ainsi que les lignes de présence. '
            + 'Un double-clic montre de nouveau tout. Là où une courbe s’arrête, rien n’est connu.',
        whose: 'Affichés', all: (count: number) => `Tous ceux des lignes (${String(count)})`, axis: 'Axe du temps', clock: 'Heure', sinceJoin: 'Depuis l’arrivée',
        showAll: 'Tout afficher', shows: (from: string, to: string) => `de ${from} à ${to}`, chart: 'graphique', time: 'Heure',
        keys: 'Les flèches parcourent le temps et annoncent les valeurs, + et − en montrent moins ou plus, 0 montre tout.',
        earlier: 'Avant', later: 'Après', rows: (from: string, to: string, total: string) => `Lignes ${from} à ${to} sur ${total}`,
        copy: 'Copier toutes les lignes', copied: 'Copié', least: (name: string) => `${name}, minimum`, most: (name: string) => `${name}, maximum`,
        nothingKnown: 'inconnu', andMore: (count: number) => `et ${String(count)} de plus`, pointAtOne: (count: number) => `${String(count)} participants – pointez une courbe pour savoir de qui elle est`,
        nothingMeasured: 'Aucun navigateur n’a donné cette mesure',
        from: 'à partir de', downFrom: 'en dessous de', score: 'note', bandwidth: 'débit estimé possible',
        groups: { network: 'Réseau', experience: 'Ce que chacun a entendu et vu', bandwidth: 'Débit', video: 'Vidéo' }
    },
    conference: {
        name: 'Conférence',
        participants: (count: number) => count < 2 ? `${String(count)} participant` : `${String(count)} participants`,
        tenant: (tenant: string) => `locataire ${tenant}`,
        ongoing: 'En cours – cette page suit',
        allOfName: 'Toutes les conférences de ce nom', copyLink: 'Copier le lien', copied: 'Lien copié',
        exports: 'Exporter', exportOf: { sessions: 'Sessions', metrics: 'Mesures', events: 'Événements' },
        notFound: 'Cette conférence n’existe pas',
        notFoundText: 'Elle a pu être supprimée, ou dépasser la durée de conservation de ce service. La liste contient toutes celles qui restent.',
        toList: 'Vers la liste des conférences',
        cause: 'Ce qui n’allait pas, et chez qui',
        causeOngoing: 'Tant qu’elle est en cours, chaque ligne montre ce qui est constaté. Chez qui était le problème sera dit à la fin.',
        causeSoon: 'La conférence vient de se terminer ; l’explication arrive dans un instant.',
        allGood: 'Rien d’anormal n’a été constaté.',
        showFinding: 'Montrer sur les lignes',
        concerned: (affected: string, of: string) => `${affected} sur ${of} concerné(s)`,
        othersConcerned: (affected: string, others: string) => `parmi les autres, ${affected} sur ${others}`,
        together: (time: string) => `${time} en même temps`,
        scopes: {
            participant: 'Un participant', pair: 'Le chemin entre deux', bridge: 'Un pont', region: 'Une région', network: 'Un réseau',
            browser: 'Un navigateur',
            everyone: 'Tout le monde', several: 'Plusieurs, sans rien en commun'
        },
        directions: { upload: 'ce qu’il envoie', download: 'ce qui lui parvient' },
        lanes: 'Ce qui s’est passé, et quand', lanesNote: 'Une ligne par séjour. Plus la barre est haute et dense, plus c’était mauvais.',
        order: 'Ordre', byJoin: 'Par entrée', byWorst: 'Les pires d’abord', search: 'Chercher un participant',
        onlyTrouble: 'Seulement avec problèmes',
        noLane: 'Aucune ligne ne correspond.', showAll: 'Montrer toutes les lignes',
        from: 'De', to: 'à', zoomIn: 'Agrandir', zoomOut: 'Toute la conférence', clearSelection: 'Effacer la sélection',
        selectionHint: 'Glissez sur les lignes pour choisir une période ; les graphiques suivent.',
        axis: 'Période choisie : les flèches la déplacent, avec Maj elles déplacent sa fin, Échap l’efface', axisWhole: 'Toute la conférence',
        axisSelected: (from: string, to: string, duration: string) => `de ${from} à ${to}, ${duration}`,
        timesIn: (zone: string) => `Heures de ${zone}`,
        laneOf: (name: string) => `Repères de ${name} : flèches gauche et droite`,
        marksOn: (count: number) => count < 2 ? `${String(count)} repère` : `${String(count)} repères`,
        leftOut: (count: number) => `${String(count)} de plus sont omis`,
        unread: 'Non lu tant qu’elle est en cours : trop à la fois', sessionsOfPerson: 'Toutes les sessions de cette personne',
        legend: 'Légende', ways: { p2p: 'P2P', bridge: 'Pont', relay: 'Relais (TURN)' }, overTcp: 'par TCP',
        interruption: 'Aucun média', gap: 'Rien de connu', muted: 'Micro coupé', cameraOff: 'Caméra coupée', screenShare: 'Partage d’écran',
        hiddenPage: 'Page en arrière-plan',
        markKinds: {
            error: 'Problème grave', warning: 'Problème sensible', info: 'Bon à savoir', join: 'Entrée', leave: 'Sortie',
            switch: 'Changement de chemin',
            screen: 'Partage d’écran', record: 'Enregistrement', device: 'Changement d’appareil', notice: 'Autre événement'
        },
        events: {
            joined: 'Est entré', left: 'Est sorti', userJoined: 'Quelqu’un est entré', userLeft: 'Quelqu’un est sorti',
            connectionInterrupted: 'Connexion interrompue',
            connectionRestored: 'Connexion rétablie', p2pStatus: 'Changement de chemin', trackMuteChanged: 'Micro ou caméra coupé ou rouvert',
            trackEnded: 'L’appareil s’est arrêté de lui-même', conferenceFailed: 'Échec de la conférence',
            conferenceError: 'Erreur dans la conférence',
            connectionFailed: 'Échec de la signalisation', iceCandidateError: 'Serveur STUN ou TURN injoignable', kicked: 'A été exclu',
            serverRegionChanged: 'Autre région de pont', noAudioInput: 'Le micro ne donne rien', noisyMic: 'Le micro donne du bruit',
            talkWhileMuted: 'A parlé micro coupé', suspendDetected: 'L’ordinateur était en veille', screenShare: 'Partage d’écran',
            recording: 'Enregistrement',
            deviceChanged: 'Changement d’appareil', mediaError: 'Caméra ou micro indisponible', feedback: 'A noté l’appel',
            visibility: 'Page cachée ou montrée'
        },
        joinedIn: (time: string) => `Est entré, après ${time} de préparation`, toP2p: 'Passage en P2P : directement vers l’autre participant',
        toBridge: 'Passage par le pont', recordingBegan: 'Début de l’enregistrement', recordingEnded: 'Fin de l’enregistrement',
        feedbackDeclined: 'A refusé de noter l’appel',
        rated: (rating: number) => `A donné ${String(rating)} étoile(s) sur 5`, sharedFor: (time: string) => `A partagé l’écran pendant ${time}`,
        goesOn: 'en cours', happenings: 'Ce qui s’est passé et quand, en tableau', when: 'Quand', who: 'Qui', what: 'Quoi', lasted: 'Durée',
        more: (count: number) => `En montrer ${String(count)} de plus`,
        nothingHappened: 'Rien ne s’est passé dans cette période.',
        detailsOf: (name: string) => `Détails de ${name}`, close: 'Fermer', facts: 'Qui et où', figures: 'Chiffres de tout le séjour',
        issuesInOrder: 'Problèmes par ordre chronologique',
        eventsList: 'Événements', noIssues: 'Aucun problème.', noEvents: 'Aucun événement.',
        fact: {
            user: 'Utilisateur', endpoint: 'Point d’accès', browser: 'Navigateur', os: 'Système', device: 'Appareil', address: 'Adresse',
           
            region: 'Région du pont', connection: 'Connexion', setup: 'Temps d’entrée', stay: 'Dans l’appel', interruptions: 'Interruptions',
            library: 'Bibliothèque',
            observed: 'Vu par', tags: 'Étiquettes'
        },
        cores: (count: number) => count < 2 ? `${String(count)} cœur` : `${String(count)} cœurs`, memory: (gib: number) => `${String(gib)} Gio`,
        mobile: 'mobile',
        timesLasting: (times: string, total: string) => `${times}, ${total}`,
        metric: 'Mesure', mean: 'Moyenne', median: 'Médiane', p95: 'p95', p5: 'p5', beyond: 'Au-delà de la limite',
        notAnalysed: 'Les chiffres du séjour seront là quand il sera terminé.'
    },
    participant,
    setup,
    metrics,
    issues: {
        join_failed: 'N’a pas pu entrer', connection_failed: 'Échec de la signalisation', no_media_access: 'Ni caméra ni micro',
        media_error: 'Erreur d’un appareil', slow_join: 'Entrée lente', multiple_rejoins: 'Entrées à répétition', abrupt_end: 'Fin brutale',
        low_rating: 'Mal noté', no_connection: 'Pas de connexion média', ice_failed: 'Échec de la connexion média',
        connection_interrupted: 'Connexion interrompue', upload_loss: 'Pertes à l’envoi', download_loss: 'Pertes à la réception',
        high_rtt: 'Aller-retour long', upload_jitter: 'Gigue à l’envoi', download_jitter: 'Gigue à la réception',
        high_playout_delay: 'Entendu en retard',
        low_audio_mos: 'Difficile à comprendre', bandwidth_limited: 'Débit insuffisant', freezes: 'Vidéo figée',
        upload_low_frame_rate: 'Sa vidéo saccade', download_low_frame_rate: 'Vidéo des autres saccadée',
        resolution_collapse: 'Chute de la résolution',
        relay_used: 'Par un relais', tcp_used: 'Par TCP', region_mismatch: 'Pont éloigné', worse_after_switch: 'Pire après un basculement',
        ice_candidate_error: 'STUN ou TURN injoignable', cpu_limited: 'Ordinateur trop lent', no_audio_input: 'Micro muet',
        noisy_mic: 'Micro bruyant',
        track_ended: 'Appareil perdu', machine_suspended: 'Ordinateur en veille'
    }
};
