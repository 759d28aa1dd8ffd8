import type { Messages } from './en.js';

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
        timeRange: {
            name: 'Période', own: 'Du… au', from: 'Du', to: 'Au', show: 'Afficher', backwards: 'La fin doit suivre le début.',
            ranges: { '24h': '24 h', '7d': '7 jours', '30d': '30 jours', '90d': '90 jours' }
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
    overview: { name: 'Vue d’ensemble' },
    live: { name: 'En direct' },
    conferences: { name: 'Conférences' },
    conference: { name: 'Conférence' },
    participant: { name: 'Participant' },
    setup: { name: 'Installation' },
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
