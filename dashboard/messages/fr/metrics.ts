import type { metrics as english } from '../en/metrics.js';

export const metrics: typeof english = {
    packetLossUpload: 'Paquets perdus à l’envoi', packetLossDownload: 'Paquets perdus à la réception', roundTripTime: 'Temps aller-retour',
    jitterUpload: 'Gigue du son à l’envoi', jitterDownload: 'Gigue du son à la réception', playoutDelay: 'Délai de restitution',
    concealedAudio: 'Son reconstitué', bitrateUpload: 'Débit envoyé', bitrateDownload: 'Débit reçu',
    bandwidthUpload: 'Débit estimé possible à l’envoi',
    bandwidthDownload: 'Débit estimé possible à la réception', framesPerSecondUpload: 'Images par seconde envoyées',
    framesPerSecondDownload: 'Images par seconde reçues', frameHeightUpload: 'Résolution envoyée', frameHeightDownload: 'Résolution reçue',
    audioMosUpload: 'Qualité du son à l’envoi', audioMosDownload: 'Qualité du son à la réception', videoScoreUpload: 'Qualité de la vidéo à l’envoi',
    videoScoreDownload: 'Qualité de la vidéo à la réception', connectionQuality: 'Qualité de la connexion (lib-jitsi-meet)',
    freezesMs: 'Vidéo figée des autres'
};
