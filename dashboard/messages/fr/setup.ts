import type { setup as english } from '../en/setup.js';

export const setup: typeof english = {
    name: 'Installation',
    lead: 'Collez ces lignes auprès de votre Jitsi, faites un appel, et regardez le voyant passer au vert.',
    light: {
        title: 'Est-ce que cela marche ?',
        waiting: 'En attente du premier envoi',
        waitingText: 'Cette page regarde toutes les deux secondes. Le premier envoi vient une demi-minute environ après l’entrée dans un appel.',
        arriving: 'Vert : des envois arrivent',
        quiet: 'Vert : cela marche, et personne n’est en appel en ce moment',
        last: (ago) => `Le dernier envoi est arrivé ${ago}.`,
        script: 'Le script a été chargé', session: 'Un participant a commencé une session', push: 'Un envoi est arrivé',
        times: (count, ago) => `${count} fois, la dernière ${ago}`, never: 'pas depuis le démarrage du service',
        latest: 'Vu en dernier :', minutes: 'Envois dans chacune des 15 dernières minutes',
        pushes: (count) => `${count} envois dans les 15 dernières minutes`,
        workers: (answering, count) => `${answering} processus sur ${count} ont répondu ; les autres ne sont pas comptés.`,
        version: (version, ago) => `Version ${version}, compté depuis le démarrage ${ago}.`
    },
    troubles: {
        title: 'Ce qui est refusé, et que faire',
        none: 'Rien n’a été refusé depuis le démarrage du service.',
        what: 'Quoi', advice: 'Que faire', count: 'Fois', last: 'Dernière',
        origin_not_allowed: (about) => `Les pages de ${about} sont refusées`,
        origin_advice: (about) => `Si ce sont les vôtres, ajoutez : CORS_ORIGINS=${about}. Si elles sont sur ce même hôte, le proxy ne transmet pas `
            + 'l’en-tête Host.',
        conference_not_allowed: (about) => `Les conférences nommées comme « ${about} » sont refusées`,
        conference_advice: (pattern) => `CONFERENCE_PATTERN est ${pattern} : changez-le si elles doivent être mesurées.`,
        session_token_invalid: () => 'Des envois avec un jeton qui n’est pas de ce service',
        token_advice: () => 'Des pages ouvertes pendant un changement de SESSION_SECRET, ou plusieurs instances qui en ont de différents.',
        rate_limited: () => 'Trop de requêtes d’une même adresse',
        rate_advice: () => 'Derrière un proxy, mettez son adresse dans TRUST_PROXY ; sinon augmentez RATE_LIMIT.',
        not_found: (about) => `Des requêtes pour ${about}, qui n’existe pas`,
        path_advice: (path) => `Le proxy doit transmettre le chemin entier : le service répond sous « ${path} » (BASE_PATH).`,
        proxy_not_trusted: (about) => `Un proxy à ${about} n’est pas cru`,
        proxy_advice: (about) => `Tous les participants comptent pour une seule adresse : mettez TRUST_PROXY=${about}.`,
        parts_dropped: (about) => `Des valeurs ont été laissées de côté : ${about}`,
        dropped_advice: () => 'Le reste a été gardé. Une autre version du script envoie ce que celle-ci ne connaît pas, ou un client à vous '
            + 'se trompe.',
        spool_full: () => 'La file d’attente est pleine',
        spool_advice: () => 'Le stockage est absent ou trop lent ; augmentez SPOOL_MAX_BYTES s’il peut attendre plus longtemps.',
        not_writable: () => 'Le disque n’accepte pas les données',
        disk_advice: () => 'DATA_DIR ne peut être écrit, ou il reste moins que DISK_RESERVE.',
        other: (code, about) => about === '' ? code : `${code} : ${about}`,
        other_advice: () => 'Les codes d’erreur sont expliqués dans docs/api.md.'
    },
    install: {
        title: 'Ce qu’il faut coller', choose: 'Votre Jitsi',
        kinds: {
            debian: 'Paquets Debian', docker: 'docker-jitsi-meet', own: 'Page à vous', jmmc: 'jitsi-meet-metrics-collector',
            audience: 'audience-meter'
        },
        copy: 'Copier', copied: 'Copié', copyFailed: 'Sélectionnez les lignes et copiez-les à la main.', of: (title) => `Copier : ${title}`,
        fully: 'Toutes les étapes, et comment revenir en arrière, sont dans deploy/README.md.',
        address: (url) => `Ce service, tel que vous l’atteignez : ${url}`,
        notHttps: 'Les pages de Jitsi sont en HTTPS et ne parlent qu’à du HTTPS. Ouvrez cette page par l’adresse qu’elles utiliseront : '
            + 'les lignes ci-dessous l’auront.',
        settings: 'Réglages de ce service',
        settingsText: 'Il répond à sa racine. Redémarrez-le ainsi, pour qu’un chemin de l’hôte de Jitsi y mène :',
        nginx: 'nginx',
        nginxDebian: 'Dans /etc/nginx/sites-available/<votre hôte>.conf, dans le bloc server du port 443, avant sa première location ; '
            + 'puis nginx -t && systemctl reload nginx :',
        nginxDocker: 'Comme ~/.jitsi-meet-cfg/web/nginx-custom/confmeter.conf :',
        config: 'Configuration de Jitsi Meet',
        configDebian: 'À la fin de /etc/jitsi/meet/<votre hôte>-config.js ; les mises à jour le conservent :',
        configDocker: 'À la fin de ~/.jitsi-meet-cfg/web/custom-config.js ; puis docker compose restart web :',
        network: 'Le réseau',
        networkText: 'Dans le dossier de confmeter, dans le fichier .env (docker network ls --filter name=meet.jitsi montre le nom) ; puis '
            + 'docker compose up --build --detach :',
        script: 'Comme script', scriptText: 'Dans la page qui porte la conférence, avant d’y entrer :',
        module: 'Ou comme module', moduleText: 'Depuis npm, dans votre page :',
        origins: (origins) => `Une page d’un autre hôte doit être inscrite : CORS_ORIGINS est ${origins}. Le script envoie là d’où il a été chargé.`,
        noOrigins: 'vide',
        jmmc: 'Le même chemin',
        jmmcText: 'Démarrez le service sous le chemin du collecteur, et que le proxy l’amène ici. Les pages ouvertes continuent.',
        jmmcOff: 'JMMC=off : ce service ne prend pas en ce moment ce que les pages du collecteur envoient.',
        ports: 'Ses ports', portsText: 'Ses clients, sa surveillance et ce qui envoie ses messages continuent sans changement :',
        count: 'Ou un compte dans toute page', countText: 'Sans port à lui :'
    }
};
