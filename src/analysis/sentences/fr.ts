import type { Finding } from '../../../schemas/explanation.js';
import type { Issue, IssueDetails } from '../../../schemas/issue.js';
import { significant } from '../rounding.js';
import { durationParts } from './durations.js';
import { counted, french, frenchNumber } from './french-typography.js';
import { joinNames, type Sentences, type Shared } from './sentences.js';

const count = frenchNumber;
const figure = (value = 0): string => frenchNumber(significant(value));
const duration = (ms = 0): string => durationParts(ms).map(([value, unit]) => `${frenchNumber(value)}\u00a0${unit}`).join(' ');
const list = (names: readonly string[]): string => joinNames(names, 'et', (more) => counted(more, 'autre'));
/** `, 3 fois`; nothing of what happened once. */
const timesIn = (times = 1): string => times > 1 ? french`, ${count(times)} fois` : '';
const inBrackets = (code: string | undefined): string => code === undefined ? '' : ` (${code})`;
const capitalized = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1);
const atWorst = (worst: number | undefined, unit: string): string => french`(au pire ${figure(worst)}${unit})`;
const PERCENT = '\u00a0%', MS = '\u00a0ms', NONE = '';

const DEVICES = {
    microphone: french`le micro n'a pas pu être ouvert`,
    camera: french`la caméra n'a pas pu être ouverte`,
    both: french`le micro et la caméra n'ont pas pu être ouverts`,
    either: french`le micro ou la caméra n'a pas pu être ouvert`
} as const;
const withoutMedia = ({ times }: Issue['evidence'], { device = 'either', name }: IssueDetails): string =>
    `${DEVICES[device]}${timesIn(times)}${inBrackets(name)}.`;

/** The round trip and the loss, as far as they are known. */
function worseAfterSwitch(evidence: Issue['evidence'], { switchedTo, region }: IssueDetails): string {
    const { roundTripTimeBefore, roundTripTimeAfter, packetLossBefore, packetLossAfter } = evidence;
    const other = region === undefined ? french`à un pont d'une autre région` : french`à un pont de la région ${region}`;
    const to = switchedTo === 'p2p' ? 'au P2P' : switchedTo === 'bridge' ? 'au pont' : other;
    const told = [
        roundTripTimeBefore === undefined ? [] : [french`l'aller-retour prenait ${figure(roundTripTimeAfter)} ms au lieu de ${figure(roundTripTimeBefore)} ms`],
        packetLossBefore === undefined ? [] : [french`${figure(packetLossAfter)} % se perdait au lieu de ${figure(packetLossBefore)} %`]
    ];
    return french`Après le passage ${to}, ${told.flat().join(' et ')}.`;
}

const NAMED = { bridge: 'le pont', region: 'la région', network: 'le réseau', browser: 'le navigateur' } as const;
const PLACED = { bridge: 'sur le pont', region: 'dans la région', network: 'dans le réseau', browser: 'avec le navigateur' } as const;
const nameOf = ({ scope, value }: Shared): string => `${NAMED[scope]} ${value}`;
const sideOf = (direction: Finding['direction']): string =>
    direction === null ? '' : direction === 'upload' ? french` à l'envoi` : french` à la réception`;
const hadTrouble = (names: readonly string[]): string => `${list(names)} ${names.length > 1 ? 'ont' : 'a'} eu des difficultés`;

const VERDICTS = { poor: 'mauvaise', fair: 'moyenne', good: 'bonne' } as const;

export const FR: Sentences = {
    issues: {
        join_failed: ({ ms }, { code }) => french`Ce participant n'a pas pu rejoindre la conférence${code === undefined ? ` en ${duration(ms)}` : ` (${code})`}.`,
        connection_failed: (_, { code }) => french`La connexion au serveur qui établit l'appel a échoué${inBrackets(code)}.`,
        no_media_access: (evidence, details) => french`On n'a pu ni entendre ni voir ce participant : ${withoutMedia(evidence, details)}`,
        media_error: (evidence, details) => capitalized(withoutMedia(evidence, details)),
        slow_join: ({ setupMs }) => french`Il a fallu ${duration(setupMs)} pour rejoindre la conférence.`,
        multiple_rejoins: ({ times = 0 }, _, lastsMs) => french`Ce participant est parti et revenu ${count(times)} fois en ${duration(lastsMs)}.`,
        abrupt_end: () => french`La session s'est terminée sans prévenir : le navigateur a planté ou a été tué, ou bien la machine ou le réseau a lâché.`,
        low_rating: ({ rating = 0 }) => french`Le participant a donné à l'appel ${counted(rating, 'étoile')} sur 5.`,

        no_connection: ({ othersMs }) => french`D'autres étaient présents pendant ${duration(othersMs)}, et ni son ni image ne sont passés : `
            + french`un pare-feu en chemin, ou un pont hors d'atteinte.`,
        ice_failed: () => french`Aucun chemin n'a été trouvé pour le son et l'image, ou celui qui servait s'est perdu : un pare-feu en chemin, `
            + french`ou pas de serveur TURN pour le contourner.`,
        connection_interrupted: ({ times = 1, totalMs }, { goesOn, restored }) => goesOn === true
            ? french`Ni son ni image ne passent depuis ${duration(totalMs)}.`
            : french`Ni son ni image ne sont passés pendant ${duration(totalMs)}${times > 1 ? french`, en ${count(times)} fois` : ''}`
                + french`${restored === true ? '' : french`, et rien n'est revenu`}.`,
        upload_loss: ({ mean, worst, limit, ms }) => french`Pendant ${duration(ms)}, ${figure(mean)} % de ce que ce participant envoyait s'est perdu en route `
            + french`(au pire ${figure(worst)} % ; gênant à partir de ${figure(limit)} %).`,
        download_loss: ({ mean, worst, limit, ms }) => french`Pendant ${duration(ms)}, ${figure(mean)} % de ce qui était envoyé à ce participant s'est perdu `
            + french`(au pire ${figure(worst)} % ; gênant à partir de ${figure(limit)} %).`,
        high_rtt: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, un paquet mettait ${figure(mean)} ms pour l'aller-retour ${atWorst(worst, MS)} : `
            + french`on se coupe la parole.`,
        upload_jitter: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, le son de ce participant arrivait irrégulièrement à l'autre bout, de ${figure(mean)} ms `
            + french`${atWorst(worst, MS)} : une ligne que d'autres utilisent aussi, ou une liaison sans fil faible.`,
        download_jitter: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, le son arrivait irrégulièrement chez ce participant, de ${figure(mean)} ms `
            + french`${atWorst(worst, MS)} : une ligne que d'autres utilisent aussi, ou une liaison sans fil faible.`,
        high_playout_delay: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, ce que disaient les autres était retenu ${figure(mean)} ms ${atWorst(worst, MS)} `
            + french`pour être lissé, car cela arrivait irrégulièrement.`,
        low_audio_mos: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, les autres étaient difficiles à comprendre : une note de ${figure(mean)} sur 4,4 `
            + french`pour ce que ce participant entendait ${atWorst(worst, NONE)}.`,
        bandwidth_limited: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, la ligne de ce participant ne pouvait envoyer que ${figure(mean)} kbit/s `
            + french`${atWorst(worst, NONE)}, trop peu pour la vidéo.`,

        freezes: ({ freezes = 0, frozenMs, ms }) => french`L'image des autres s'est figée ${freezes === 1 ? 'une' : count(freezes)} fois en ${duration(ms)}, `
            + french`pendant ${duration(frozenMs)} en tout.`,
        upload_low_frame_rate: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, la caméra de ce participant donnait aux autres ${figure(mean)} images par `
            + french`seconde ${atWorst(worst, NONE)}.`,
        download_low_frame_rate: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, ce participant voyait les autres à ${figure(mean)} images par seconde `
            + french`${atWorst(worst, NONE)}.`,
        resolution_collapse: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, la vidéo de ce participant n'avait plus que ${figure(mean)} % de sa hauteur `
            + french`d'avant ${atWorst(worst, PERCENT)} : les autres la voyaient petite ou floue.`,

        relay_used: ({ ms }) => french`Pendant ${duration(ms)}, le son et l'image sont passés par un serveur TURN, car aucun chemin direct n'était ouvert.`,
        tcp_used: ({ ms }) => french`Pendant ${duration(ms)}, le son et l'image sont passés par TCP ou TLS, car UDP était bloqué : un paquet perdu retient tous ceux `
            + french`qui le suivent.`,
        region_mismatch: ({ mean, ms }, { region = '' }) => french`Pendant ${duration(ms)}, le pont n'était pas dans la région de ce participant (${region}), mais à `
            + french`${figure(mean)} ms aller-retour.`,
        worse_after_switch: worseAfterSwitch,
        ice_candidate_error: ({ times = 1 }, { message, code = 'sans code' }) =>
            (times > 1 ? french`${count(times)} serveurs STUN ou TURN n'ont pas pu être joints, ou ont refusé`
                : french`Un serveur STUN ou TURN n'a pas pu être joint, ou a refusé`)
            + french`${message === undefined ? '' : french` : ${times > 1 ? french`d'abord ` : ''}${message} (${code})`}.`,

        cpu_limited: ({ mean, worst, ms }) => french`Pendant ${duration(ms)}, la machine de ce participant n'arrivait pas à suivre : une image vidéo lui prenait `
            + french`${figure(mean)} ms ${atWorst(worst, MS)}.`,
        no_audio_input: () => french`Le micro ne donnait aucun son : coupé par un interrupteur, débranché, ou le mauvais micro était choisi.`,
        noisy_mic: () => french`Le micro donnait du bruit alors que personne ne parlait.`,
        track_ended: ({ times }, { device }) => device === 'camera'
            ? french`La caméra s'est arrêtée d'elle-même${timesIn(times)} : débranchée, ou prise par un autre programme.`
            : french`Le micro s'est arrêté de lui-même${timesIn(times)} : débranché, ou pris par un autre programme.`,
        machine_suspended: () => french`La machine s'est mise en veille pendant l'appel.`
    },
    more: (others) => french` (et ${counted(others, 'autre semblable', 'autres semblables')})`,

    about: {
        join_failed: french`voulait entrer et n'a pas pu`,
        connection_failed: french`la connexion de signalisation a échoué`,
        no_media_access: french`ni micro ni caméra, et rien n'a jamais été envoyé`,
        media_error: french`micro ou caméra refusés au premier essai`,
        slow_join: french`l'entrée a été longue`,
        multiple_rejoins: french`parti et revenu plusieurs fois`,
        abrupt_end: french`fin brutale, par une panne du navigateur, de la machine ou du réseau`,
        low_rating: french`l'appel a été mal noté`,
        no_connection: french`entré, d'autres étaient là, et ni son ni image ne sont jamais passés`,
        ice_failed: french`aucun chemin trouvé, ou gardé, pour le son et l'image`,
        connection_interrupted: french`ni son ni image pendant un moment`,
        upload_loss: french`ce qui était envoyé se perdait`,
        download_loss: french`ce qui devait arriver se perdait`,
        high_rtt: french`le chemin vers le pont, ou vers l'autre, était long`,
        upload_jitter: french`le son envoyé arrivait irrégulièrement`,
        download_jitter: french`le son reçu arrivait irrégulièrement`,
        high_playout_delay: french`le son était longtemps retenu pour être lissé`,
        low_audio_mos: french`la parole était difficile à suivre, d'après le modèle E`,
        bandwidth_limited: french`la ligne ne suffisait pas à la vidéo envoyée`,
        freezes: french`les vidéos des autres se figeaient`,
        upload_low_frame_rate: french`la vidéo envoyée était saccadée`,
        download_low_frame_rate: french`les vidéos des autres étaient saccadées`,
        resolution_collapse: french`la vidéo envoyée est devenue bien plus petite`,
        relay_used: french`son et image par un serveur TURN`,
        tcp_used: french`son et image par TCP ou TLS`,
        region_mismatch: french`le pont était dans une autre région, et loin`,
        worse_after_switch: french`pire après un passage entre P2P et pont, ou d'un pont à l'autre`,
        ice_candidate_error: french`un serveur STUN ou TURN injoignable, ou qui a refusé`,
        cpu_limited: french`la machine n'arrivait pas à suivre`,
        no_audio_input: french`le micro ne donnait rien`,
        noisy_mic: french`le micro donnait du bruit`,
        track_ended: french`micro ou caméra arrêtés d'eux-mêmes, débranchés ou pris ailleurs`,
        machine_suspended: french`la machine s'est mise en veille`
    },
    figures: {
        upload_loss: ({ mean }) => french`${figure(mean)} % de pertes à l'envoi`,
        download_loss: ({ mean }) => french`${figure(mean)} % de pertes à la réception`,
        high_rtt: ({ mean }) => french`un aller-retour de ${figure(mean)} ms`,
        upload_jitter: ({ mean }) => french`une gigue de ${figure(mean)} ms à l'envoi`,
        download_jitter: ({ mean }) => french`une gigue de ${figure(mean)} ms à la réception`,
        high_playout_delay: ({ mean }) => french`un son retenu de ${figure(mean)} ms`,
        low_audio_mos: ({ mean }) => french`une parole notée ${figure(mean)} sur 4,4`,
        bandwidth_limited: ({ mean }) => french`${figure(mean)} kbit/s seulement à l'envoi`,
        resolution_collapse: ({ mean }) => french`la vidéo envoyée à ${figure(mean)} % de sa hauteur`,
        upload_low_frame_rate: ({ mean }) => french`${figure(mean)} images par seconde à l'envoi`,
        download_low_frame_rate: ({ mean }) => french`${figure(mean)} images par seconde à la réception`,
        freezes: ({ freezes = 0, frozenMs }) => french`${counted(freezes, 'arrêt')} sur image, ${duration(frozenMs)} en tout`,
        cpu_limited: ({ mean }) => french`une machine qui mettait ${figure(mean)} ms par image`,
        connection_interrupted: ({ totalMs }) => french`ni son ni image pendant ${duration(totalMs)}`
    },
    lasting: (told, ms) => french`${told} pendant ${duration(ms)}`,
    inOrder: (told) => told.join('\u202f; '),
    codes: (counts, worst) => french`${counts.map(([about, sessions]) => `${about} (${count(sessions)})`).join(', ')} ; au pire ${worst}`,

    nothingKnown: french`On ne sait rien du déroulement de cette conférence.`,
    verdicts(known, counts) {
        const all = known === 1 ? french`l'unique session` : known === 2 ? 'les deux sessions' : french`les ${count(known)} sessions`;
        if (known === counts.good) return french`L'appel a été bon pour ${all}.`;
        const parts = (['poor', 'fair', 'good'] as const).filter((verdict) => counts[verdict] > 0)
            .map((verdict) => counted(counts[verdict], VERDICTS[verdict]));
        return french`Sur ${counted(known, 'session')} : ${parts.join(', ')}.`;
    },
    hadTrouble: (name, direction, issues) => french`${hadTrouble([name])}${sideOf(direction)} : ${issues}.`,
    observedTrouble: (names, direction, issues) => french`${hadTrouble(names)}${sideOf(direction)}, d'après ce que les autres ont perçu : ${issues}.`,
    cameWithIt: (issues) => french`Cela s'est accompagné de : ${issues}.`,
    noticed: (names, issues) => french`${list(names)} l'${names.length > 1 ? 'ont' : 'a'} remarqué : ${issues}.`,
    wasStraight: french`Les deux étaient en liaison directe (P2P) : la ligne de l'autre peut aussi être en cause.`,
    nobodyToCompare: french`Il n'y a personne à qui comparer.`,
    othersHadNone: (others) => others === 1 ? french`L'autre n'en a pas eu.` : french`Les ${count(others)} autres n'en ont pas eu.`,
    pair: (names, issues) => french`${hadTrouble(names)} sur le chemin qui les relie, direct (P2P), sans pont : ${issues}. `
        + french`La ligne de l'un comme de l'autre peut être en cause.`,
    group: ({ affected, of, othersAffected, others }, { scope, value }, codes) =>
        french`${count(affected)} sur ${count(of)} ${PLACED[scope]} ${value} ${affected > 1 ? 'ont' : 'a'} eu des difficultés, `
        + french`${count(othersAffected)} sur ${count(others)} ailleurs : ${codes}.`,
    several: (names, others, codes) => french`${hadTrouble(names)}, ${others === 1 ? french`l'autre n'en a pas eu` : french`les ${count(others)} autres n'en ont pas eu`}, `
        + french`et ils n'ont en commun ni pont, ni réseau, ni navigateur : ${codes}.`,
    everyone: (affected, of, codes) => french`${count(affected)} sur ${count(of)} ont eu des difficultés : ${codes}.`,
    together: (ms) => french`Au moins la moitié d'entre eux en même temps, pendant ${duration(ms)}.`,
    nothingShared: french`Ils n'ont en commun ni pont, ni réseau, ni navigateur : ce que tous utilisent, comme le serveur ou sa ligne, est la cause la plus probable.`,
    allShare: (shared) => french`Tous ont en commun ${shared.map(nameOf).join(', ')}.`,
    meanings: {
        bridge: french`Le pont, ou la ligne qui y mène, est la cause la plus probable.`,
        region: french`Les ponts de cette région, ou le chemin qui y mène, sont la cause la plus probable.`,
        network: french`Leur réseau, ou le chemin qui en part, est la cause la plus probable : un site, un fournisseur, un VPN.`,
        browser: french`Le navigateur de cette version est la cause la plus probable.`
    }
};
