/**
 * Browsers and systems as jitsi-meet-metrics-collector's documents name them (by ua-parser-js), and as we do (by bowser), where the two
 * differ. Of several names for one of ours the first is the one that we tell.
 */
export type JmmcName = readonly [theirs: string, ours: string];

export const JMMC_BROWSERS: readonly JmmcName[] = [
    ['Edge', 'Microsoft Edge'],
    ['IE', 'Internet Explorer'],
    ['Samsung Internet', 'Samsung Internet for Android'],
    ['Samsung Browser', 'Samsung Internet for Android'],
    ['Silk', 'Amazon Silk'],
    ['UCBrowser', 'UC Browser'],
    ['Yandex', 'Yandex Browser'],
    // theirs of iOS; ours says that by the system
    ['Safari', 'Safari'],
    ['Mobile Safari', 'Safari']
];

export const JMMC_SYSTEMS: readonly JmmcName[] = [
    ['Mac OS', 'macOS'],
    ['Chromium OS', 'Chrome OS']
];
