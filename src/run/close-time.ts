import type { Config } from '../config.js';

/** What a stop may take beyond the grace for requests and the one for draining: closing files. ms */
const CLOSE_FILES_MS = 5000;

/** What a stop of one process may take. ms */
export const closeTimeMs = ({ SHUTDOWN_GRACE }: Pick<Config, 'SHUTDOWN_GRACE'>): number => SHUTDOWN_GRACE * 2 + CLOSE_FILES_MS;
